import { money, type Money } from '@ycyw/service/money';
import { otherPlans, termsNow, type Alternative, type Offer } from '../actions/offers.ts';
import type { Terms } from '../actions/priceTable.ts';
import { offerId } from '../actions/signature.ts';
import type { World } from '../actions/world.ts';
import type { Quote } from '../data/quote.ts';
import { freeUnits } from '../data/ledger.ts';
import { freeTiers, tiers } from '../domain/cancellation.ts';
import { isInTime } from '../domain/delivery/terms.ts';
import { paymentTime } from '../domain/due.ts';
import { legsOf, spanOf, type Journey, type JourneyStop } from '../domain/journey.ts';
import { stepOf } from '../domain/market.ts';
import { bandPrices, extraPriceMinor } from '../domain/extraPrice.ts';
import type { Price, PriceSum } from '../domain/price.ts';
import type { RatePlan } from '../domain/ratePlan.ts';
import type { Context } from './context.ts';
import { showClass } from './vehicleClass.ts';
import { showPrice, showRatePlan, showSum, sumOf } from './price.ts';

export const showStop = ({ agency, local, at, outOfHours }: JourneyStop) => ({
  agency: { __typename: 'Agency', id: agency },
  at: local,
  instant: at,
  outOfHours,
});

/** What cancelling gives back of `paidMinor`, from now on: all until pick-up where it is paid at hand-over. */
export const showTiers = (
  { world }: Context,
  paidWhen: RatePlan['payment'],
  { currency }: Pick<Price, 'currency'>,
  paidMinor: number,
  earliestPickUpAt: Date,
) =>
  (paidWhen === 'AT_HAND_OVER' ? freeTiers : tiers)(paidMinor, world.clock.now(), earliestPickUpAt, stepOf(world.tariff, currency)).map(
    ({ from, refundMinor }) => ({
      from,
      refund: money(refundMinor, currency),
    }),
  );

export interface SharedParts {
  /** The pick-up's instant. */
  at: string;
  price: ReturnType<typeof showSum>;
  deposit: Money;
  mileage: { includedKm: number; unlimited: boolean; perExtraKm: Money };
  cancellation: ReturnType<typeof showTiers>;
}

/** Of an offer: nothing has been paid yet where it is paid at hand-over. */
function offeredTiers(context: Context, { ratePlan, pickUp }: Journey, price: PriceSum) {
  const paidWhen = paymentTime(context.world.tariff.plans, ratePlan);
  return showTiers(context, paidWhen, price, paidWhen === 'NOW' ? price.totalMinor : 0, new Date(pickUp.at));
}

/** What the offers of an answer share, made once for each price and pick-up. */
function sharedParts(context: Context, journey: Journey, price: PriceSum): SharedParts {
  const known = context.shared.get(price);
  if (known?.at === journey.pickUp.at) return known;
  const { currency, depositMinor, includedKm, perExtraKmMinor } = price;
  const parts: SharedParts = {
    at: journey.pickUp.at,
    price: Object.freeze(showSum(price, context.language)),
    deposit: Object.freeze(money(depositMinor, currency)),
    mileage: Object.freeze({ includedKm, unlimited: false, perExtraKm: money(perExtraKmMinor, currency) }),
    cancellation: offeredTiers(context, journey, price),
  };
  Object.freeze(parts.cancellation);
  context.shared.set(price, parts);
  return parts;
}

export type ShownExtra = ReturnType<typeof extrasOf>[number];

const extrasOf = ({ world, language }: Context, { facts }: Terms, price: Price) => {
  const market = world.tariff.market(facts.country);
  if (!market) return [];
  return world.tariff.extras.map((extra) => ({
    code: extra.code,
    name: extra.name[language],
    perDay: extra.perDay,
    max: extra.max,
    price: money(extraPriceMinor(extra, facts, market, world.tariff, price), price.currency),
  }));
};

