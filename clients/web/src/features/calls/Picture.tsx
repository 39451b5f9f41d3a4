import { useEffect, useRef } from 'react';

type Props = {
  source: MediaStream | MediaStreamTrack | null;
  label: string;
  /** As in a mirror: one's own camera. */ mirrored?: boolean;
  whole?: boolean;
};

/** A moving picture without its sound. */
export function Picture({ source, label, mirrored = false, whole = false }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (!video.current) return;
    video.current.srcObject = source instanceof MediaStreamTrack ? new MediaStream([source]) : source;
  }, [source]);
  return (
    <video
      ref={video}
      className={[mirrored && 'mirrored', whole && 'whole'].filter(Boolean).join(' ')}
      aria-label={label}
      autoPlay
      playsInline
      muted
    />
  );
}
