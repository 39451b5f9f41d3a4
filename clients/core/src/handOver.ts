import type { Refused } from './refusal.ts';

/** Minutes before pick-up from which a car may leave. */
export const handOverEarlyMinutes = 60;

/** What keeps a car at the desk: money, a payment that the bank has taken back, the deposit, or the car itself. */
export type HandOverObstacle = 'unpaid' | 'disputed' | 'deposit' | 'unit';

/** The obstacle that a refused hand-over names; null for any other refusal. */
export function handOverObstacle({ code, reason = '' }: Refused): HandOverObstacle | null {
  if (code === 'NOT_FOUND') return 'unit';
  if (code !== 'WRONG_STATE') return null;
  if (reason.startsWith('due ')) return 'unpaid';
  if (reason === 'DISPUTED') return 'disputed';
  return reason.startsWith('deposit ') ? 'deposit' : 'unit';
}

/** A booking's reference as it is kept, of how people type it: yc 7kq2 m9 is YC-7KQ2-M9; null where it is none. */
export function referenceOf(text: string): string | null {
  const [, middle, end] = /^(?:YC)?([2-9A-Z]{4})([2-9A-Z]{2})$/.exec(text.toUpperCase().replace(/[\s-]/g, '')) ?? [];
  return middle && end ? `YC-${middle}-${end}` : null;
}
