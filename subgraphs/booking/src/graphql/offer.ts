import { money } from '@ycyw/service/money';
import { otherPlans, type Offer } from '../actions/offers.ts';
import { offerId } from '../actions/signature.ts';
import type { World } from '../actions/world.ts';
import type { Quote } from '../data/quote.ts';
import { freeUnits } from '../data/ledger.ts';
import { tiers } from '../domain/cancellation.ts';
import { spanOf, type Journey, type JourneyStop } from '../domain/journey.ts';
import { extraPriceMinor, type Price } from '../domain/price.ts';
import type { Context } from './context.ts';
import { showPrice, showRatePlan } from './price.ts';

export const showStop = ({ agency, local, at, outOfHours }: JourneyStop) => ({
  agency: { __typename: 'Agency', id: agency },
  at: local,
  instant: at,
  outOfHours,
});

export const showTiers = (price: Price, paidMinor: number, now: Date, earliestPickUpAt: Date) =>
  tiers(paidMinor, now, earliestPickUpAt).map(({ from, refundMinor }) => ({ from, refund: money(refundMinor, price.currency) }));

/** The extras of a market with their prices, taxes included. */
async function showExtras({ world, language }: Context, journey: Journey, price: Price) {
  const pickUp = (await world.agencies.all()).get(journey.pickUp.agency);
  const market = pickUp && world.tariff.market(pickUp.country);
  if (!market) return [];
  return world.tariff.extras.map(({ code, name, perDay, max, ...extra }) => ({
    code,
    name: name[language],
    perDay,
    max,
    price: money(
      extraPriceMinor({ code, name, perDay, max, ...extra }, market, pickUp.subdivision, price.currency, price.exchange),
      price.currency,
    ),
  }));
}

/** The extras of a journey, with what each costs in its frozen price's currency. */
export async function showExtraLines(context: Context, journey: Journey, price: Price) {
  const offered = await showExtras(context, journey, price);
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
  { journey, price, left }: Omit<Offer, 'left'> & { left: number | (() => Promise<number>) },
): Record<string, unknown> => ({
  id: () => idOf(context.world, journey),
  vehicleClass: { __typename: 'VehicleClass', id: journey.acriss },
  pickUp: showStop(journey.pickUp),
  dropOff: showStop(journey.dropOff),
  price: () => showPrice(price, context.language),
  deposit: money(price.depositMinor, price.currency),
  mileage: { includedKm: price.includedKm, unlimited: false, perExtraKm: money(price.perExtraKmMinor, price.currency) },
  left,
  cancellation: () => showTiers(price, price.totalMinor, context.world.clock.now(), new Date(journey.pickUp.at)),
  extras: () => showExtras(context, journey, price),
  ratePlan: showRatePlan(context, journey.ratePlan),
  otherPlans: async () => {
    const free = typeof left === 'number' ? left : await left();
    return free < 1 ? [] : (await otherPlans(context.world, { journey, left: free })).map((offer) => showOffer(context, offer));
  },
});

export const showQuote = (context: Context, { id, journey, price, expiresAt }: Quote) => ({
  id,
  offer: showOffer(context, {
    journey,
    price,
    left: () => freeUnits(context.world.sql, { agency: journey.pickUp.agency, acriss: journey.acriss }, spanOf(journey)),
  }),
  extras: () => showExtraLines(context, journey, price),
  price: showPrice(price, context.language),
  expiresAt,
});

export const showSoldOut = (context: Context, alternatives: readonly Offer[]) => ({
  __typename: 'SoldOut',
  alternatives: alternatives.map((offer) => showOffer(context, offer)),
});
