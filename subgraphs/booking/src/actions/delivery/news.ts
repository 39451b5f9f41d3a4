import { timingSafeEqual } from 'node:crypto';
import type { Sql } from '@ycyw/service/sql';
import type { Carrier, News } from '../../carriers/carrier.ts';
import { findBooking } from '../../data/booking.ts';
import { saveEnd, savePosition, saveProgress } from '../../data/delivery/attempt.ts';
import { deliveryOfAttempt, lockDelivery, refuseCode, saveProof, type Delivery } from '../../data/delivery/delivery.ts';
import { openPlaces, sealProof } from '../../data/delivery/place.ts';
import { driveMinutes, type Point } from '../../domain/delivery/place.ts';
import { askAgainMinutes, deadlineOf, mayDeliver, silentMinutes, type DeliveryState } from '../../domain/delivery/state.ts';
import { addMinutes } from '../../domain/period.ts';
import { tell } from '../events.ts';
import { deliveryCode } from '../signature.ts';
import type { World } from '../world.ts';
import { expected, fail } from './fail.ts';

/** When a delivery in this state is looked at again, heard of or not. */
export function nextLook(carrier: Carrier | undefined, delivery: Parameters<typeof deadlineOf>[0], now: Date): Date | null {
  const deadline = deadlineOf(delivery)?.at ?? null;
  const poll = carrier?.poll ? addMinutes(now, askAgainMinutes(delivery, now)) : null;
  return deadline && poll ? (deadline < poll ? deadline : poll) : deadline;
}

/** Tells who rents, and the other domains, how far the car has come. */
export async function tellDelivery(
  tx: Sql,
  { bookingId, leg }: Delivery,
  type: string,
  payload: Record<string, unknown>,
  now: Date,
): Promise<void> {
  const booking = await findBooking(tx, bookingId);
  if (booking) await tell(tx, booking, [{ type, payload: { leg, ...payload } }], now);
}

/** When a car that is at `from` will be there, where its carrier does not say. */
async function etaFrom(world: World, delivery: Delivery, from: Point, now: Date): Promise<Date | null> {
  const [place] = await openPlaces(world.vault, [delivery]);
  return place ? addMinutes(now, driveMinutes(from, place.point)) : null;
}

const told: Partial<Record<DeliveryState, string>> = { EN_ROUTE: 'booking.deliveryEnRoute', ARRIVED: 'booking.deliveryArrived' };

async function advance(
  world: World,
  carrier: Carrier,
  found: Delivery,
  state: 'ACCEPTED' | 'EN_ROUTE' | 'ARRIVED',
  given: Date | null,
): Promise<void> {
  const now = world.clock.now();
  const etaAt = given ?? (state === 'EN_ROUTE' ? await etaFrom(world, found, await world.agencies.get(found.agency), now) : null);
  const eta = state === 'EN_ROUTE' && etaAt ? await expected(world, found, etaAt) : null;
  await world.sql.$transaction(async (tx) => {
    const delivery = await lockDelivery(tx, found.id);
    if (delivery?.attemptId !== found.attemptId || !mayDeliver(delivery.state, state)) return;
    const dueAt = nextLook(carrier, { ...delivery, state, since: now, movedAt: null }, now);
    await saveProgress(tx, delivery.attemptId, { state, etaAt, dueAt }, now);
    const type = told[state];
    if (type) await tellDelivery(tx, delivery, type, eta ?? {}, now);
  });
}

async function moved(world: World, carrier: Carrier, delivery: Delivery, { point, at, etaAt }: News & { kind: 'POSITION' }): Promise<void> {
  if (delivery.state !== 'EN_ROUTE') return;
  const now = world.clock.now();
  const dueAt = addMinutes(now, carrier.poll ? askAgainMinutes(delivery, now) : silentMinutes);
  await savePosition(
    world.sql,
    delivery.attemptId,
    { point, at, dueAt, etaAt: etaAt ?? (await etaFrom(world, delivery, point, now)) },
    now,
  );
}

const refusals = 3;

function isSame(given: string, code: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(code)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** Somebody said a code: the right one ends the delivery, the third wrong one hands it to the desk. */
async function prove(world: World, carrier: Carrier, found: Delivery, { code, point, at }: News & { kind: 'PROOF' }): Promise<boolean> {
  const now = world.clock.now();
  const known = found.latitude === null || found.longitude === null ? null : { latitude: found.latitude, longitude: found.longitude };
  const where = point ?? known;
  const proof = where && (await sealProof(world.vault, found.owner, where));
  return world.sql.$transaction(async (tx) => {
    const delivery = await lockDelivery(tx, found.id);
    if (delivery?.attemptId !== found.attemptId) return false;
    const right = isSame(code, deliveryCode(world.signingKey, delivery));
    if (delivery.state === 'DELIVERED') return right;
    if (!mayDeliver(delivery.state, 'DELIVERED')) return false;
    // Told again, it is no other try, and no other code may come with it.
    if (delivery.codeRefusedAt && at <= delivery.codeRefusedAt) return false;
    if (right) {
      await saveProof(tx, delivery.id, now, proof);
      await saveEnd(tx, delivery.attemptId, { state: 'DELIVERED', reason: null, tellCarrier: carrier.judge !== undefined }, now);
      await tellDelivery(tx, delivery, 'booking.deliveryDone', {}, now);
      return true;
    }
    // A carrier's clock that is ahead of ours holds up no right code.
    await refuseCode(tx, delivery.id, at < now ? at : now);
    if (delivery.codeRefusals + 1 < refusals) return false;
    await saveEnd(tx, delivery.attemptId, { state: 'FAILED', reason: 'CODE', tellCarrier: true }, now);
    await tellDelivery(tx, delivery, 'booking.deliveryFailed', { reason: 'CODE' }, now);
    return false;
  });
}

/**
 * Takes note of what a carrier tells; what is told twice, or late, changes nothing. UNKNOWN: the carrier has no such job of ours.
 * RIGHT and WRONG answer a PROOF.
 */
export async function hear(world: World, carrier: Carrier, news: News): Promise<'HEARD' | 'RIGHT' | 'WRONG' | 'UNKNOWN'> {
  const delivery = await deliveryOfAttempt(world.sql, carrier.code, news.reference);
  if (!delivery) return 'UNKNOWN';
  const isPast = delivery.attemptId !== news.reference;
  if (news.kind === 'PROOF') return !isPast && (await prove(world, carrier, delivery, news)) ? 'RIGHT' : 'WRONG';
  if (isPast) return 'HEARD';
  if (news.kind === 'POSITION') await moved(world, carrier, delivery, news);
  else if (news.kind === 'REFUSED') await fail(world, delivery, 'REFUSED', false);
  else if (news.kind === 'FAILED') await fail(world, delivery, 'CARRIER', false);
  else await advance(world, carrier, delivery, news.kind, 'etaAt' in news ? news.etaAt : null);
  return 'HEARD';
}
