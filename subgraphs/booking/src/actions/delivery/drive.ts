import { CarrierDown } from '../../carriers/breaker.ts';
import type { Carrier } from '../../carriers/carrier.ts';
import { findBooking } from '../../data/booking.ts';
import { lookAgain, saveAsked, saveEnd, saveRequested, takeDue, tryAgain, type Due } from '../../data/delivery/attempt.ts';
import { findDelivery, lockDelivery, type Delivery } from '../../data/delivery/delivery.ts';
import { openPlaces } from '../../data/delivery/place.ts';
import { deadlineOf, isDrivenFor, isOver, isUndecided, tellAgainSeconds, tellings } from '../../domain/delivery/state.ts';
import { undecidedMinutes } from '../../domain/delivery/terms.ts';
import { addMinutes } from '../../domain/period.ts';
import { eachOf } from '../workers.ts';
import type { World } from '../world.ts';
import { fail } from './fail.ts';
import { hear, nextLook } from './news.ts';

const batch = 100;
/** A carrier that cannot be asked is asked three times. */
const tries = 3;
const againSeconds = 5;

async function end(world: World, { id, attemptId }: Due): Promise<void> {
  const now = world.clock.now();
  await world.sql.$transaction(async (tx) => {
    const delivery = await lockDelivery(tx, id);
    if (delivery?.attemptId !== attemptId || isOver(delivery.state)) return;
    await saveEnd(tx, attemptId, { state: 'CANCELLED', reason: null, tellCarrier: true }, now);
  });
}

/** Asks a carrier that was chosen; what it may have heard before is harmless to repeat. */
async function request(world: World, carrier: Carrier, due: Delivery): Promise<void> {
  const { attemptId: reference, leg, windowFrom, windowTo, bookingId } = due;
  const [place] = await openPlaces(world.vault, [due]);
  const agency = await world.agencies.get(due.agency);
  // Whoever was erased is driven to no more.
  if (!place) {
    await fail(world, due, 'DESK', true);
    return;
  }
  try {
    const booking = await findBooking(world.sql, bookingId);
    await carrier.request({ reference, leg, acriss: booking?.journey.acriss ?? '', agency, place, windowFrom, windowTo });
  } catch (error) {
    world.log.warn({ err: error, attemptId: reference, carrier: carrier.code }, 'carrier not asked');
    if (error instanceof CarrierDown || due.tries + 1 >= tries) await fail(world, due, 'UNREACHABLE', true);
    else await tryAgain(world.sql, reference, againSeconds);
    return;
  }
  const now = world.clock.now();
  await saveAsked(world.sql, reference, now, nextLook(carrier, due, now));
}

/** Chooses the carrier whose turn it is, which is written before it is asked: whoever goes on after us asks the same one. */
async function choose(world: World, due: Due): Promise<void> {
  const now = world.clock.now();
  if (isUndecided(due.bookingState) && now < due.windowTo) {
    await lookAgain(world.sql, due.attemptId, addMinutes(now, undecidedMinutes));
    return;
  }
  if (!isDrivenFor(due.leg, due.bookingState)) {
    await end(world, due);
    return;
  }
  const carrier = world.carriers[(due.number - 1) % world.carriers.length];
  if (!carrier) {
    await fail(world, due, 'UNREACHABLE', false);
    return;
  }
  const chosen = await world.sql.$transaction(async (tx) => {
    const delivery = await lockDelivery(tx, due.id);
    if (delivery?.attemptId !== due.attemptId || delivery.state !== 'PLANNED') return null;
    await saveRequested(tx, due.attemptId, carrier.code, now);
    return { ...delivery, state: 'REQUESTED' as const, carrier: carrier.code, since: now };
  });
  if (chosen) await request(world, carrier, chosen);
}

/** Tells a carrier that a job of its is over: that the code was right, or that nobody is to drive. One that does not hear it is told again, at growing pauses. */
async function tellOver(
  world: World,
  carrier: Carrier | undefined,
  { attemptId, state, tries: failed }: Pick<Due, 'attemptId' | 'state' | 'tries'>,
): Promise<void> {
  try {
    if (state === 'DELIVERED') await carrier?.judge?.(attemptId, true);
    else await carrier?.cancel(attemptId);
  } catch (error) {
    const isLast = failed + 1 >= tellings;
    world.log.warn({ err: error, attemptId, carrier: carrier?.code, isLast }, 'carrier not told that its job is over');
    await tryAgain(world.sql, attemptId, tellAgainSeconds(failed));
    if (!isLast) return;
  }
  await lookAgain(world.sql, attemptId, null);
}

/** Asks a polled carrier how it goes, and gives up whoever has not been heard of in time. */
async function look(world: World, carrier: Carrier | undefined, due: Due): Promise<void> {
  const now = world.clock.now();
  const isLeft = due.leg === 'DELIVERY' && due.bookingState === 'IN_PROGRESS';
  if (!isDrivenFor(due.leg, due.bookingState) && !isLeft) {
    await end(world, due);
    return;
  }
  if (carrier?.poll) {
    try {
      for (const news of await carrier.poll({ reference: due.attemptId })) {
        const heard = await hear(world, carrier, news);
        if (heard === 'RIGHT') await tellOver(world, carrier, { attemptId: due.attemptId, state: 'DELIVERED', tries: 0 });
        else if (heard === 'WRONG') await carrier.judge?.(due.attemptId, false);
      }
    } catch (error) {
      world.log.warn({ err: error, attemptId: due.attemptId, carrier: carrier.code }, 'carrier not heard of');
    }
  }
  const delivery = await findDelivery(world.sql, due.id);
  if (delivery?.attemptId !== due.attemptId || isOver(delivery.state)) return;
  const deadline = deadlineOf(delivery);
  if (deadline && deadline.at <= now) await fail(world, delivery, deadline.reason, true);
  else await lookAgain(world.sql, due.attemptId, nextLook(carrier, delivery, now));
}

async function step(world: World, due: Due): Promise<void> {
  const carrier = world.carriers.find(({ code }) => code === due.carrier);
  if (isOver(due.state)) await tellOver(world, carrier, due);
  else if (due.state === 'PLANNED') await choose(world, due);
  else if (due.state === 'REQUESTED' && !due.askedAt && carrier) await request(world, carrier, due);
  else await look(world, carrier, due);
}

/** Does what is due about deliveries, a few at a time: asks carriers, looks for those that tell nothing, gives up those that are silent. One that fails stops no other. */
export async function driveDeliveries(world: World): Promise<void> {
  for (;;) {
    const due = await takeDue(world.sql, world.clock.now(), batch);
    await eachOf(due, (each) =>
      step(world, each).catch((error: unknown) => {
        world.log.error({ err: error, attemptId: each.attemptId }, 'a delivery did not go on, next try in half a minute');
      }),
    );
    if (due.length < batch) return;
  }
}
