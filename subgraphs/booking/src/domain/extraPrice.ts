import { exchangeOf } from './currency.ts';
import type { ExtraOffer, LineKind, Market, Tariff } from './market.ts';
import { counterOf, finished, grossOf, type Counter, type Price, type PricedJourney } from './price.ts';

/** With what a frozen price's other amounts are made, in its currency. */
function counterAgain(journey: PricedJourney, market: Market, tariff: Tariff, { exchange }: Price): Counter {
  // A market may have had another list currency when the price was made.
  const own =
    exchange?.home === market.currency
      ? exchange
      : exchangeOf(market.currency, journey.currency, tariff, exchange?.date ?? journey.bookedOn);
  return counterOf(journey, market, tariff, own ?? null);
}

const grossMinor = (kind: LineKind, listMinor: number, counter: Counter): number =>
  grossOf(finished([{ kind, quantity: 1, listMinor }], counter));

/** What one of an extra costs the journey (a day, or in all), taxes included, in minor units of a frozen price's currency. */
export function extraPriceMinor(extra: ExtraOffer, journey: PricedJourney, market: Market, tariff: Tariff, price: Price): number {
  const counter = counterAgain(journey, market, tariff, price);
  return grossMinor(extra.kind, counter.amount(extra.minor), counter);
}

/** What it costs to have the car brought, or fetched, by distance from the agency, as extraPriceMinor. */
export function bandPrices(journey: PricedJourney, market: Market, tariff: Tariff, price: Price): { upToKm: number; minor: number }[] {
  const counter = counterAgain(journey, market, tariff, price);
  return (market.delivery?.bands ?? []).map(({ upToKm, minor }) => ({
    upToKm,
    minor: grossMinor('DELIVERY', counter.local(minor), counter),
  }));
}
