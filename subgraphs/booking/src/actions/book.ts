import { randomBytes } from 'node:crypto';
import type { Language } from '@ycyw/service/language';
import { Refusal } from '@ycyw/service/refusal';
import { cleanText, withoutCardNumber } from '@ycyw/service/text';
import type { Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { findBooking, insertBooking, isQuoteBooked, type Booking } from '../data/booking.ts';
import { sealDriver } from '../data/driver.ts';
import { claimUse } from '../data/promotion/use.ts';
import { hasRoom, sell } from '../data/ledger.ts';
import { insertPayment, paymentsOf, type Payment } from '../data/payment.ts';
import type { Quote } from '../data/quote.ts';
import { claim, requestKey, requireNew, type RequestKey } from '../data/request.ts';
import { ageAtPickUp, minimumAge, sameAgeBand, type Driver } from '../domain/driver.ts';
import { spanOf } from '../domain/journey.ts';
import { addMinutes } from '../domain/period.ts';
import { referenceOf } from '../domain/reference.ts';
import { callerOf } from './access.ts';
import { dueOf, reserveFor } from './cashback/spend.ts';
import { acted, tell } from './events.ts';
import { NoneLeft, unlessSoldOut } from './expire.ts';
import { openIntent } from './intents.ts';
import { alternatives, type Alternative } from './offers.ts';
import { answerOnce, Instead } from './once.ts';
import { claimOf, PromotionGone } from './promotion/usable.ts';
import { quoteAgain, requireQuote } from './quotes.ts';
import { openSetup, savesCard } from './setup.ts';
import { guestToken } from './signature.ts';
import type { World } from './world.ts';

const holdMinutes = 15;

export interface BookQuoteInput {
  quoteId: string;
  driver: Driver;
  idempotencyKey: string;
}

export type BookOutcome =
  | {
      kind: 'booked';
      booking: Booking;
      payment: Payment | null;
      /** Of the payment. */
      clientSecret: string | null;
      /** Saves the card where nothing is due by card now. */
      cardSetup: string | null;
      guestToken: string | null;
    }
  | { kind: 'expired' | 'changed'; quote: Quote | null }
  | { kind: 'soldOut'; alternatives: Alternative[] }
  | { kind: 'notEligible' };

const emailShape = /^[^\s@]{1,64}@[^\s@]+\.[^\s@]{2,}$/;

/** At most the fifteen digits that numbers have (E.164), so that no card's sixteen stand there. */
const isPhone = (value: string): boolean => /^\+?[\d .()-]{5,30}$/.test(value) && value.replaceAll(/\D/g, '').length <= 15;

/** What people are called by, without what could be read as an address, a link or markup once it stands in a mail. */
function name(value: string): string {
  const text = withoutCardNumber(cleanText(value, 'driver'), 'driver');
  if (text.length < 1 || text.length > 100 || /[<>@/\\:\n\t]/u.test(text)) throw new Refusal('BAD_INPUT', 'driver');
  return text;
}

function checkedDriver(driver: Driver): Driver {
  const licenceNumber = cleanText(driver.licenceNumber, 'licenceNumber');
  if (!/^[\p{L}\p{N} ./-]{2,40}$/u.test(licenceNumber)) throw new Refusal('BAD_INPUT', 'licenceNumber');
  if (driver.email.length > 254 || !emailShape.test(driver.email)) throw new Refusal('BAD_INPUT', 'email');
  if (driver.phone && !isPhone(driver.phone)) throw new Refusal('BAD_INPUT', 'phone');
  if (driver.birthDate < '1900-01-01') throw new Refusal('BAD_INPUT', 'birthDate');
  return {
    ...driver,
    licenceNumber,
    givenName: name(driver.givenName),
    familyName: name(driver.familyName),
    email: cleanText(driver.email, 'email'),
  };
}

/**
 * Holds the quote's class and opens its payment, or where nothing is due by card now the saving of the card; cashback in its price is set
 * aside. The class's stock row is locked, the ledger counts, and its constraint has the last word; a promotion's use is taken last. Stripe is
 * asked after the commit. What a test key books stands at once, with no car and no money. Safe to repeat with the same key.
 */
export function bookQuote(world: World, viewer: Viewer, input: BookQuoteInput, language: Language): Promise<BookOutcome> {
  const request = requestKey('bookQuote', callerOf(world, viewer, input.quoteId), input);
  const again = (id: string): Promise<BookOutcome> => bookedBefore(world, viewer, id);
  return answerOnce(world, request, again, () => bookNow(world, viewer, input, language, request));
}

async function bookNow(
  world: World,
  viewer: Viewer,
  input: BookQuoteInput,
  language: Language,
  request: RequestKey,
): Promise<BookOutcome | Instead<BookOutcome>> {
  const quote = await requireQuote(world, viewer, input.quoteId);
  const now = world.clock.now();
  const driver = checkedDriver(input.driver);
  const pickUp = await world.agencies.get(quote.journey.pickUp.agency);
  const pickUpAt = new Date(quote.journey.pickUp.at);
  const age = ageAtPickUp(driver.birthDate, pickUpAt, pickUp.timeZone);
  const expired = quote.expiresAt <= now || pickUpAt < now;
  if (age < minimumAge) return new Instead({ kind: 'notEligible' });
  if (expired || !sameAgeBand(age, quote.journey.driverAge)) {
    await requireNew(world.sql, request);
    return new Instead({
      kind: expired ? 'expired' : 'changed',
      quote: await quoteAgain(world, viewer, quote, { driverAge: expired ? undefined : age }),
    });
  }

  try {
    return await holdQuote(world, viewer, quote, driver, language, request);
  } catch (error) {
    const isPromotionGone = error instanceof PromotionGone;
    if (!isPromotionGone && !(error instanceof CashbackGone)) throw error;
    return new Instead({ kind: 'changed', quote: await quoteAgain(world, viewer, quote, { isPromotionGone }) });
  }
}

async function holdQuote(
  world: World,
  viewer: Viewer,
  quote: Quote,
  driver: Driver,
  language: Language,
  request: RequestKey,
): Promise<BookOutcome | Instead<BookOutcome>> {
  const now = world.clock.now();
  const stock = { agency: quote.journey.pickUp.agency, acriss: quote.journey.acriss };
  const booking = draft(world, viewer, quote, language, now);
  const sealed = await sealDriver(world.vault, booking, driver);
  const use = booking.sandbox ? null : await claimOf(world, quote, booking.customerId, driver);
  const hold = (): Promise<Held> =>
    world.sql.$transaction(async (tx) => {
      const drawn = { ...booking, reference: referenceOf(randomBytes(6)) };
      const spans = booking.held ? [booking.held] : [];
      const [, room] = await Promise.all([claim(tx, request, booking.id, now), spans.length === 0 || hasRoom(tx, stock, spans)]);
      if (!room) throw new NoneLeft();
      const due = { bookingId: booking.id, amendmentId: null, amountMinor: dueOf(quote.price), currency: quote.price.currency };
      const [written, payment, reserved] = await Promise.all([
        insertBooking(tx, drawn, sealed),
        booking.sandbox || savesCard(world, booking) ? null : insertPayment(tx, due, now),
        reserveFor(tx, booking, now),
        tell(tx, drawn, [{ type: 'booking.booked', payload: {} }], now, acted(viewer, drawn, 'booked')),
        // Last, and together: whoever wants the same class waits until this has committed.
        sell(tx, stock, spans),
      ]);
      if (!written) throw (await isQuoteBooked(tx, booking.quoteId)) ? new Refusal('WRONG_STATE') : new ReferenceTaken();
      if (!reserved) throw new CashbackGone();
      if (use && !(await claimUse(tx, booking, use, now))) throw new PromotionGone();
      return { booking: { ...drawn, ...written }, payment };
    });

  const held = await unlessSoldOut(world, stock, () => underFreeReference(hold));
  if (held) return booked(world, viewer, held.booking, held.payment);
  return new Instead({ kind: 'soldOut', alternatives: await alternatives(world, quote.journey, quote.price.totalMinor) });
}

class ReferenceTaken extends Error {}

/** The renter has less cashback than when the price was quoted. */
class CashbackGone extends Error {}

/** Six letters run into one another sooner than one thinks, so where a reference is taken all is done again with another. */
const underFreeReference = (hold: () => Promise<Held>): Promise<Held> =>
  hold().catch((error: unknown) => {
    if (error instanceof ReferenceTaken) return underFreeReference(hold);
    throw error;
  });

interface Held {
  booking: Booking;
  payment: Payment | null;
}

function draft(world: World, viewer: Viewer, quote: Quote, language: Language, now: Date): Booking {
  const { journey, price } = quote;
  const pickUpAt = new Date(journey.pickUp.at);
  return {
    id: uuidv7(),
    reference: '',
    state: viewer.test ? 'CONFIRMED' : 'HELD',
    customerId: viewer.role === 'CUSTOMER' ? viewer.id : null,
    partnerId: viewer.role === 'PARTNER' ? viewer.id : null,
    sandbox: viewer.test,
    quoteId: quote.id,
    region: viewer.region ?? world.region,
    language,
    journey,
    price,
    held: viewer.test ? null : spanOf(journey),
    pickUpAt,
    dropOffAt: new Date(journey.dropOff.at),
    earliestPickUpAt: pickUpAt,
    vehicleId: null,
    heldUntil: viewer.test ? null : addMinutes(now, holdMinutes),
    stripeCustomer: null,
    stripePaymentMethod: null,
    setupIntent: null,
    createdAt: now,
  };
}

async function bookedBefore(world: World, viewer: Viewer, id: string): Promise<BookOutcome> {
  const booking = await findBooking(world.sql, id);
  const payment = (await paymentsOf(world.sql, [id])).find(({ kind, amendmentId }) => kind === 'RENTAL' && amendmentId === null) ?? null;
  if (!booking) throw new Refusal('NOT_FOUND');
  return booked(world, viewer, booking, payment);
}

async function booked(world: World, viewer: Viewer, booking: Booking, payment: Payment | null): Promise<BookOutcome> {
  const intent = payment && (await openIntent(world, booking, payment));
  const cardSetup = !booking.sandbox && savesCard(world, booking) ? await openSetup(world, booking) : null;
  return {
    kind: 'booked',
    booking: booking.state === 'HELD' ? { ...booking, state: 'PENDING_PAYMENT' } : booking,
    payment,
    clientSecret: intent?.clientSecret ?? null,
    cardSetup,
    guestToken: viewer.id === null ? guestToken(world.signingKey, booking.id) : null,
  };
}
