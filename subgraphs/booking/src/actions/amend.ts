import { Refusal } from '@ycyw/service/refusal';
import { requireStepUp, type Viewer } from '@ycyw/service/viewer';
import { parseAcriss } from '@ycyw/service/acriss';
import { v7 as uuidv7 } from 'uuid';
import { awaitingAmendment, findAmendment, insertAmendment, setAmendmentState, type Amendment } from '../data/amendment.ts';
import { findBooking, lockBooking, updateTerms, type Booking } from '../data/booking.ts';
import type { Sql } from '@ycyw/service/sql';
import { lockStocks, release, take } from '../data/ledger.ts';
import { driversOf } from '../data/driver.ts';
import { moveDeliveries } from '../data/delivery/delivery.ts';
import { insertPayment, paymentsOf, type Payment } from '../data/payment.ts';
import { openRefunds, refundsOf, type Refund } from '../data/refund.ts';
import { claim, requestKey, type RequestKey } from '../data/request.ts';
import { openSettlement } from '../data/settlement.ts';
import { amendableUntil, givenBack } from '../domain/cancellation.ts';
import { minimumAge, sameAgeBand } from '../domain/driver.ts';
import { takenMinor } from '../domain/due.ts';
import { legsOf, spanOf } from '../domain/journey.ts';
import { addMinutes, ageOn, without } from '../domain/period.ts';
import type { Price } from '../domain/price.ts';
import { stepOf } from '../domain/market.ts';
import { callerOf, isRenter, requireManageable } from './access.ts';
import { total } from './cancel.ts';
import { collectionFrom } from './delivery/places.ts';
import { note } from './events.ts';
import { extraSpans, NoneLeft, stockOf, unlessSoldOut } from './expire.ts';
import { openIntent } from './intents.ts';
import { alternatives } from './offers.ts';
import { answerOnce, Instead } from './once.ts';
import { areFree, checkedExtras, isUuid, pricedJourney, type SoldOut } from './quotes.ts';
import { keptPromotion } from './promotion/usable.ts';
import { sendRefunds } from './settle.ts';
import { dropSettlement } from './settlement/drop.ts';
import { isPaidAtHandOver } from './setup.ts';
import type { World } from './world.ts';

const livesMinutes = 15;

export interface QuoteAmendmentInput {
  bookingId: string;
  pickUpAt?: string | null;
  dropOffAt?: string | null;
  dropOffAgency?: string | null;
  acriss?: string | null;
  extras?: { code: string; quantity: number }[] | null;
  guestToken?: string | null;
  idempotencyKey: string;
}

export interface AmendBookingInput {
  amendmentQuoteId: string;
  guestToken?: string | null;
  idempotencyKey: string;
}

function requireAmendable(booking: Booking, now: Date): void {
  if (booking.state !== 'CONFIRMED' || booking.sandbox) throw new Refusal('WRONG_STATE');
  if (now > amendableUntil(booking.earliestPickUpAt)) throw new Refusal('TOO_LATE_TO_AMEND');
}

/** The driver's age on a new day of pick-up, with the age that was priced where it is of the same kind; refuses who would be too young. */
async function driverAge(world: World, booking: Booking, pickUpLocal: string): Promise<number> {
  const [driver] = await driversOf(world, [booking.id]);
  const age = driver ? ageOn(driver.birthDate, pickUpLocal.slice(0, 10)) : booking.journey.driverAge;
  if (age < minimumAge) throw new Refusal('BAD_INPUT', `≥ ${String(minimumAge)}`);
  return sameAgeBand(age, booking.journey.driverAge) ? booking.journey.driverAge : age;
}

/** A difference too small for a card is waived. */
const chargeable = (world: World, { currency }: Price, differenceMinor: number): number =>
  differenceMinor > 0 && differenceMinor < (world.tariff.currencies[currency]?.minMinor ?? 0) ? 0 : differenceMinor;

type Terms = Pick<Amendment, 'differenceMinor' | 'refundMinor'>;

/**
 * What a change to `price` costs or gives back. Paid while booking: a difference is charged, or given back by the tier in
 * force. Paid at hand-over: it only changes what is due, and of what has been paid already only what is too much goes back.
 */
