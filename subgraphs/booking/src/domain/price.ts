import { exponentOf } from '@ycyw/service/money';
import type { Language } from '@ycyw/service/language';
import { youngUnder } from './driver.ts';
import { daysBetween } from './period.ts';
import { planFactor } from './ratePlan.ts';
import type { ExchangeRate, ExtraOffer, Market, Tariff, Tax } from './market.ts';

export type LineKind = 'RENTAL' | 'ONE_WAY' | 'YOUNG_DRIVER' | 'OUT_OF_HOURS' | 'EXTRA' | 'INSURANCE' | 'AIRPORT_SURCHARGE';

export interface Rounding {
  rule: 'HALF_UP' | 'HALF_EVEN' | 'UP' | 'DOWN';
  stepMinor: number;
}

export interface Line {
  kind: LineKind;
  /** The name of an extra; other lines are named by their kind. */
  name?: Record<Language, string>;
  quantity: number;
  netMinor: number;
  taxes: { name: string; jurisdiction: string; rate: string; minor: number }[];
  grossMinor: number;
  /** How the line's amounts were rounded: to whole steps of `stepMinor`. */
  rounding: Rounding;
}

/** A price as it is frozen in quotes and bookings: amounts in minor units of `currency`, with the versions that made it. */
export interface Price {
  currency: string;
  days: number;
  totalMinor: number;
  taxMinor: number;
  lines: Line[];
  depositMinor: number;
  includedKm: number;
  perExtraKmMinor: number;
  exchange: ExchangeRate | null;
  versions: { rates: string; market: string; plan: string };
}

export interface PricedJourney {
  acriss: string;
  /** Code of the rate plan. */
  ratePlan: string;
  /** Code of the pick-up agency. */
  agency: string;
  country: string;
  subdivision: string | null;
  currency: string;
  /** Wall clock of the pick-up, e.g. 2026-07-14T10:30. */
  pickUpLocal: string;
  days: number;
  /** Begun hours from pick-up to drop-off. */
  hours: number;
  /** Date of booking at the pick-up agency, e.g. 2026-06-01. */
  bookedOn: string;
  driverAge: number;
  /** Country where the driver lives. */
  residence: string;
  /** Code of a promotion. */
  promo: string | null;
  oneWay: 'no' | 'home' | 'abroad';
  outOfHours: boolean;
  extras: readonly { code: string; quantity: number }[];
}

/** Whole days between booking and pick-up. */
export const leadDaysOf = ({ bookedOn, pickUpLocal }: Pick<PricedJourney, 'bookedOn' | 'pickUpLocal'>): number =>
  daysBetween(bookedOn, pickUpLocal.slice(0, 10));

/**
 * A key that agencies share when they price alike: journeys of the same wall clocks, days and hours from any of them cost the
 * same in the same class and plan.
 */
export const profileOf = (agency: { code: string; country: string; subdivision: string | null }, tariff: Tariff): string =>
  [agency.country, agency.subdivision ?? '', tariff.market(agency.country)?.version ?? ''].join('|');

const roundHalfUp = (value: number): number => Math.floor(value + 0.5 + 1e-9);

/** Euro cents in minor units of `currency`, not rounded. */
function converter(currency: string, exchange: ExchangeRate | null): (eurMinor: number) => number {
  const factor = Number(exchange?.rate ?? '1') * 10 ** (exponentOf(currency) - 2);
  return (eurMinor) => eurMinor * factor;
}

function lineOf(kind: LineKind, netMinor: number, quantity: number, taxes: readonly Tax[], name?: Record<Language, string>): Line {
  const taxed = taxes.map((tax) => ({ ...tax, minor: roundHalfUp(netMinor * Number(tax.rate)) }));
  return {
    kind,
    ...(name && { name }),
    quantity,
    netMinor,
    rounding: { rule: 'HALF_UP', stepMinor: 1 },
    taxes: taxed,
    grossMinor: netMinor + taxed.reduce((sum, tax) => sum + tax.minor, 0),
  };
}

