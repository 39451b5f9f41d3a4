import { Refusal } from '@ycyw/service/refusal';

const reopenableMs = 7 * 86_400_000;

/** What was resolved may be opened again; what is closed for seven days, then another has to be opened (WRONG_STATE). */
export function requireReopenable({ state, closedAt }: { state: string; closedAt: Date | null }, now: Date): void {
  if (state === 'RESOLVED') return;
  if (state !== 'CLOSED') throw new Refusal('WRONG_STATE', state);
  if (!closedAt || now.getTime() > closedAt.getTime() + reopenableMs) throw new Refusal('WRONG_STATE', 'CLOSED > 7 d');
}