function terms(world: World, booking: Booking, price: Price, payments: readonly Payment[], now: Date): Terms {
  const difference = chargeable(world, price, price.totalMinor - booking.price.totalMinor);
  if (isPaidAtHandOver(world, booking)) {
    const tooMuch = Math.max(0, Math.min(-difference, takenMinor(payments) - price.totalMinor));
    return { differenceMinor: difference, refundMinor: tooMuch };
  }
  const step = stepOf(world.tariff, price.currency);
  const refundMinor = difference < 0 ? givenBack(-difference, now, booking.earliestPickUpAt, step) : 0;
  return { differenceMinor: difference < 0 ? -refundMinor : difference, refundMinor };
}

/** What a change would cost (positive) or give back (negative); holds nothing. For the renter, a guest with the token, and staff. */
export function quoteAmendment(world: World, viewer: Viewer, input: QuoteAmendmentInput): Promise<Amendment | SoldOut> {
  const request = requestKey('quoteAmendment', callerOf(world, viewer, input.bookingId), input);
  const again = (id: string): Promise<Amendment> => requireAmendment(world, id);
  return answerOnce<Amendment | SoldOut>(world, request, again, () => quoteNow(world, viewer, input, request));
}

async function requireAmendment(world: World, id: string): Promise<Amendment> {
  const amendment = isUuid(id) ? await findAmendment(world.sql, id) : null;
  if (!amendment) throw new Refusal('NOT_FOUND');
  return amendment;
}

async function quoteNow(
  world: World,
  viewer: Viewer,
  input: QuoteAmendmentInput,
  request: RequestKey,
): Promise<Amendment | Instead<SoldOut>> {
  const now = world.clock.now();
  const found = isUuid(input.bookingId) ? await findBooking(world.sql, input.bookingId) : null;
  const booking = await requireManageable(world, viewer, found, input.guestToken);
  requireAmendable(booking, now);
  const { journey: old } = booking;
  const collection = await collectionFrom(world, booking, input.dropOffAgency?.trim().toUpperCase() ?? old.dropOff.agency);
  const wish = {
    ...old,
    ...(collection && { collection }),
    acriss: input.acriss ? parseAcriss(input.acriss) : old.acriss,
    chargedAs: input.acriss ? undefined : old.chargedAs,
    pickUpLocal: input.pickUpAt ?? old.pickUp.local,
    dropOffLocal: input.dropOffAt ?? old.dropOff.local,
    driverAge: await driverAge(world, booking, input.pickUpAt ?? old.pickUp.local),
    extras: input.extras ? checkedExtras(world.tariff, input.extras) : old.extras,
  };
  const { journey, price: priced } = await pricedJourney(world, wish, old.pickUp.agency, input.dropOffAgency ?? old.dropOff.agency, {
    promotion: await keptPromotion(world, booking),
    frozen: booking.price.exchange,
  });
  const { cashbackMinor } = booking.price;
  const price = cashbackMinor ? { ...priced, cashbackMinor: Math.min(cashbackMinor, priced.totalMinor) } : priced;
  if (!(await areFree(world, stockOf({ journey }), extraSpans(booking, { journey })))) {
    return new Instead({ alternatives: await alternatives(world, journey, price.totalMinor) });
  }
  const amendment: Amendment = {
    id: uuidv7(),
    bookingId: booking.id,
    state: 'QUOTED',
    fromTotalMinor: booking.price.totalMinor,
    journey,
    price,
    ...terms(world, booking, price, await paymentsOf(world.sql, [booking.id]), now),
    expiresAt: addMinutes(now, livesMinutes),
  };
  await world.sql.$transaction(async (tx) => {
    await claim(tx, request, amendment.id, now);
    await insertAmendment(tx, amendment, now);
  });
  return amendment;
}

/** Locks what a change moves between; what we offered for the old journey is offered no longer. */
async function lockChanging(tx: Sql, booking: Booking, amendment: Amendment, now: Date): Promise<void> {
  const settlement = await openSettlement(tx, booking.id);
  await lockStocks(tx, [stockOf(booking), stockOf(amendment), ...(settlement ? [settlement] : [])]);
  if (settlement) await dropSettlement(tx, booking, settlement, 'BOOKING_CHANGED', now);
}

