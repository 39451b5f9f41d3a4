import { findBooking } from '../../data/booking.ts';
import { insertNext, saveEnd } from '../../data/delivery/attempt.ts';
import { lockDelivery, type Delivery } from '../../data/delivery/delivery.ts';
import { openPlaces } from '../../data/delivery/place.ts';
import { driveMinutes } from '../../domain/delivery/place.ts';
import { isDrivenFor, isUndecided, isUnderWay, mayDeliver, type FailureReason } from '../../domain/delivery/state.ts';
import { addMinutes } from '../../domain/period.ts';
import { wallClock } from '../../domain/zone.ts';
import { tell } from '../events.ts';
import type { World } from '../world.ts';

/** What another driver needs before they leave. */
const changeMinutes = 30;

/** When the next carrier may be there, as we would tell a renter who waits. */
export async function expectedAt(world: World, delivery: Pick<Delivery, 'agency' | 'windowFrom' | 'owner' | 'sealed'>): Promise<Date> {
  const [place] = await openPlaces(world.vault, [delivery]);
  const minutes = place ? driveMinutes(await world.agencies.get(delivery.agency), place.point) : 0;
  const soonest = addMinutes(world.clock.now(), changeMinutes + minutes);
  return soonest > delivery.windowFrom ? soonest : delivery.windowFrom;
}

/** When somebody is expected, as events tell it: the instant, and what the clocks at the agency show then. */
export async function expected(
  world: World,
  { agency }: Pick<Delivery, 'agency'>,
  etaAt: Date,
): Promise<{ etaAt: string; etaLocal: string }> {
  const { timeZone } = await world.agencies.get(agency);
  return { etaAt: etaAt.toISOString(), etaLocal: wallClock(etaAt, timeZone) };
}

/** Whether a renter has to be told that another carrier comes: the first was on its way, or the next is late. */
export const isLate = ({ state, windowTo }: Pick<Delivery, 'state' | 'windowTo'>, etaAt: Date): boolean =>
  isUnderWay(state) || etaAt > windowTo;

/** Another driver would find the same closed door. */
const forTheDesk: readonly FailureReason[] = ['CODE', 'NOT_HANDED_OVER'];

/**
 * A carrier's attempt has failed: the next one is asked, and after the last the desk is told, which calls the renter. Where nothing is driven for
 * any more, e.g. the desk has handed over at the door, it is over and nobody is told.
 * `tellCarrier`: it may still think that it is to drive.
 */
export async function fail(world: World, found: Delivery, reason: FailureReason, tellCarrier: boolean): Promise<void> {
  const now = world.clock.now();
  const etaAt = await expectedAt(world, found);
  const eta = await expected(world, found, etaAt);
  await world.sql.$transaction(async (tx) => {
    const delivery = await lockDelivery(tx, found.id);
    if (delivery?.attemptId !== found.attemptId || !mayDeliver(delivery.state, 'FAILED')) return;
    const booking = await findBooking(tx, delivery.bookingId);
    if (!booking) return;
    const { leg, attemptId, carrier, number, rounds } = delivery;
    if (!isDrivenFor(leg, booking.state) && !isUndecided(booking.state)) {
      await saveEnd(tx, attemptId, { state: 'CANCELLED', reason: null, tellCarrier }, now);
      return;
    }
    await saveEnd(tx, attemptId, { state: 'FAILED', reason, tellCarrier }, now);
    if (number < world.carriers.length * rounds && !forTheDesk.includes(reason)) {
      await insertNext(tx, delivery, now);
      const news = { type: 'booking.deliveryReplanned', payload: { leg, ...eta } };
      await tell(tx, booking, isLate(delivery, etaAt) ? [news] : [], now);
    } else await tell(tx, booking, [{ type: 'booking.deliveryFailed', payload: { leg, reason } }], now);
    world.log.warn({ deliveryId: delivery.id, carrier, reason, number }, 'a delivery attempt failed');
  });
}
