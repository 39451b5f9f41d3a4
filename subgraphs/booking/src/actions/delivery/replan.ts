import { Refusal } from '@ycyw/service/refusal';
import { requireStaff, type Viewer } from '@ycyw/service/viewer';
import { findBooking } from '../../data/booking.ts';
import { insertNext, saveEnd } from '../../data/delivery/attempt.ts';
import { anotherRound, findDelivery, lockDelivery, type Delivery } from '../../data/delivery/delivery.ts';
import { claim, requestKey } from '../../data/request.ts';
import { isOver } from '../../domain/delivery/state.ts';
import { callerOf, requireAtDesk } from '../access.ts';
import { acted, tell } from '../events.ts';
import { answerOnce } from '../once.ts';
import { isUuid } from '../quotes.ts';
import type { World } from '../world.ts';
import { expected, expectedAt, isLate } from './fail.ts';

export interface ReplanInput {
  id: string;
  idempotencyKey: string;
}

async function requireDelivery(world: World, id: string): Promise<Delivery> {
  const delivery = isUuid(id) ? await findDelivery(world.sql, id) : null;
  if (!delivery) throw new Refusal('NOT_FOUND');
  return delivery;
}

/**
 * The desk takes a delivery from its carrier and has the next one asked, all of them once more, with another code. Refuses WRONG_STATE
 * what is delivered, cancelled or of a booking that is not driven for. Safe to repeat.
 */
export function replanDelivery(world: World, viewer: Viewer, input: ReplanInput): Promise<Delivery> {
  const staff = requireStaff(viewer);
  const request = requestKey('replanDelivery', callerOf(world, staff, staff.id), input);
  return answerOnce(
    world,
    request,
    (id) => requireDelivery(world, id),
    async () => {
      const found = await requireDelivery(world, input.id);
      await requireAtDesk(world, staff, await findBooking(world.sql, found.bookingId));
      const now = world.clock.now();
      const etaAt = await expectedAt(world, found);
      const eta = await expected(world, found, etaAt);
      await world.sql.$transaction(async (tx) => {
        const [delivery, booking] = [await lockDelivery(tx, found.id), await findBooking(tx, found.bookingId)];
        await claim(tx, request, found.id, now);
        if (!delivery || !booking || !['CONFIRMED', 'IN_PROGRESS'].includes(booking.state)) throw new Refusal('WRONG_STATE');
        const { leg, state, attemptId } = delivery;
        if (world.carriers.length === 0 || state === 'DELIVERED' || state === 'CANCELLED') throw new Refusal('WRONG_STATE');
        if (!isOver(state)) await saveEnd(tx, attemptId, { state: 'FAILED', reason: 'DESK', tellCarrier: true }, now);
        await anotherRound(tx, delivery.id);
        await insertNext(tx, delivery, now);
        const news = { type: 'booking.deliveryReplanned', payload: { leg, ...eta } };
        const isNews = isLate(delivery, etaAt) || state === 'FAILED';
        await tell(tx, booking, isNews ? [news] : [], now, acted(staff, booking, 'deliveryReplanned', { leg }));
      });
      return requireDelivery(world, found.id);
    },
  );
}
