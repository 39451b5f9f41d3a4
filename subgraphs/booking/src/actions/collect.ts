import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import { cleanText, withoutCardNumber } from '@ycyw/service/text';
import { requireStaff, requireStepUp, type SignedIn, type Viewer } from '@ycyw/service/viewer';
import { pendingAttempt } from '../data/attempt.ts';
import { findBooking, lockBooking, type Booking } from '../data/booking.ts';
import { giveUpOpen, insertDeskPayment, insertPayment, paymentsOf } from '../data/payment.ts';
import { bookingOfRefund, refundedByHand } from '../data/refund.ts';
import { claim, requestKey, type RequestKey } from '../data/request.ts';
import { dueMinor, paymentTime } from '../domain/due.ts';
import { callerOf, requireAtDesk } from './access.ts';
import { ask } from './attempt.ts';
import { note } from './events.ts';
import { answerOnce } from './once.ts';
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

/** One step with a booking's money at the desk of one of its agencies, once for each key; the booking as it then stands. */
function collect(world: World, request: RequestKey, bookingId: string, work: () => Promise<void>): Promise<Booking> {
  const again = async (id: string): Promise<Booking> => {
    const booking = await findBooking(world.sql, id);
    if (!booking) throw new Refusal('NOT_FOUND');
    return booking;
  };
  return answerOnce(world, request, again, async () => {
    if (!isUuid(bookingId)) throw new Refusal('NOT_FOUND');
    await work();
    await sendVoids(world, bookingId);
    return again(bookingId);
  });
}

/** The booking, locked, and what is due on it; WRONG_STATE where nothing is. Two ways to pay the same money are never open at once: whoever takes it gives up the other. */
async function lockDue(world: World, tx: Sql, staff: SignedIn, bookingId: string): Promise<{ booking: Booking; due: number }> {
  const booking = await requireAtDesk(world, staff, await lockBooking(tx, bookingId));
  const { state, sandbox, journey, price } = booking;
  const due = dueMinor(state, paymentTime(world.tariff.plans, journey.ratePlan), price.totalMinor, await paymentsOf(tx, [bookingId]));
  if (sandbox || due === 0 || !['CONFIRMED', 'IN_PROGRESS', 'RETURNED'].includes(state)) throw new Refusal('WRONG_STATE');
  return { booking, due };
}

/** Records money that the desk took itself, at most what is due. Safe to repeat. */
export function recordDeskPayment(world: World, viewer: Viewer, input: DeskPaymentInput): Promise<Booking> {
  const staff = requireStaff(viewer);
  const { bookingId, amountMinor, method } = input;
  const request = requestKey('recordDeskPayment', callerOf(world, staff, staff.id), input);
  return collect(world, request, bookingId, async () => {
    const now = world.clock.now();
    const reference = input.reference ? withoutCardNumber(cleanText(input.reference, 'reference'), 'reference') : null;
    if (reference && reference.length > 60) throw new Refusal('BAD_INPUT', 'reference ≤ 60');
    await world.sql.$transaction(async (tx) => {
      const { booking, due } = await lockDue(world, tx, staff, bookingId);
      if (amountMinor < 1 || amountMinor > due) throw new Refusal('BAD_INPUT', `amountMinor 1…${String(due)}`);
      await claim(tx, request, bookingId, now);
      await giveUpOpen(tx, bookingId);
      const { currency } = booking.price;
      await insertDeskPayment(tx, { bookingId, amountMinor, currency, method, reference }, now);
      await note(tx, staff, booking, 'paidAtDesk', now, { amountMinor, currency, method });
    });
  });
}

/** Charges what is due to the saved card, without the renter; where the bank wants them, they can confirm it themselves. Safe to repeat. */
export function chargeSavedCard(world: World, viewer: Viewer, input: { bookingId: string; idempotencyKey: string }): Promise<Booking> {
  const staff = requireStaff(viewer);
  const { bookingId } = input;
  const request = requestKey('chargeSavedCard', callerOf(world, staff, staff.id), input);
  return collect(world, request, bookingId, async () => {
    const now = world.clock.now();
    await world.sql.$transaction(async (tx) => {
      const { booking, due: amountMinor } = await lockDue(world, tx, staff, bookingId);
      if (!booking.stripePaymentMethod) throw new Refusal('WRONG_STATE');
      // Somebody else has just asked for the same money: their payment is ours, and Stripe charges it once.
      const asked = await pendingAttempt(tx, bookingId, 'RENTAL');
      await claim(tx, request, bookingId, now);
      const { currency } = booking.price;
      if (asked?.amountMinor !== amountMinor) {
        await giveUpOpen(tx, bookingId);
        await insertPayment(tx, { bookingId, amendmentId: null, amountMinor, currency, offSession: true }, now);
      }
      await note(tx, staff, booking, 'charged', now, { amountMinor, currency });
    });
    const attempt = await pendingAttempt(world.sql, bookingId, 'RENTAL');
    if (attempt) await ask(world, attempt);
  });
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
  const { refundId } = input;
  const bookingId = isUuid(refundId) ? await bookingOfRefund(world.sql, refundId) : null;
  if (!bookingId) throw new Refusal('NOT_FOUND');
  const request = requestKey('recordDeskRefund', callerOf(world, staff, staff.id), input);
  return collect(world, request, bookingId, () =>
    world.sql.$transaction(async (tx) => {
      const now = world.clock.now();
      const booking = await requireAtDesk(world, staff, await lockBooking(tx, bookingId));
      requireStepUp(staff);
      await claim(tx, request, bookingId, now);
      if (!(await refundedByHand(tx, refundId))) throw new Refusal('WRONG_STATE');
      await note(tx, staff, booking, 'refundedAtDesk', now, { refundId });
    }),
  );
}