/** The extras of a market with their prices, taxes included; the same for all offers priced on the same terms. */
function showExtras(context: Context, terms: Terms, price: PriceSum): readonly ShownExtra[] {
  const extras = context.extras.get(terms) ?? Object.freeze(extrasOf(context, terms, price.whole()));
  context.extras.set(terms, extras);
  return extras;
}

/** The extras of a journey, with what each costs in its frozen price's currency. */
export async function showExtraLines(context: Context, journey: Journey, price: Price) {
  if (journey.extras.length === 0) return [];
  const offered = extrasOf(context, await termsNow(context.world, journey), price);
  return journey.extras.flatMap(({ code, quantity }) => {
    const extra = offered.find((each) => each.code === code);
    return extra ? [{ extra, quantity }] : [];
  });
}

const idOf = (world: World, { acriss, currency, pickUp, dropOff, driverAge, ratePlan, residence, extras }: Journey): string =>
  offerId(
    world.signingKey,
    {
      acriss,
      currency,
      pickUpAgency: pickUp.agency,
      dropOffAgency: dropOff.agency,
      pickUpLocal: pickUp.local,
      dropOffLocal: dropOff.local,
      driverAge,
      ratePlan,
      residence,
      extras,
    },
    world.clock.now(),
  );

export const showOffer = (
  context: Context,
  { journey, price, left, terms }: Omit<Offer, 'left' | 'terms'> & { left: number | (() => Promise<number>); terms?: Terms },
): Record<string, unknown> => ({
  id: () => idOf(context.world, journey),
  vehicleClass: showClass(context, journey.acriss),
  pickUp: showStop(journey.pickUp),
  dropOff: showStop(journey.dropOff),
  price: () => sharedParts(context, journey, price).price,
  deposit: () => sharedParts(context, journey, price).deposit,
  mileage: () => sharedParts(context, journey, price).mileage,
  left,
  cancellation: () => sharedParts(context, journey, price).cancellation,
  // Without waiting where it can be: a search that waits half answered holds memory that others need.
  extras: () =>
    terms ? showExtras(context, terms, price) : termsNow(context.world, journey).then((now) => showExtras(context, now, price)),
  ratePlan: showRatePlan(context, journey.ratePlan),
  otherPlans: () => {
    const shown = (free: number, priced: Terms) =>
      free < 1 ? [] : otherPlans(context.world, { journey, left: free, terms: priced }).map((offer) => showOffer(context, offer));
    if (typeof left === 'number' && terms) return shown(left, terms);
    return (async () => shown(typeof left === 'number' ? left : await left(), await termsNow(context.world, journey)))();
  },
});

/** None where no car is brought, or where it is too soon for that. */
async function showBands({ world }: Context, journey: Journey, price: Price) {
  const { facts } = await termsNow(world, journey);
  const market = world.tariff.market(facts.country);
  if (!market || world.carriers.length === 0 || !isInTime(market, new Date(journey.pickUp.at), world.clock.now())) return [];
  return bandPrices(facts, market, world.tariff, price).map(({ upToKm, minor }) => ({ upToKm, price: money(minor, price.currency) }));
}

export const showQuote = (context: Context, { id, journey, price, expiresAt }: Quote) => ({
  id,
  offer: showOffer(context, {
    journey,
    price: sumOf(price),
    left: () => freeUnits(context.world.sql, { agency: journey.pickUp.agency, acriss: journey.acriss }, spanOf(journey)),
  }),
  extras: () => showExtraLines(context, journey, price),
  price: showPrice(price, context.language),
  deliveryBands: () => showBands(context, journey, price),
  deliveries: legsOf(journey).map(({ leg }) => leg),
  expiresAt,
});

export const showSoldOut = (context: Context, alternatives: readonly Alternative[]) => ({
  __typename: 'SoldOut',
  alternatives: alternatives.map(({ journey, price, left }) => showOffer(context, { journey, price: sumOf(price), left })),
});