/** Puts the amended journey in the place of the old one. What it needs beyond the old one has been taken; what it no longer needs is given back. */
export async function applyAmendment(tx: Sql, booking: Booking, amendment: Amendment, now: Date): Promise<void> {
  const { journey, price } = amendment;
  const span = spanOf(journey);
  await lockChanging(tx, booking, amendment, now);
  if (booking.held)
    await release(tx, stockOf(booking), journey.acriss === booking.journey.acriss ? without(booking.held, span) : [booking.held]);
  const pickUpAt = new Date(journey.pickUp.at);
  const amended: Booking = {
    ...booking,
    journey,
    price,
    held: span,
    pickUpAt,
    dropOffAt: new Date(journey.dropOff.at),
    earliestPickUpAt: pickUpAt < booking.earliestPickUpAt ? pickUpAt : booking.earliestPickUpAt,
  };
  await updateTerms(tx, amended);
  await moveDeliveries(
    tx,
    amended,
    legsOf(journey).map(({ leg }) => leg),
  );
  await setAmendmentState(tx, amendment.id, 'APPLIED');
}

export interface Amended {
  booking: Booking;
  payment: Payment | null;
  clientSecret: string | null;
  refund: Refund | null;
}

const reasonOf = (amendmentId: string): string => `AMENDMENT ${amendmentId}`;

/** Carries out a quoted change: at once where nothing is due now, else when the difference is paid; until then the old booking stands. */
export function amendBooking(world: World, viewer: Viewer, input: AmendBookingInput): Promise<Amended | SoldOut> {
  const request = requestKey('amendBooking', callerOf(world, viewer, input.amendmentQuoteId), input);
  const again = async (id: string): Promise<Amended> => amended(world, viewer, input, await requireAmendment(world, id));
  return answerOnce<Amended | SoldOut>(world, request, again, () => amendNow(world, viewer, input, request));
}

async function amendNow(world: World, viewer: Viewer, input: AmendBookingInput, request: RequestKey): Promise<Amended | Instead<SoldOut>> {
  const now = world.clock.now();
  const amendment = await requireAmendment(world, input.amendmentQuoteId);
  const carryOut = (): Promise<string[]> =>
    world.sql.$transaction(async (tx) => {
      const booking = await requireManageable(world, viewer, await lockBooking(tx, amendment.bookingId), input.guestToken);
      const { refundMinor } = isPaidAtHandOver(world, booking)
        ? terms(world, booking, amendment.price, await paymentsOf(tx, [booking.id]), now)
        : amendment;
      if (refundMinor > 0 && !isRenter(world, viewer, booking, input.guestToken)) requireStepUp(viewer);
      await claim(tx, request, amendment.id, now);
      requireAmendable(booking, now);
      if (amendment.expiresAt <= now || amendment.fromTotalMinor !== booking.price.totalMinor) throw new Refusal('OFFER_EXPIRED');
      if (amendment.state !== 'QUOTED' || (await awaitingAmendment(tx, booking.id))) throw new Refusal('WRONG_STATE');
      await lockChanging(tx, booking, amendment, now);
      if (!(await take(tx, stockOf(amendment), extraSpans(booking, amendment)))) throw new NoneLeft();
      const { differenceMinor, price } = amendment;
      await note(tx, viewer, booking, 'amended', now, { differenceMinor, currency: price.currency });
      if (differenceMinor > 0 && !isPaidAtHandOver(world, booking)) {
        await setAmendmentState(tx, amendment.id, 'PENDING_PAYMENT', addMinutes(now, livesMinutes));
        const due = { bookingId: booking.id, amendmentId: amendment.id, amountMinor: differenceMinor, currency: price.currency };
        await insertPayment(tx, due, now);
        return [];
      }
      await applyAmendment(tx, booking, amendment, now);
      return (await openRefunds(tx, booking.id, refundMinor, reasonOf(amendment.id), now)).map(({ id }) => id);
    });
  const refunds = await unlessSoldOut(world, stockOf(amendment), carryOut);
  if (refunds === null) return new Instead({ alternatives: await alternatives(world, amendment.journey, amendment.price.totalMinor) });
  await sendRefunds(world, refunds);
  return amended(world, viewer, input, amendment);
}

/** What came of a change; only who rents is given the means to pay for it. */
async function amended(world: World, viewer: Viewer, { guestToken }: AmendBookingInput, { id, bookingId }: Amendment): Promise<Amended> {
  const booking = await findBooking(world.sql, bookingId);
  if (!booking) throw new Refusal('NOT_FOUND');
  const payment = (await paymentsOf(world.sql, [bookingId])).find(({ amendmentId }) => amendmentId === id) ?? null;
  const intent = payment && isRenter(world, viewer, booking, guestToken) ? await openIntent(world, booking, payment) : null;
  const refund = total((await refundsOf(world.sql, [bookingId])).filter(({ reason }) => reason === reasonOf(id)));
  return { booking, payment: intent?.payment ?? payment, clientSecret: intent?.clientSecret ?? null, refund };
}
