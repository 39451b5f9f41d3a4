import { Refusal } from '@ycyw/service/refusal';
import type { Viewer } from '@ycyw/service/viewer';
import { freeUnits, type Stock } from '../data/ledger.ts';
import { draftQuote, findQuote, saveQuote, type Quote } from '../data/quote.ts';
import { requestKey } from '../data/request.ts';
import { journeyOf, priced, spanOf, type Journey, type Wish } from '../domain/journey.ts';
import type { Tariff } from '../domain/market.ts';
import { dateIn, type Span } from '../domain/period.ts';
import { leadDaysOf, priceOf, type Price } from '../domain/price.ts';
import type { Promotion } from '../domain/promotion.ts';
import { isOffered } from '../domain/ratePlan.ts';
import { callerOf } from './access.ts';
import { withCashback } from './cashback/spend.ts';
import { expireLapsed, stockOf } from './expire.ts';
import { alternatives, type Alternative } from './offers.ts';
import { answerOnce, Instead } from './once.ts';
import { isLeftFor, usablePromotion } from './promotion/usable.ts';
import { readOfferId } from './signature.ts';
import type { World } from './world.ts';

export interface SoldOut {
  alternatives: Alternative[];
}

/** The extras asked for, each code once; BAD_INPUT for an unknown code, too many of one, or a package and what it holds. */
export function checkedExtras(tariff: Tariff, asked: readonly { code: string; quantity: number }[]): { code: string; quantity: number }[] {
  const codes = asked.map(({ code }) => code);
  for (const { code, quantity } of asked) {
    const extra = tariff.extras.find((each) => each.code === code);
    if (extra?.includes?.some((each) => codes.includes(each))) throw new Refusal('BAD_INPUT', `extras: ${code}`);
    if (!extra || quantity < 1 || quantity > extra.max) throw new Refusal('BAD_INPUT', `extras: ${code.slice(0, 40)}`);
  }
  if (new Set(codes).size !== asked.length) throw new Refusal('BAD_INPUT', 'extras');
  return [...asked];
}

/**
 * A wish at its two agencies, priced as of now with `promotion`, or at a booking's `frozen` exchange rate. A new hire on a plan whose lead time
 * has run out is OFFER_EXPIRED.
 */
export async function pricedJourney(
  world: World,
  wish: Wish,
  pickUpAgency: string,
  dropOffAgency: string,
  { promotion = null, frozen = null }: { promotion?: Promotion | null; frozen?: Price['exchange'] } = {},
): Promise<{ journey: Journey; price: Price }> {
  const now = world.clock.now();
  const pickUp = await world.agencies.get(pickUpAgency);
  const dropOff = await world.agencies.get(dropOffAgency);
  const journey = journeyOf({ ...wish, promo: promotion?.code ?? null }, pickUp, dropOff, now);
  const facts = priced(journey, pickUp, dropOff, promotion);
  const plan = world.tariff.plans.find(({ code }) => code === wish.ratePlan);
  if (plan && !wish.bookedOn && !isOffered(plan, leadDaysOf(facts))) throw new Refusal('OFFER_EXPIRED');
  const price = priceOf(facts, world.tariff, dateIn(now, pickUp.timeZone), frozen);
  if (!price) throw new Refusal('NOT_FOUND');
  return { journey, price };
}

/** Whether one unit is free over each of `spans`. Holds whose time is over do not count, swept or not. */
export async function areFree(world: World, stock: Stock, spans: readonly Span[]): Promise<boolean> {
  const look = async (): Promise<boolean> => {
    for (const span of spans) if ((await freeUnits(world.sql, stock, span)) < 1) return false;
    return true;
  };
  if (await look()) return true;
  await expireLapsed(world, stock);
  return look();
}

const isFree = (world: World, journey: Journey): Promise<boolean> => areFree(world, stockOf({ journey }), [spanOf(journey)]);

/**
 * The same journey at today's price, for another age where given, without its promotion where that is gone; null when it is sold out or no
 * longer possible.
 */
export async function quoteAgain(
  world: World,
  viewer: Viewer,
  quote: Quote,
  { driverAge = quote.journey.driverAge, isPromotionGone = false }: { driverAge?: number | undefined; isPromotionGone?: boolean },
): Promise<Quote | null> {
  const { journey: old, price: before } = quote;
  const { bookedOn: _, ...same } = old;
  const wish = { ...same, pickUpLocal: old.pickUp.local, dropOffLocal: old.dropOff.local, driverAge };
  try {
    const promotion = old.promo === null || isPromotionGone ? null : await usablePromotion(world, viewer, old.promo);
    const reduced = await pricedJourney(world, wish, old.pickUp.agency, old.dropOff.agency, { promotion });
    const whole = promotion && !isLeftFor(world, reduced.price, promotion);
    const { journey, price } = whole ? await pricedJourney(world, wish, old.pickUp.agency, old.dropOff.agency) : reduced;
    if (!(await isFree(world, journey))) return null;
    const fresh = draftQuote(
      journey,
      before.cashbackMinor ? await withCashback(world, price, quote.customerId) : price,
      quote,
      world.clock.now(),
    );
    await saveQuote(world.sql, fresh, world.clock.now());
    return fresh;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

export interface CreateQuoteInput {
  offerId: string;
  extras?: { code: string; quantity: number }[] | null;
  promoCode?: string | null;
  useCashback?: boolean | null;
  idempotencyKey: string;
}

/** Freezes an offer's price for a quarter of an hour. Holds nothing. */
export async function createQuote(world: World, viewer: Viewer, input: CreateQuoteInput): Promise<Quote | SoldOut> {
  const caller = callerOf(world, viewer, input.offerId);
  const request = requestKey('createQuote', caller, input);
  const again = (id: string): Promise<Quote> => requireQuote(world, viewer, id);
  return answerOnce<Quote | SoldOut>(world, request, again, async () => {
    const now = world.clock.now();
    const terms = readOfferId(world.signingKey, input.offerId, now);
    const extras = checkedExtras(world.tariff, input.extras ?? []);
    const code = input.promoCode?.trim() ?? '';
    const promotion = code === '' ? null : await usablePromotion(world, viewer, code);
    const { journey, price } = await pricedJourney(world, { ...terms, extras }, terms.pickUpAgency, terms.dropOffAgency, { promotion });
    if (code !== '' && !(promotion && isLeftFor(world, price, promotion))) throw new Refusal('PROMO_NOT_APPLICABLE');
    if (!(await isFree(world, journey))) return new Instead({ alternatives: await alternatives(world, journey, price.totalMinor) });
    const paid = input.useCashback && viewer.role === 'CUSTOMER' ? await withCashback(world, price, viewer.id) : price;
    const quote = draftQuote(journey, paid, { customerId: viewer.id, region: caller.region }, now);
    await saveQuote(world.sql, quote, now, request);
    return quote;
  });
}

/** A quote for whoever may see it: its id is a secret of whoever asked, and a signed-in person's quote is that person's alone. */
export async function requireQuote(world: World, viewer: Viewer, id: string): Promise<Quote> {
  const quote = isUuid(id) ? await findQuote(world.sql, id) : null;
  if (!quote || (quote.customerId !== null && quote.customerId !== viewer.id)) throw new Refusal('NOT_FOUND');
  return quote;
}

export const isUuid = (id: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id);
