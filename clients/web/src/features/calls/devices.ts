import type { CallMedia } from '@ycyw/core/generated/graphql';

/** Why a microphone, camera or screen cannot be used: forbidden, none there, used by another program, or not by this browser. */
export type DeviceProblem = 'refused' | 'missing' | 'busy' | 'unsupported';

export type Wanted = { microphone: string | null; camera: string | null };

const problems: Record<string, DeviceProblem> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

const problemOf = (failure: unknown): DeviceProblem =>
  failure instanceof DOMException ? (problems[failure.name] ?? 'busy') : 'unsupported';

type Opened = { track: MediaStreamTrack; problem: null } | { track: null; problem: DeviceProblem };

const one = (stream: MediaStream): MediaStreamTrack | null => stream.getTracks()[0] ?? null;

async function open(ask: () => Promise<MediaStream>): Promise<Opened> {
  try {
    const track = one(await ask());
    return track ? { track, problem: null } : { track: null, problem: 'missing' };
  } catch (failure) {
    return { track: null, problem: problemOf(failure) };
  }
}

// Browsers of pages without https have no devices at all.
const devices = (): MediaDevices | undefined => (navigator as { mediaDevices?: MediaDevices }).mediaDevices;
const named = (id: string | null): MediaTrackConstraints => (id ? { deviceId: { exact: id } } : {});

export const openMicrophone = (id: string | null): Promise<Opened> =>
  open(async () => {
    const constraints = { ...named(id), echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    return (devices() ?? unsupported()).getUserMedia({ audio: constraints });
  });

export const openCamera = (id: string | null): Promise<Opened> =>
  open(async () => (devices() ?? unsupported()).getUserMedia({ video: { ...named(id), width: { ideal: 1280 }, height: { ideal: 720 } } }));

export const canShareScreen = (): boolean =>
  typeof (devices() as { getDisplayMedia?: unknown } | undefined)?.getDisplayMedia === 'function';

/** What is shown of the screen is chosen in the browser's own window; leaving it is `refused`. */
export const openScreen = (): Promise<Opened> => open(async () => (devices() ?? unsupported()).getDisplayMedia({ video: true }));

function unsupported(): never {
  throw new TypeError('this browser has no devices here');
}

/** Microphones and cameras by their names, which browsers tell once one was allowed. */
export async function listDevices(): Promise<{ microphones: MediaDeviceInfo[]; cameras: MediaDeviceInfo[] }> {
  const all = (await devices()?.enumerateDevices()) ?? [];
  const of = (kind: MediaDeviceKind) => all.filter((device) => device.kind === kind && device.deviceId !== '');
  return { microphones: of('audioinput'), cameras: of('videoinput') };
}

export const wantsCamera = (media: CallMedia): boolean => media === 'VIDEO';

const hiding = 'calls.hideAddress';

/** Whether this person wants their address kept from the other one. */
export const hidesAddress = (): boolean => localStorage.getItem(hiding) === '1';

export function hideAddress(hide: boolean): void {
  if (hide) localStorage.setItem(hiding, '1');
  else localStorage.removeItem(hiding);
}
