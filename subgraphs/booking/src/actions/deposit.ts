import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import type { Viewer } from '@ycyw/service/viewer';
import { openComingDeposits, openDeposit, openRenewals, pendingAttempt } from '../data/attempt.ts';
import { bookingsById, findBooking, lockBooking, type Booking } from '../data/booking.ts';
import { closeReturned, endDeposits } from '../data/closing.ts';
import { freeDeposits, letCardGo, lockWithBooking, paymentsOf, savePayment, type Payment } from '../data/payment.ts';
import { claim, requestKey } from '../data/request.ts';
import { overBefore, wantsDeposit } from '../domain/bookingState.ts';
import { dueMinor, paymentTime } from '../domain/due.ts';
import { isPayable, movesOn } from '../domain/paymentState.ts';
import { addMinutes } from '../domain/period.ts';
import { callerOf, isRenter, requireManageable } from './access.ts';
import { answered, ask, captureBeforeOf, refusedState } from './attempt.ts';
import { savedCard } from './card.ts';
import { keepsDeposit } from './charge/settled.ts';
import { note, tell } from './events.ts';
import { answerOnce } from './once.ts';
import { attempted } from './pay.ts';
import { isUuid } from './quotes.ts';
import { sendVoids } from './settle.ts';
import type { World } from './world.ts';

const dayMinutes = 24 * 60;
const batch = 200;

/** Opens what is to be held by now: deposits of the coming day's pick-ups, and what takes the place of holds about to end. */
export async function openDeposits(world: World): Promise<void> {
  const now = world.clock.now();
  for (const open of [openComingDeposits, openRenewals]) while ((await open(world.sql, now, batch)) === batch);
}

/** Tells the renters of deposits that were held on their cards that they have been let go. */
async function released(tx: Sql, freed: readonly { bookingId: string; amountMinor: number }[], now: Date): Promise<void> {
  const bookings =
    freed.length === 0
      ? []
      : await bookingsById(
          tx,
          freed.map(({ bookingId }) => bookingId),
        );
  for (const booking of bookings) {
    const news = freed
      .filter(({ bookingId }) => bookingId === booking.id)
      .map(({ amountMinor }) => ({ type: 'booking.depositReleased', payload: { amountMinor, currency: booking.price.currency } }));
    await tell(tx, booking, news, now);
  }
}

/** Closes rentals that came back three days ago and of which no money has still to move, and lets what is left of their deposits go, as it does of those that cannot close. */
export async function closeRentals(world: World): Promise<void> {
  const now = world.clock.now();
  const before = overBefore(now);
  for (const end of [endDeposits, closeReturned]) {
    let ended = batch;
    while (ended === batch) {
      ended = await world.sql.$transaction(async (tx) => {
        const ids = await end(tx, before, batch);
        if (ids.length > 0) await released(tx, await freeDeposits(tx, ids), now);
        return ids.length;
      });
    }
  }
}

/** The deposit that counts: what is being put in the place of another first; null where there is none. */
const liveDeposit = (payments: readonly Payment[]): Payment | null =>
  payments
    .filter(({ kind, state, voidDue }) => kind === 'DEPOSIT' && !voidDue && (isPayable(state) || state === 'AUTHORISED'))
    .toSorted((one, other) => Number(other.renews !== null) - Number(one.renews !== null))[0] ?? null;

/** Refuses with WRONG_STATE a hand-over of what is not paid, whose payment the bank has taken back, or without a deposit that is held now. */
export async function requireSettled(world: World, tx: Sql, booking: Booking, now: Date): Promise<void> {
  const { state, journey, price } = booking;
  const payments = await paymentsOf(tx, [booking.id]);
  const due = dueMinor(state, paymentTime(world.tariff.plans, journey.ratePlan), price.totalMinor, payments);
  if (due > 0) throw new Refusal('WRONG_STATE', `due ${String(due)} ${price.currency}`);
  if (payments.some((payment) => payment.state === 'DISPUTED')) throw new Refusal('WRONG_STATE', 'DISPUTED');
  if (price.depositMinor === 0) return;
  const held = payments.some((payment) => isHeld(payment, now));
  if (!held) throw new Refusal('WRONG_STATE', `deposit ${liveDeposit(payments)?.state ?? 'REQUIRES_PAYMENT'}`);
}

const isHeld = ({ kind, state, voidDue, captureBefore }: Payment, now: Date): boolean =>
  kind === 'DEPOSIT' && state === 'AUTHORISED' && !voidDue && (captureBefore === null || captureBefore > now);

/** Asks for the deposit of a booking that is about to be handed over, where nobody has asked for it yet. */
export async function ensureDeposit(world: World, booking: Booking): Promise<void> {
  await openDeposit(world.sql, booking.id, true, world.clock.now());
  const attempt = await pendingAttempt(world.sql, booking.id, 'DEPOSIT');
  if (attempt) await ask(world, attempt);
}

