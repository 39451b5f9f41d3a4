/** The one source of business time. Tokens, rate limits and webhook tolerances stay on the machine's own clock. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

interface Moved {
  kind: 'clock';
  now: string | null;
}

const isMoved = (message: unknown): message is Moved =>
  typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'clock';

/**
 * A clock that stands still at the instant its parent process names over IPC, and runs again at `null`.
 * For the local start only: no request can reach it.
 */
export function movableClock(): Clock {
  let fixed: Date | null = null;
  process.on('message', (message: unknown) => {
    if (!isMoved(message)) return;
    fixed = message.now === null ? null : new Date(message.now);
    process.send?.({ kind: 'clock.moved', now: message.now });
  });
  return { now: () => (fixed ? new Date(fixed) : new Date()) };
}
