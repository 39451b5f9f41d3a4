import type { Point } from '@ycyw/core/distance';
import { useState } from 'react';

export type HereState = 'idle' | 'asking' | 'refused' | 'unknown';

const patience = { timeout: 10_000, maximumAge: 300_000 };
/** To about a kilometre: enough to find a car by, and no address. */
const coarse = (degrees: number) => Math.round(degrees * 100) / 100;

/** Where this device is, when the person lets us ask. */
export function useHere(found: (here: Point) => void): { state: HereState; ask: () => void; forget: () => void } {
  const [state, setState] = useState<HereState>('idle');
  const ask = () => {
    if (!('geolocation' in navigator)) {
      setState('unknown');
      return;
    }
    setState('asking');
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => {
        setState('idle');
        found({ latitude: coarse(latitude), longitude: coarse(longitude) });
      },
      (trouble) => {
        setState(trouble.code === trouble.PERMISSION_DENIED ? 'refused' : 'unknown');
      },
      patience,
    );
  };
  const forget = () => {
    setState('idle');
  };
  return { state, ask, forget };
}
