import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import { cleanText } from '@ycyw/service/text';
import { requireStaff, requireStepUp, type SignedIn, type Viewer } from '@ycyw/service/viewer';
import { pendingAttempt } from '../data/attempt.ts';
import { findBooking, lockBooking, type Booking } from '../data/booking.ts';
import { giveUpOpen, insertDeskPayment, insertPayment, paymentsOf } from '../data/payment.ts';
import { bookingOfRefund, refundedByHand } from '../data/refund.ts';
import { claim, requestKey } from '../data/request.ts';
import { dueMinor, paymentTime } from '../domain/due.ts';
import { callerOf, requireAtDesk } from './access.ts';
import { ask } from './attempt.ts';
import { note } from './events.ts';
import { isUuid } from './quotes.ts';
import { sendVoids } from './settle.ts';
import type { World } from './world.ts';

export interface DeskPaymentInput {
  bookingId: string;
  amountMinor: number;
  method: 'TERMINAL' | 'CASH';
  reference?: string | null;
  idempotencyKey: string;
}

/** What is still to be paid for the rental; nothing of a sandbox booking. */
export async function dueOf(world: World, tx: Sql, booking: Booking): Promise<number> {
  if (booking.sandbox) return 0;
  const { state, journey, price } = booking;
  return dueMinor(state, paymentTime(world.tariff.plans, journey.ratePlan), price.totalMinor, await paymentsOf(tx, [booking.id]));
}

/** Once for each key: `work` on the locked booking of an agency where `staff` works, with what is due on it. */
async function collect(
  world: World,
  staff: SignedIn,
  operation: string,
  input: { bookingId: string; idempotencyKey: string },
  work: (tx: Sql, booking: Booking, due: number, now: Date) => Promise<void>,
): Promise<void> {
  const now = world.clock.now();
  if (!isUuid(input.bookingId)) throw new Refusal('NOT_FOUND');
  await world.sql.$transaction(async (tx) => {
    const booking = await requireAtDesk(world, staff, await lockBooking(tx, input.bookingId));
    if (await claim(tx, requestKey(operation, callerOf(world, staff, staff.id), input), booking.id, now)) return;
    const due = await dueOf(world, tx, booking);
    if (due === 0 || !['CONFIRMED', 'IN_PROGRESS', 'RETURNED'].includes(booking.state)) throw new Refusal('WRONG_STATE');
    // Two ways to pay the same money are never open at once.
    await giveUpOpen(tx, booking.id);
    await work(tx, booking, due, now);
  });
}

async function collected(world: World, bookingId: string): Promise<Booking> {
  await sendVoids(world, bookingId);
  const booking = await findBooking(world.db, { id: bookingId });
  if (!booking) throw new Refusal('NOT_FOUND');
  return booking;
}

/** Records money that the desk took itself, at most what is due. Safe to repeat. */
export async function recordDeskPayment(world: World, viewer: Viewer, input: DeskPaymentInput): Promise<Booking> {
  const staff = requireStaff(viewer);
  const { bookingId, amountMinor, method } = input;
  const reference = input.reference ? cleanText(input.reference, 'reference') : null;
  if (reference && reference.length > 60) throw new Refusal('BAD_INPUT', 'reference ≤ 60');
  await collect(world, staff, 'recordDeskPayment', input, async (tx, booking, due, now) => {
    if (!Number.isSafeInteger(amountMinor) || amountMinor < 1 || amountMinor > due) {
      throw new Refusal('BAD_INPUT', `amountMinor 1…${String(due)}`);
    }
    const { currency } = booking.price;
    await insertDeskPayment(tx, { bookingId, amountMinor, currency, method, reference }, now);
    await note(tx, staff, booking, 'paidAtDesk', now, { amountMinor, currency, method });
  });
  return collected(world, bookingId);
}

/** Charges what is due to the saved card, without the renter; where the bank wants them, they can confirm it themselves. Safe to repeat. */
export async function chargeSavedCard(
  world: World,
  viewer: Viewer,
  input: { bookingId: string; idempotencyKey: string },
): Promise<Booking> {
  const staff = requireStaff(viewer);
  const { bookingId } = input;
  await collect(world, staff, 'chargeSavedCard', input, async (tx, booking, amountMinor, now) => {
    if (!booking.stripePaymentMethod) throw new Refusal('WRONG_STATE');
    const { currency } = booking.price;
    await insertPayment(tx, { bookingId, amendmentId: null, amountMinor, currency, offSession: true }, now);
    await note(tx, staff, booking, 'charged', now, { amountMinor, currency });
  });
  const attempt = await pendingAttempt(world.sql, bookingId, 'RENTAL');
  if (attempt) await ask(world, attempt);
  return collected(world, bookingId);
}

/**
 * Records that the desk has given a refund by hand: of money it took itself, or where the card's bank refused it. Refuses
 * WRONG_STATE where nothing is to be given that way. Safe to repeat.
 */
export async function recordDeskRefund(
  world: World,
  viewer: Viewer,
  input: { refundId: string; idempotencyKey: string },
): Promise<Booking> {
  const staff = requireStaff(viewer);
  const now = world.clock.now();
  const bookingId = isUuid(input.refundId) ? await bookingOfRefund(world.sql, input.refundId) : null;
  if (!bookingId) throw new Refusal('NOT_FOUND');
  await world.sql.$transaction(async (tx) => {
    const booking = await requireAtDesk(world, staff, await lockBooking(tx, bookingId));
    requireStepUp(staff);
    if (await claim(tx, requestKey('recordDeskRefund', callerOf(world, staff, staff.id), input), booking.id, now)) return;
    if (!(await refundedByHand(tx, input.refundId))) throw new Refusal('WRONG_STATE');
    await note(tx, staff, booking, 'refundedAtDesk', now, { refundId: input.refundId });
  });
  return collected(world, bookingId);
}
