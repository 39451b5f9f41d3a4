import { z } from 'zod';
import type { Clock } from './clock.ts';
import type { DomainEvent } from './events.ts';
import { append } from './outbox.ts';
import type { Sql } from './sql.ts';

const shape = z.object({ userId: z.uuid(), deletionId: z.uuid(), region: z.enum(['EU', 'UK', 'US']) });

/** A person who is to be forgotten, and the deletion that asks for it. */
export type Erasure = z.infer<typeof shape>;

/** Tells identity that this domain holds nothing of the person any more. */
export const answerErasure = (tx: Sql, domain: string, { userId, deletionId }: Omit<Erasure, 'region'>, now: Date): Promise<void> =>
  append(tx, [{ type: `${domain}.user.erased`, payload: { userId, deletionId } }], now);

/**
 * What a domain does when a person goes: `erase` when asked, and once more when identity has finished, for what a session
 * that was just ending may have left behind. `erase` must stand being repeated; where it is done at once, it answers.
 */
export function erasureReactions<Tx extends Sql>(erase: (tx: Tx, erasure: Erasure, now: Date) => Promise<void>, clock: Clock) {
  const react = (tx: Tx, { payload }: DomainEvent): Promise<void> => erase(tx, shape.parse(payload), clock.now());
  return { 'identity.user.erasureRequested': react, 'identity.user.erased': react };
}
