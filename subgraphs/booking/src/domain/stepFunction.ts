/**
 * A step function of time: pairs of an instant (milliseconds since the epoch) and the value that holds from then on, in the order of time.
 * Before the first instant the first value holds.
 */
export type Steps = readonly number[];

/** Steps out of text such as "0:5,1784023200000:4", those that change nothing left out. */
export function readSteps(text: string): number[] {
  const steps: number[] = [];
  for (const part of text.split(',')) {
    const colon = part.indexOf(':');
    const value = Number(part.slice(colon + 1));
    if (value !== steps.at(-1)) steps.push(Number(part.slice(0, colon)), value);
  }
  return steps;
}

/** The number of the pair that holds at an instant. */
function pairAt(steps: Steps, at: number): number {
  let low = 0;
  let high = steps.length / 2 - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((steps[2 * middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The value that holds at an instant. */
export const valueAt = (steps: Steps, at: number): number => steps[2 * pairAt(steps, at) + 1] ?? 0;

/** The least value over the half-open period from `from` to `to` (Infinity: without end). */
export function leastOver(steps: Steps, from: number, to: number): number {
  const first = pairAt(steps, from);
  let least = steps[2 * first + 1] ?? 0;
  for (let at = 2 * first + 2; at < steps.length && (steps[at] ?? 0) < to; at += 2) least = Math.min(least, steps[at + 1] ?? 0);
  return least;
}
