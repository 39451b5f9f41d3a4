import type { Memory } from '../../local/memory.ts';

/** Who may be killed; `postgres` is the server, `backend` one of its processes that serves booking. */
export const targets = [
  'booking',
  'postgres',
  'router',
  'stripe',
  'redis',
  'fleet',
  'backend',
  'identity',
  'notifications',
  'support',
] as const;
export type Target = (typeof targets)[number];

/** A generator of numbers from 0 up to 1 that follow from `seed` alone (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Whom to kill in each of `rounds` rounds: all of them in an order by lot, before anyone comes a second time. */
export function drawTargets(rounds: number, random: () => number): Target[] {
  const drawn: Target[] = [];
  while (drawn.length < rounds) {
    const lot = targets.map((target) => ({ target, order: random() })).sort((one, other) => one.order - other.order);
    drawn.push(...lot.map(({ target }) => target));
  }
  return drawn.slice(0, rounds);
}

/** The process of a target; null when it does not run. */
export function pidOf(target: Target, processes: readonly Memory[]): number | null {
  const name = target === 'backend' ? /^postgres booking/ : new RegExp(`^${target}$`);
  return processes.find((each) => name.test(each.name))?.pid ?? null;
}
