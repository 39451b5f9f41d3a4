import type { Language } from '@ycyw/service/language';
import { exponentOf } from '@ycyw/service/money';
import { crossFactor, exchangeOf, type Exchange } from './currency.ts';
import type { Leg } from './delivery/terms.ts';
import { youngUnder } from './driver.ts';
import { appliesAt, stepOf, zoneOf, type ClassRate, type ExtraOffer, type Fee, type LineKind, type Market, type Tariff } from './market.ts';
import { daysBetween } from './period.ts';
import { appliesTo, type Promotion } from './promotion.ts';
import { planFactor, type RatePlan } from './ratePlan.ts';
import { stretchesOf, type Unit } from './rental.ts';
import { millionths, round, roundRatio, type Rounding } from './rounding.ts';
import { fixedMinor, taxed, taxesOf, type TaxedAmount, type TaxRule } from './tax.ts';

/** gross = net + taxes. */
export interface Line extends TaxedAmount {
  kind: LineKind;
  /** Of a DELIVERY. */
  leg?: Leg;
  /** Of an extra or a promotion; other lines are named by their kind. */
  name?: Record<Language, string>;
  quantity: number;
  /** Of the rental: what one `unit` costs by the list, and the days that a week or month covers where they are fewer. */
  unit?: Unit;
  unitMinor?: number;
  days?: number;
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
  exchange: Exchange | null;
  /** What of the total the renter pays with cashback, where they do: tender, that no tax knows of. */
  cashbackMinor?: number;
  /** `charges` is missing in prices from before there were any. */
  versions: { rates: string; market: string; plan: string; charges?: string };
}

/** What stands on an offer: the price without its lines, which are made when somebody asks. */
export interface PriceSum extends Besides {
  currency: string;
  days: number;
  totalMinor: number;
  cashbackMinor?: number;
  whole: () => Price;
}

/** What a class asks and gives beside its price. */
export type Besides = Pick<Price, 'depositMinor' | 'includedKm' | 'perExtraKmMinor'>;

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
  /** One that does not apply takes nothing off. */
  promotion: Promotion | null;
  oneWay: 'no' | 'home' | 'abroad';
  outOfHours: boolean;
  extras: readonly { code: string; quantity: number }[];
  /** The bands of distance to which the car is brought, and from which it is fetched. */
  deliveries?: readonly { leg: Leg; upToKm: number }[];
}

/** Whole days between booking and pick-up. */
export const leadDaysOf = ({ bookedOn, pickUpLocal }: Pick<PricedJourney, 'bookedOn' | 'pickUpLocal'>): number =>
  daysBetween(bookedOn, pickUpLocal.slice(0, 10));

/** A line before its taxes: `listMinor` holds them where the market's list is inclusive. */
type Draft = Omit<Line, keyof TaxedAmount | 'rounding'> & { listMinor: number };

/** What every part of a price needs: the market, and the way from its list to the price's currency. */
export interface Counter extends TaxRule {
  market: Market;
  exchange: Exchange | null;
  /** Of the list's hundredths. */
  amount: (listMinor: number) => number;
}

export function counterOf(journey: PricedJourney, market: Market, tariff: Tariff, exchange: Exchange | null): Counter {
  const rounding: Rounding = exchange ? { rule: 'HALF_UP', stepMinor: stepOf(tariff, journey.currency) } : market.rounding;
  const cross = crossFactor(market.currency, journey.currency, exchange);
  const local = (homeMinor: number): number => round(homeMinor * cross, rounding);
  const scale = market.listFactor * 10 ** (exponentOf(market.currency) - 2);
  const amount = (listMinor: number): number => local(round(listMinor * scale, market.rounding));
  const { inclusive } = market;
  return { market, exchange, local, amount, inclusive, rounding, days: journey.days, taxes: taxesOf(journey, journey, market, tariff) };
}

/** What each day costs by the list, day 0 being that of the pick-up: the season and the weekday are each day's own. */
export interface DayPrices {
  of: (day: number) => number;
  /** Puts in the first so many days. */
  fill: (into: Float64Array, days: number) => void;
}

const slots = 12 * 7;
/** By month and weekday, of the class and plan that are put in. */
const slotsMinor = new Float64Array(slots);

