import { counterOf, type Counter, type Line, type Price, type PricedJourney } from '../price.ts';
import { exchangeOf } from '../currency.ts';
import type { LineKind, Market, Tariff } from '../market.ts';
import { roundRatio } from '../rounding.ts';
import { taxed, type TaxedAmount } from '../tax.ts';
import type { ChargeKind, ChargeTariff, PassedOnKind } from './chargeTariff.ts';

/** What charges of one booking are computed with. */
export interface ChargeCounter extends Counter {
  tariff: ChargeTariff;
  currency: string;
  /** What Stripe charges in one go. */
  minMinor: number;
  maxMinor: number;
}

/**
 * Prices are those frozen with the booking, at its exchange rate; taxes those in force now, for a tax is due at the rate of the day
 * on which it becomes chargeable (Directive 2006/112/EC, article 93). Null where the currency has no rate any more.
 */
export function chargeCounter(journey: PricedJourney, market: Market, tariff: Tariff, price: Price): ChargeCounter | null {
  const exchange =
    price.exchange?.home === market.currency
      ? price.exchange
      : exchangeOf(market.currency, price.currency, tariff, price.exchange?.date ?? journey.bookedOn);
  const limits = tariff.currencies[price.currency];
  if (exchange === undefined || !limits) return null;
  const counter = counterOf({ ...journey, days: price.days }, market, tariff, exchange);
  return {
    ...counter,
    // A fixed amount a day was paid with the rental.
    taxes: counter.taxes.filter(({ rate }) => rate),
    tariff: tariff.charges.of(price.versions.charges, market.country),
    currency: price.currency,
    minMinor: limits.minMinor,
    maxMinor: limits.maxMinor,
  };
}

/** Kilometres and hours are more of the rental; anything else is taxed as what is sold with one. */
const taxedAs = (kind: ChargeKind): LineKind => (kind === 'MILEAGE' || kind === 'LATE_RETURN' ? 'RENTAL' : 'EXTRA');

const untaxed = (minor: number): TaxedAmount => ({ netMinor: minor, taxes: [], grossMinor: minor });

function withTaxes(kind: ChargeKind, listMinor: number, counter: ChargeCounter): TaxedAmount {
  return taxed(taxedAs(kind), [listMinor], counter)[0] ?? untaxed(listMinor);
}

/** A charge's line of what the list says: with taxes in it where the market's list holds them. */
export function chargeLine(kind: ChargeKind, quantity: number, listMinor: number, counter: ChargeCounter): Line {
  const amount = counter.tariff.untaxed.includes(kind) ? untaxed(listMinor) : withTaxes(kind, listMinor, counter);
  return { kind, quantity, ...amount, rounding: counter.rounding };
}

/** A fine or toll passed on as it is, and the taxed fee for handling it, taxes included. */
export function passedOnLine(kind: PassedOnKind, passedOnMinor: number, counter: ChargeCounter): { line: Line; feeMinor: number } {
  const fee = withTaxes(kind, counter.amount(counter.tariff.handling[kind]), counter);
  const line = {
    kind,
    quantity: 1,
    netMinor: passedOnMinor + fee.netMinor,
    taxes: fee.taxes,
    grossMinor: passedOnMinor + fee.grossMinor,
    rounding: counter.rounding,
  };
  return { line, feeMinor: fee.grossMinor };
}

/** The line at less: each tax by the same share. */
export function reducedLine(line: Line, grossMinor: number): Line {
  const taxes = line.taxes.map((tax) => ({
    ...tax,
    minor: roundRatio(tax.minor * grossMinor, line.grossMinor, { ...line.rounding, stepMinor: 1 }),
  }));
  return { ...line, grossMinor, taxes, netMinor: grossMinor - taxes.reduce((sum, { minor }) => sum + minor, 0) };
}

/** What a day of the rental costs by the list, after its promotion. */
export function dayMinorOf({ lines, days }: Price, { inclusive, rounding }: Counter): number {
  const listed = lines.filter(({ kind }) => kind === 'RENTAL' || kind === 'PROMOTION');
  const sum = listed.reduce((total, { grossMinor, netMinor }) => total + (inclusive ? grossMinor : netMinor), 0);
  return roundRatio(sum, days, rounding);
}