export interface RetryDepositInput {
  bookingId: string;
  guestToken?: string | null;
  idempotencyKey: string;
}

/** What a deposit is to be tried with: the renter's own hands, or once more the saved card from the desk. */
async function reopen(tx: Sql, booking: Booking, byDesk: boolean, now: Date): Promise<void> {
  const live = liveDeposit(await paymentsOf(tx, [booking.id]));
  if (live?.state === 'AUTHORISED' || (live && !byDesk)) return;
  if (live) await letCardGo(tx, live.id);
  await openDeposit(tx, booking.id, byDesk, now, live?.renews ?? null);
}

export interface TriedDeposit {
  booking: Booking;
  payment: Payment;
  /** Whether whoever asks is the one who pays. */
  payer: boolean;
}

/**
 * The deposit once more: the renter confirms it with a card or the authentication that the bank wants, the desk asks the saved
 * card again. Refuses NOT_FOUND, and WRONG_STATE where no deposit is wanted yet or any more. Safe to repeat.
 */
export function retryDeposit(world: World, viewer: Viewer, input: RetryDepositInput): Promise<TriedDeposit> {
  const { bookingId, guestToken } = input;
  const request = requestKey('retryDeposit', callerOf(world, viewer, bookingId), input);
  const again = async (id: string): Promise<TriedDeposit> => {
    const booking = await requireManageable(world, viewer, await findBooking(world.sql, id), guestToken);
    const payment = liveDeposit(await paymentsOf(world.sql, [id]));
    if (!payment) throw new Refusal('WRONG_STATE');
    return { booking, payment, payer: isRenter(world, viewer, booking, guestToken) };
  };
  return answerOnce(world, request, again, async () => {
    const now = world.clock.now();
    if (!isUuid(bookingId)) throw new Refusal('NOT_FOUND');
    await world.sql.$transaction(async (tx) => {
      const booking = await requireManageable(world, viewer, await lockBooking(tx, bookingId), guestToken);
      const tooEarly = booking.state === 'CONFIRMED' && now < addMinutes(booking.pickUpAt, -dayMinutes);
      const isOver = booking.state === 'RETURNED' && !(await keepsDeposit(world, tx, booking, now));
      if (!wantsDeposit(booking.state) || tooEarly || isOver || booking.sandbox || booking.price.depositMinor === 0)
        throw new Refusal('WRONG_STATE');
      await claim(tx, request, bookingId, now);
      await reopen(tx, booking, !isRenter(world, viewer, booking, guestToken), now);
      await note(tx, viewer, booking, 'depositRetried', now);
    });
    const attempt = await pendingAttempt(world.sql, bookingId, 'DEPOSIT');
    if (attempt) await ask(world, attempt);
    await sendVoids(world, bookingId);
    return again(bookingId);
  });
}

interface DepositIntent {
  id: string;
  cancellation_reason: string | null;
  last_payment_error: { code?: string } | null;
}

/** What Stripe tells of a deposit's intent. */
export async function depositNews(world: World, paymentId: string, intent: DepositIntent, type: string): Promise<void> {
  if (type === 'payment_intent.amount_capturable_updated') {
    if ((await world.paymentStates.load(paymentId)) === 'AUTHORISED') return;
    const held = await world.stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
    if (held.status !== 'requires_capture') return;
    const card = held.setup_future_usage === 'off_session' ? savedCard(held) : null;
    await answered(world, paymentId, { state: 'AUTHORISED', intent: intent.id, captureBefore: captureBeforeOf(held), card });
  } else if (type === 'payment_intent.payment_failed') {
    await answered(world, paymentId, { state: refusedState(intent.last_payment_error?.code), intent: intent.id });
  } else if (type === 'payment_intent.requires_action') await attempted(world, paymentId, 'REQUIRES_ACTION');
  else if (type === 'payment_intent.canceled') await ended(world, paymentId, intent);
}

/** Somebody took a deposit at Stripe, which we never do: it settles nothing of the rental. */
export async function depositTaken(world: World, paymentId: string, stripeIntent: string): Promise<void> {
  await world.sql.$transaction(async (tx) => {
    const payment = await lockWithBooking(tx, paymentId);
    if (!payment || payment.capturedMinor > 0 || !movesOn(payment.state, 'CAPTURED')) return;
    await savePayment(tx, { ...payment, state: 'CAPTURED', capturedMinor: payment.amountMinor, stripeIntent });
  });
}

/** A hold that its bank has let die while it is wanted is asked for again. */
async function ended(world: World, paymentId: string, { cancellation_reason: reason }: DepositIntent): Promise<void> {
  const bookingId = await attempted(world, paymentId, 'VOIDED');
  if (bookingId && reason === 'automatic') await openDeposit(world.sql, bookingId, true, world.clock.now());
}
