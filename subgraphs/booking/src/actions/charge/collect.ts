import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import type { Viewer } from '@ycyw/service/viewer';
import { pendingAttempt } from '../../data/attempt.ts';
import { findBooking, lockBooking, type Booking } from '../../data/booking.ts';
import { endWindows, lockCharges, type Charge } from '../../data/charge/charge.ts';
import { attachCharges, bookingsDue, detachCharges } from '../../data/charge/collection.ts';
import { insertPayment, letCardGo, paymentsOf, type Payment } from '../../data/payment.ts';
import { claim, requestKey } from '../../data/request.ts';
import { isDisputable, mayCharge } from '../../domain/charge/chargeState.ts';
import { isPayable } from '../../domain/paymentState.ts';
import { callerOf, isRenter, requireManageable } from '../access.ts';
import { ask } from '../attempt.ts';
import { note } from '../events.ts';
import { answerOnce } from '../once.ts';
import { isUuid } from '../quotes.ts';
import { sendVoids } from '../settle.ts';
import { eachOf } from '../workers.ts';
import type { World } from '../world.ts';

const batch = 100;

/**
 * One payment for these charges; another one that the card refused for some of them is let go. Refuses WRONG_STATE while money is on
 * its way. The booking and its charges must be locked.
 */
async function openCollection(tx: Sql, booking: Booking, charges: readonly Charge[], now: Date): Promise<void> {
  const others = (await paymentsOf(tx, [booking.id])).filter(({ kind, voidDue }) => kind === 'CHARGE' && !voidDue);
  if (others.some(({ state }) => state === 'AUTHORISED')) throw new Refusal('WRONG_STATE', 'COLLECTING');
  for (const { id } of others.filter(({ state }) => isPayable(state))) {
    await letCardGo(tx, id);
    await detachCharges(tx, id, now);
  }
  const amountMinor = charges.reduce((sum, charge) => sum + charge.amountMinor, 0);
  const { currency } = booking.price;
  const payment = await insertPayment(
    tx,
    { bookingId: booking.id, amendmentId: null, kind: 'CHARGE', amountMinor, currency, offSession: true },
    now,
  );
  await attachCharges(
    tx,
    charges.map(({ id }) => id),
    payment.id,
  );
}

/** Asks Stripe for what has just been written; a process that dies here leaves it to the sweep. */
async function askNow(world: World, bookingId: string): Promise<void> {
  const attempt = await pendingAttempt(world.sql, bookingId, 'CHARGE');
  if (attempt) await ask(world, attempt);
  await sendVoids(world, bookingId);
}

async function collectOne(world: World, bookingId: string): Promise<void> {
  const now = world.clock.now();
  await world.sql.$transaction(async (tx) => {
    const booking = await lockBooking(tx, bookingId);
    const charges = await lockCharges(tx, bookingId);
    if (!booking || charges.some(({ state }) => state === 'COLLECTING') || !charges.some(({ state }) => state === 'DUE')) return;
    // What the card refused before is asked for together with what has fallen due since, not what its renter may still dispute.
    const due = charges.filter((charge) => charge.state === 'DUE' || (charge.state === 'FAILED' && !isDisputable(charge, now)));
    await openCollection(tx, booking, due, now);
  });
  await askNow(world, bookingId);
}

/** Ends the windows in which charges can be disputed, and asks the saved cards for what is due, one payment a booking. One that fails stops no other. */
export async function collectCharges(world: World): Promise<void> {
  while ((await endWindows(world.sql, world.clock.now(), batch)) === batch);
  await eachOf(await bookingsDue(world.sql, batch), (bookingId) =>
    collectOne(world, bookingId).catch((error: unknown) => {
      world.log.error({ err: error, bookingId }, 'charges not collected, next try in 2 s');
    }),
  );
}

export interface PayChargesInput {
  bookingId: string;
  chargeIds: readonly string[];
  guestToken?: string | null;
  idempotencyKey: string;
}

export interface PaidCharges {
  booking: Booking;
  payment: Payment;
  /** Whether whoever asks is the one who pays. */
  payer: boolean;
}

/** These of a booking's charges; WRONG_STATE where one is not its own or not to be paid now, or there are none. */
function requirePayable(charges: readonly Charge[], ids: readonly string[], byRenter: boolean, now: Date): Charge[] {
  const named = new Set(ids);
  const wanted = charges.filter(({ id }) => named.has(id));
  const underWay = charges.some(({ state }) => state === 'COLLECTING');
  const payable = wanted.every((charge) => mayCharge(charge.state, 'COLLECTING') && (byRenter || !isDisputable(charge, now)));
  if (underWay || !payable || wanted.length === 0 || wanted.length < named.size)
    throw new Refusal('WRONG_STATE', underWay ? 'COLLECTING' : 'chargeIds');
  return wanted;
}

/** Whether these are all that one payment, which the card refused, was asked for: it can still be confirmed. */
function isRefusedTogether(charges: readonly Charge[], wanted: readonly Charge[]): boolean {
  const [first] = wanted;
  const together = charges.filter(({ state, paymentId }) => state === 'FAILED' && paymentId === first?.paymentId);
  return together.length === wanted.length && wanted.every((charge) => together.includes(charge));
}

/**
 * Pays charges that were announced, are due or were refused, by the saved card, and no others than whoever pays has seen: what the renter
 * pays they dispute no more. What the card has refused they confirm themselves; the desk asks the card once more, and not for what can still be
 * disputed. Refuses NOT_FOUND, and WRONG_STATE where any of them is not to be paid. Safe to repeat.
 */
export function payCharges(world: World, viewer: Viewer, input: PayChargesInput): Promise<PaidCharges> {
  const { bookingId, chargeIds, guestToken } = input;
  const request = requestKey('payCharges', callerOf(world, viewer, bookingId), input);
  const again = async (id: string): Promise<PaidCharges> => {
    const booking = await requireManageable(world, viewer, await findBooking(world.sql, id), guestToken);
    const payment = (await paymentsOf(world.sql, [id])).findLast(({ kind }) => kind === 'CHARGE');
    if (!payment) throw new Refusal('WRONG_STATE');
    return { booking, payment, payer: isRenter(world, viewer, booking, guestToken) };
  };
  return answerOnce(world, request, again, async () => {
    const now = world.clock.now();
    if (!isUuid(bookingId)) throw new Refusal('NOT_FOUND');
    await world.sql.$transaction(async (tx) => {
      const booking = await requireManageable(world, viewer, await lockBooking(tx, bookingId), guestToken);
      const byRenter = isRenter(world, viewer, booking, guestToken);
      const charges = await lockCharges(tx, bookingId);
      const wanted = requirePayable(charges, chargeIds, byRenter, now);
      await claim(tx, request, bookingId, now);
      if (!byRenter || !isRefusedTogether(charges, wanted)) await openCollection(tx, booking, wanted, now);
      await note(tx, viewer, booking, 'chargesAsked', now);
    });
    await askNow(world, bookingId);
    return again(bookingId);
  });
}
