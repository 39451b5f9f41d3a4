import { useEffect, useState } from 'react';

const steps = 12;
const everyMs = 80;

/** How loud a microphone hears right now, from 0 to 1 in twelve steps. */
export function useLevel(track: MediaStreamTrack | null): number {
  const [level, setLevel] = useState(0);
  useEffect(() => {
    if (!track) return;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      // From a whisper at -60 dB to what would be too loud at 0.
      const share = Math.min(1, Math.max(0, 1 + (10 * Math.log10(power || 1e-10)) / 60));
      setLevel(Math.round(share * steps) / steps);
    }, everyMs);
    return () => {
      clearInterval(timer);
      void context.close();
    };
  }, [track]);
  return track ? level : 0;
}