/** In a class on a plan. What all of them share is made once: a search makes hundreds of prices. */
export function dayPrices(
  journey: PricedJourney,
  tariff: Tariff,
  { market, amount }: Counter,
): (acriss: string, plan: RatePlan) => DayPrices {
  const { rates } = tariff;
  const leadDays = leadDaysOf(journey);
  const lead = rates.lead.findLast(({ fromDays }) => fromDays <= leadDays)?.factor ?? 1;
  const zone = rates.zones[zoneOf(journey.agency, market)];
  const first = new Date(`${journey.pickUpLocal.slice(0, 10)}T00:00Z`);
  const startWeekday = (first.getUTCDay() + 6) % 7;
  const months: number[] = [];
  const slotOf = (day: number): number => {
    while (months.length <= day) {
      const from = new Date(first.getTime() + months.length * 86_400_000);
      const left = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 0)).getUTCDate() - from.getUTCDate() + 1;
      for (let more = 0; more < left; more += 1) months.push(from.getUTCMonth());
    }
    return (months[day] ?? 0) * 7 + ((startWeekday + day) % 7);
  };
  return (acriss, plan) => {
    const base = (rates.classes[acriss]?.dailyMinor ?? 0) * zone * lead;
    const factor = planFactor(plan, leadDays);
    const minorIn = (slot: number): number =>
      amount(base * (rates.months[Math.floor(slot / 7)] ?? 1) * (rates.weekdays[slot % 7] ?? 1) * factor);
    return {
      of: (day) => minorIn(slotOf(day)),
      fill: (into, days) => {
        slotsMinor.fill(NaN);
        for (let day = 0; day < days; day += 1) {
          const slot = slotOf(day);
          if (Number.isNaN(slotsMinor[slot])) slotsMinor[slot] = minorIn(slot);
          into[day] = slotsMinor[slot] ?? 0;
        }
      },
    };
  };
}

export const besidesOf = (rate: ClassRate, currency: string, { amount, days }: Counter): Besides => ({
  depositMinor: round(amount(rate.depositMinor), { rule: 'HALF_UP', stepMinor: 10 ** (exponentOf(currency) + 1) }),
  includedKm: rate.includedKmPerDay * days,
  perExtraKmMinor: amount(rate.perExtraKmMinor),
});

const listSum = (lines: readonly Draft[], kinds: readonly LineKind[] = ['RENTAL', 'PROMOTION']): number =>
  lines.reduce((sum, { kind, listMinor }) => sum + (kinds.includes(kind) ? listMinor : 0), 0);

function rentalLines(journey: PricedJourney, tariff: Tariff, plan: RatePlan, counter: Counter): Draft[] {
  const rounded = (minor: number): number => round(minor, counter.rounding);
  return stretchesOf(journey, dayPrices(journey, tariff, counter)(journey.acriss, plan).of, tariff.rates.lengths, rounded).map(
    ({ unit, count, unitMinor, days }) => ({
      kind: 'RENTAL',
      quantity: count,
      unit,
      unitMinor,
      ...(days !== undefined && { days }),
      listMinor: count * unitMinor,
    }),
  );
}

function promotionLines(journey: PricedJourney, rentalMinor: number, tariff: Tariff, today: string, { rounding }: Counter): Draft[] {
  const { promotion } = journey;
  if (!promotion || !appliesTo(journey, promotion)) return [];
  const { name, rate, minor, currency } = promotion;
  const exchange = rate ? null : exchangeOf(currency, journey.currency, tariff, today);
  if (exchange === undefined) return [];
  const offMinor = rate
    ? roundRatio(rentalMinor * millionths(rate), 1e6, rounding)
    : round((minor ?? 0) * crossFactor(currency, journey.currency, exchange), rounding);
  return [{ kind: 'PROMOTION', name, quantity: 1, listMinor: -Math.min(offMinor, rentalMinor) }];
}

export const isDue = ({ kind, journeys }: Fee, { oneWay, driverAge, outOfHours }: PricedJourney): boolean =>
  kind === 'ONE_WAY' ? oneWay === journeys : kind === 'YOUNG_DRIVER' ? driverAge < youngUnder : kind === 'OUT_OF_HOURS' ? outOfHours : true;

const extraMinor = ({ minor, perDay, maxDays }: ExtraOffer, days: number, { amount }: Counter): number =>
  amount(minor) * (perDay ? Math.min(days, maxDays ?? days) : 1);

