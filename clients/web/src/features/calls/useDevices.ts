import { useCallback, useEffect, useRef, useState } from 'react';
import { type DeviceProblem, listDevices, openCamera, openMicrophone } from './devices.ts';

type Kind = 'microphone' | 'camera';
export type Device = {
  track: MediaStreamTrack | null;
  problem: DeviceProblem | null;
  asking: boolean;
  choices: MediaDeviceInfo[];
  choose: (id: string) => void;
  again: () => void;
};

/** A microphone or camera, opened while `wanted`. Whoever takes its track along calls `keep` first: the rest is switched off on leaving. */
export function useDevice(kind: Kind, wanted: boolean): Device & { keep: () => MediaStreamTrack | null } {
  const [found, setFound] = useState<{ track: MediaStreamTrack | null; problem: DeviceProblem | null; asking: boolean }>({
    track: null,
    problem: null,
    asking: true,
  });
  const [choices, setChoices] = useState<MediaDeviceInfo[]>([]);
  const [asked, setAsked] = useState<{ id: string | null; times: number }>({ id: null, times: 0 });
  const kept = useRef<MediaStreamTrack | null>(null);

  useEffect(() => {
    if (!wanted) return;
    let left = false;
    let opened: MediaStreamTrack | null = null;
    const open = kind === 'microphone' ? openMicrophone : openCamera;
    void open(asked.id).then(async ({ track, problem }) => {
      if (left) {
        track?.stop();
        return;
      }
      opened = track;
      setFound({ track, problem, asking: false });
      const { microphones, cameras } = await listDevices();
      setChoices(kind === 'microphone' ? microphones : cameras);
    });
    return () => {
      left = true;
      if (kept.current !== opened) opened?.stop();
      setFound(({ problem }) => ({ track: null, problem, asking: true }));
    };
  }, [kind, wanted, asked]);

  const keep = useCallback(() => {
    kept.current = found.track;
    return found.track;
  }, [found.track]);
  const shown = wanted ? found : { track: null, problem: null, asking: false };
  return {
    ...shown,
    choices,
    choose: (id) => {
      setAsked(({ times }) => ({ id, times: times + 1 }));
    },
    again: () => {
      setAsked(({ id, times }) => ({ id, times: times + 1 }));
    },
    keep,
  };
}
