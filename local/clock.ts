import type { Child } from './child.ts';

const patienceMs = 5000;

export interface ClockDial {
  /** The instant at which business time stands still; null while it runs. */
  now(): string | null;
  /** Moves the clock of all subgraphs; resolves when every one has confirmed. */
  set(now: string | null): Promise<void>;
  /** A subgraph is up, maybe again: it learns what time it is. */
  join(child: Child): void;
  hear(child: Child, message: unknown): void;
}

const confirms = (message: unknown): message is { kind: 'clock.moved'; now: string | null } =>
  typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'clock.moved';

/** The one clock of the subgraphs, moved over their IPC channels. */
export function clockDial(): ClockDial {
  const children = new Set<Child>();
  const waiting = new Map<Child, () => void>();
  let fixed: string | null = null;
  let moving = Promise.resolve();

  const tell = (child: Child): Promise<void> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        reject(new Error(`${child.name} did not confirm the clock within ${String(patienceMs / 1000)} s`));
      }, patienceMs);
      waiting.set(child, () => {
        clearTimeout(late);
        resolve();
      });
      child.send({ kind: 'clock', now: fixed });
    });

  return {
    now: () => fixed,
    join: (child) => {
      children.add(child);
      if (fixed !== null) child.send({ kind: 'clock', now: fixed });
    },
    set: (now) => {
      // One move after the other: a confirmation does not say whose it is.
      moving = moving
        .catch(() => undefined)
        .then(async () => {
          fixed = now;
          await Promise.all([...children].map(tell));
        });
      return moving;
    },
    hear: (child, message) => {
      if (!confirms(message) || message.now !== fixed) return;
      waiting.get(child)?.();
      waiting.delete(child);
    },
  };
}