/** Fees and extras; shares come last, for they are of what stands above them. */
export function otherLines(journey: PricedJourney, above: readonly Draft[], tariff: Tariff, counter: Counter): Draft[] {
  const due = counter.market.fees.filter((fee) => isDue(fee, journey) && appliesAt(fee, journey, counter.market));
  const fixed = due.flatMap((fee): Draft[] =>
    fee.rate ? [] : [{ kind: fee.kind, quantity: 1, listMinor: counter.local(fixedMinor(fee, journey.days)) }],
  );
  const extras = journey.extras.flatMap(({ code, quantity }): Draft[] => {
    const extra = tariff.extras.find((each) => each.code === code);
    return extra ? [{ kind: extra.kind, name: extra.name, quantity, listMinor: extraMinor(extra, journey.days, counter) * quantity }] : [];
  });
  const deliveries = (journey.deliveries ?? []).flatMap(({ leg, upToKm }): Draft[] => {
    const band = counter.market.delivery?.bands.find((each) => upToKm <= each.upToKm);
    return band ? [{ kind: 'DELIVERY', leg, quantity: 1, listMinor: counter.local(band.minor) }] : [];
  });
  const lines = [...fixed, ...extras, ...deliveries];
  for (const { kind, rate, on } of due) {
    if (!rate) continue;
    const listMinor = roundRatio(listSum([...above, ...lines], on) * millionths(rate), 1e6, counter.rounding);
    lines.push({ kind, quantity: 1, listMinor });
  }
  return lines;
}

export function finished(drafts: readonly Draft[], counter: Counter, kind = drafts[0]?.kind): Line[] {
  if (!kind) return [];
  const amounts = taxed(
    kind,
    drafts.map(({ listMinor }) => listMinor),
    counter,
  );
  return drafts.flatMap(({ listMinor: _, ...draft }, index) => {
    const amount = amounts[index];
    return amount ? [{ ...draft, ...amount, rounding: counter.rounding }] : [];
  });
}

/** The line that takes a total to its jurisdiction's steps. */
function roundingLine(totalMinor: number, { market, exchange }: Counter): Line[] {
  const rule = exchange ? undefined : market.totalRounding;
  const offMinor = rule ? roundRatio(totalMinor, 1, rule) - totalMinor : 0;
  return rule && offMinor !== 0
    ? [{ kind: 'ROUNDING', quantity: 1, netMinor: offMinor, taxes: [], grossMinor: offMinor, rounding: rule }]
    : [];
}

export const grossOf = (lines: readonly Line[]): number => lines.reduce((sum, { grossMinor }) => sum + grossMinor, 0);

/**
 * The price of a journey, line by line, in the market's currency; another currency is converted at the list, at the rate of
 * `today` or at a booking's own (`frozen`). Null when the class has no rate, the country no market, the plan or the currency's
 * rate is unknown, or the sum cannot be charged in one go; BAD_INPUT when the rate is too old.
 */
export function priceOf(journey: PricedJourney, tariff: Tariff, today: string, frozen: Exchange | null = null): Price | null {
  const market = tariff.market(journey.country);
  const rate = tariff.rates.classes[journey.acriss];
  const plan = tariff.plans.find(({ code }) => code === journey.ratePlan);
  if (!market || !rate || !plan) return null;
  const { currency, days } = journey;
  const exchange = frozen?.home === market.currency ? frozen : exchangeOf(market.currency, currency, tariff, frozen?.date ?? today);
  if (exchange === undefined) return null;
  const counter = counterOf(journey, market, tariff, exchange);

  const rental = rentalLines(journey, tariff, plan, counter);
  const reduced = [...rental, ...promotionLines(journey, listSum(rental), tariff, today, counter)];
  const others = otherLines(journey, reduced, tariff, counter);
  const exact = [...finished(reduced, counter), ...others.flatMap((line) => finished([line], counter))];
  const lines = [...exact, ...roundingLine(grossOf(exact), counter)];

  const totalMinor = grossOf(lines);
  const limits = tariff.currencies[currency];
  if (!limits || totalMinor < limits.minMinor || totalMinor > limits.maxMinor) return null;
  return {
    currency,
    days,
    totalMinor,
    taxMinor: lines.reduce((sum, line) => sum + line.grossMinor - line.netMinor, 0),
    lines,
    ...besidesOf(rate, currency, counter),
    exchange,
    versions: {
      rates: tariff.rates.version,
      market: `${market.country} ${market.version}`,
      plan: `${plan.code} ${plan.version}`,
      charges: tariff.charges.version,
    },
  };
}
