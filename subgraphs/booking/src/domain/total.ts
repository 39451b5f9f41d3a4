import { exchangeOf } from './currency.ts';
import { appliesAt, zoneOf, type LineKind, type Tariff } from './market.ts';
import { besidesOf, counterOf, dayPrices, isDue, leadDaysOf, otherLines, type Besides, type Counter, type PricedJourney } from './price.ts';
import type { RatePlan } from './ratePlan.ts';
import { timeCost } from './rental.ts';
import { millionths, round, roundRatio } from './rounding.ts';
import { fixedMinor } from './tax.ts';

/** What priceOf comes to, in minor units and without its lines: for searches, which compare thousands of prices and show twenty. */
export interface Totals {
  /** Journeys that share it have the same rentals, whatever taxes and fees come on top. */
  rentalKey: string;
  rentalMinor(acriss: string, plan: RatePlan): number | null;
  /** Null when the sum cannot be charged in one go. */
  totalMinor(rentalMinor: number): number | null;
  /** Null for a class without rates. */
  besides(acriss: string): Besides | null;
}

/** An amount of the list with its taxes, for lines of one kind; what depends on the amount is left to do. */
function grossBy(kind: LineKind, { taxes, inclusive, rounding, local, days }: Counter): (listMinor: number) => number {
  if (inclusive) return (listMinor) => listMinor;
  const due = taxes.filter(({ on }) => on?.includes(kind) ?? true);
  const fixed = due.filter(({ rate }) => !rate).map((tax) => ({ taxed: tax.taxed, minor: local(fixedMinor(tax, days)) }));
  const parts = due.flatMap(({ rate }) => (rate ? [millionths(rate)] : []));
  const onFixed = fixed.reduce((sum, { taxed, minor }) => sum + (taxed ? minor : 0), 0);
  const ofFixed = fixed.reduce((sum, { minor }) => sum + minor, 0);
  return (listMinor) => {
    let gross = listMinor + ofFixed;
    for (const part of parts) gross += roundRatio((listMinor + onFixed) * part, 1e6, rounding);
    return gross;
  };
}

/** Of a journey without promotion, in any class on any plan. Null when the country has no market or the currency no rate. */
export function totalsOf(journey: PricedJourney, tariff: Tariff, today: string): Totals | null {
  const market = tariff.market(journey.country);
  if (!market) return null;
  const exchange = exchangeOf(market.currency, journey.currency, tariff, today);
  const limits = tariff.currencies[journey.currency];
  if (exchange === undefined || !limits) return null;
  const counter = counterOf(journey, market, tariff, exchange);
  const { rounding } = counter;
  // A line's tax on a first stretch holds the fixed ones: with none of them, lines of several stretches add up to one.
  const rentalGross = grossBy('RENTAL', counter);
  const constant = otherLines({ ...journey, extras: [] }, [], tariff, {
    ...counter,
    market: { ...market, fees: market.fees.filter(({ rate }) => !rate) },
  });
  const constantGross = constant.reduce((sum, { kind, listMinor }) => sum + grossBy(kind, counter)(listMinor), 0);
  const shares = market.fees
    .filter((fee) => fee.rate && isDue(fee, journey) && appliesAt(fee, journey, market))
    .map(({ kind, rate, on = ['RENTAL', 'PROMOTION'] }, index, all) => ({
      parts: millionths(rate ?? '0'),
      gross: grossBy(kind, counter),
      ofRental: on.includes('RENTAL') ? 1 : 0,
      ofConstant: constant.reduce((sum, line) => sum + (on.includes(line.kind) ? line.listMinor : 0), 0),
      /** The shares before it that it is of, too. */
      ofShares: all.slice(0, index).flatMap((before, at) => (on.includes(before.kind) ? [at] : [])),
    }));
  const amounts = new Float64Array(shares.length);
  const totalRounding = exchange ? undefined : market.totalRounding;
  let days: ReturnType<typeof dayPrices> | undefined;
  return {
    rentalKey: [
      market.listFactor,
      market.currency,
      JSON.stringify([market.rounding, exchange]),
      journey.currency,
      zoneOf(journey.agency, market),
    ]
      .concat([
        journey.pickUpLocal.slice(0, 10),
        String(journey.days),
        journey.days === 1 ? String(journey.hours) : '',
        String(leadDaysOf(journey)),
      ])
      .join(' '),
    besides: (acriss) => {
      const rate = tariff.rates.classes[acriss];
      return rate ? besidesOf(rate, journey.currency, counter) : null;
    },
    rentalMinor: (acriss, plan) => {
      if (!tariff.rates.classes[acriss]) return null;
      days ??= dayPrices(journey, tariff, counter);
      return timeCost(journey, days(acriss, plan).fill, tariff.rates.lengths, (minor) => round(minor, rounding));
    },
    totalMinor: (rentalMinor) => {
      let total = rentalGross(rentalMinor) + constantGross;
      for (const [index, { parts, gross, ofRental, ofConstant, ofShares }] of shares.entries()) {
        let base = ofRental * rentalMinor + ofConstant;
        for (const share of ofShares) base += amounts[share] ?? 0;
        const listMinor = roundRatio(base * parts, 1e6, rounding);
        amounts[index] = listMinor;
        total += gross(listMinor);
      }
      if (totalRounding) total = roundRatio(total, 1, totalRounding);
      return total < limits.minMinor || total > limits.maxMinor ? null : total;
    },
  };
}