export const taxesOf = (market: Market, subdivision: string | null): Tax[] => [
  ...market.taxes,
  ...(market.subdivisions?.[subdivision ?? ''] ?? []),
];

/**
 * The price of a journey, line by line, each tax rounded half up to the minor unit on its line; `today` picks the exchange
 * rate. Null when the class has no rate, the country no market, the currency no
 * exchange rate, or the sum cannot be charged in one go.
 */
export function priceOf(journey: PricedJourney, tariff: Tariff, today: string): Price | null {
  const market = tariff.market(journey.country);
  const rate = tariff.rates.classes[journey.acriss];
  const plan = tariff.plans.find(({ code }) => code === journey.ratePlan);
  if (!market || !rate || !plan) return null;
  const { rates } = tariff;
  const exchange = tariff.exchange(journey.currency, today);
  if (exchange === undefined) return null;
  const convert = converter(journey.currency, exchange);
  const local = (eurMinor: number): number => roundHalfUp(convert(eurMinor));
  const taxes = taxesOf(market, journey.subdivision);

  const pickUp = new Date(`${journey.pickUpLocal}Z`);
  const season = rates.months[pickUp.getUTCMonth()] ?? 1;
  const weekday = rates.weekdays[(pickUp.getUTCDay() + 6) % 7] ?? 1;
  const length = rates.lengths.findLast((each) => each.fromDays <= journey.days)?.factor ?? 1;
  const lead = planFactor(plan, leadDaysOf(journey));
  const perDay = local(rate.dailyEurMinor * market.rateFactor * season * weekday * length * lead);
  const rental = perDay * journey.days;

  const lines = [lineOf('RENTAL', rental, journey.days, taxes)];
  lines.push(lineOf('AIRPORT_SURCHARGE', roundHalfUp(rental * Number(market.fees.airportRate)), 1, taxes));
  if (journey.oneWay !== 'no') {
    lines.push(
      lineOf('ONE_WAY', local(journey.oneWay === 'home' ? market.fees.oneWayEurMinor : market.fees.oneWayAbroadEurMinor), 1, taxes),
    );
  }
  if (journey.driverAge < youngUnder) {
    lines.push(lineOf('YOUNG_DRIVER', local(market.fees.youngDriverPerDayEurMinor) * journey.days, journey.days, taxes));
  }
  if (journey.outOfHours) lines.push(lineOf('OUT_OF_HOURS', local(market.fees.outOfHoursEurMinor), 1, taxes));
  for (const { code, quantity } of journey.extras) {
    const extra = tariff.extras.find((each) => each.code === code);
    if (extra)
      lines.push(lineOf(extra.kind, local(extra.eurMinor) * quantity * (extra.perDay ? journey.days : 1), quantity, taxes, extra.name));
  }
  const totalMinor = lines.reduce((sum, line) => sum + line.grossMinor, 0);
  const limits = tariff.currencies[journey.currency];
  if (!limits || totalMinor < limits.minMinor || totalMinor > limits.maxMinor) return null;
  return {
    currency: journey.currency,
    days: journey.days,
    totalMinor,
    taxMinor: lines.reduce((sum, line) => sum + line.grossMinor - line.netMinor, 0),
    lines,
    depositMinor: local(rate.depositEurMinor),
    includedKm: rate.includedKmPerDay * journey.days,
    perExtraKmMinor: local(rate.perExtraKmEurMinor),
    exchange,
    versions: { rates: rates.version, market: `${market.country} ${market.version}`, plan: plan.code },
  };
}

/** What one of an extra costs (per day or in all), taxes included, in minor units of `currency`. */
export function extraPriceMinor(
  extra: ExtraOffer,
  market: Market,
  subdivision: string | null,
  currency: string,
  exchange: ExchangeRate | null,
): number {
  return lineOf('EXTRA', roundHalfUp(converter(currency, exchange)(extra.eurMinor)), 1, taxesOf(market, subdivision)).grossMinor;
}
