import type { Language } from '@ycyw/service/language';
import type { ChargeTariffs } from './charge/chargeTariff.ts';
import type { RatePlan } from './ratePlan.ts';
import type { Rounding } from './rounding.ts';
import type { SettlementRules } from './settlement.ts';

export type LineKind =
  | 'RENTAL'
  | 'ONE_WAY'
  | 'YOUNG_DRIVER'
  | 'OUT_OF_HOURS'
  | 'EXTRA'
  | 'INSURANCE'
  | 'DELIVERY'
  | 'AIRPORT_SURCHARGE'
  | 'CONCESSION_FEE'
  | 'PROMOTION'
  | 'ROUNDING'
  | 'FUEL'
  | 'MILEAGE'
  | 'DAMAGE'
  | 'LATE_RETURN'
  | 'FINE'
  | 'TOLL'
  | 'CLEANING';

export type Zone = 'HUB' | 'AIRPORT' | 'CITY';

/** Where a charge applies; everywhere in the country where nothing is named. */
export interface Where {
  subdivisions?: string[];
  exceptSubdivisions?: string[];
  /** Codes of agencies. */
  agencies?: string[];
  zones?: Zone[];
}

/** Exactly one of `rate` (decimal string, e.g. "0.20"), `perDayMinor` (for at most `maxDays`) and `minor`, in the market's currency. */
export interface Amount {
  rate?: string;
  perDayMinor?: number;
  maxDays?: number;
  minor?: number;
}

export interface Tax extends Where, Amount {
  name: string;
  jurisdiction: string;
  /** The kinds of line it falls on; all when left out. A fixed amount falls on the first line of such a kind. */
  on?: LineKind[];
  /** Length of the hires that it falls on, in days. */
  hireDays?: { from?: number; to?: number };
  /** A fixed amount on which the taxes by rate are due too. */
  taxed?: boolean;
  source?: string;
}

export interface Fee extends Where, Amount {
  kind: 'ONE_WAY' | 'YOUNG_DRIVER' | 'OUT_OF_HOURS' | 'AIRPORT_SURCHARGE' | 'CONCESSION_FEE';
  /** For ONE_WAY. */
  journeys?: 'home' | 'abroad';
  /** The kinds of line that `rate` is a share of; the rental less its promotion when left out. */
  on?: LineKind[];
  source?: string;
}

/** What a country's rentals are charged, in its own currency; one data file each. */
export interface Market {
  country: string;
  version: string;
  /** Where the taxes are published. */
  source: string;
  currency: string;
  /** Whether list prices and fees hold the taxes (they are taken out), or the taxes come on top. */
  inclusive: boolean;
  /** What the list price is multiplied by: units of `currency` for one unit of the list. */
  listFactor: number;
  rounding: Rounding;
  /** Where the total is rounded too: the difference is a line of its own. */
  totalRounding?: Rounding;
  /** In the EU, whose VAT law holds but for the subdivisions that lie outside. */
  euVat?: { outside: string[] };
  /** What bringing a car to an address costs, or fetching it there, by distance from the agency, nearest first; nothing beyond the last. */
  delivery?: { leadHours: number; bands: { upToKm: number; minor: number }[] };
  /** The agencies at its biggest airports. */
  hubs: string[];
  taxes: Tax[];
  fees: Fee[];
}

/** Amounts in hundredths of the list's unit, which a market's listFactor makes into its currency. */
export interface ClassRate {
  dailyMinor: number;
  depositMinor: number;
  includedKmPerDay: number;
  perExtraKmMinor: number;
}

export interface Rates {
  version: string;
  /** Season: factor by month of each day, January first. */
  months: number[];
  /** Factor by weekday of each day, Monday first. */
  weekdays: number[];
  /** `hourShare` of a day for each hour of the shortest hires; `week` and `month` are factors of 7 and 30 days together. */
  lengths: { hourShare: number; minHours: number; week: number; month: number };
  /** By whole days between booking and pick-up; the last that fits. */
  lead: { fromDays: number; factor: number }[];
  zones: Record<Zone, number>;
  classes: Record<string, ClassRate>;
}

export interface ExtraOffer {
  code: string;
  kind: 'EXTRA' | 'INSURANCE';
  name: Record<Language, string>;
  /** As a class's rates. */
  minor: number;
  perDay: boolean;
  /** Days after which it costs no more. */
  maxDays?: number;
  max: number;
  /** Codes of what a package holds already. */
  includes?: string[];
}

/** What Stripe charges in one go, minor units. Source: Stripe's minimum and maximum charge amounts. */
export interface ChargeLimits {
  minMinor: number;
  maxMinor: number;
  /** What amounts must be multiples of; 1 when left out. Source: Stripe's three-decimal currencies. */
  stepMinor?: number;
}

/** Units of a currency per euro on a banking day. */
export interface ExchangeRate {
  date: string;
  rate: string;
}

export interface Tariff {
  rates: Rates;
  /** The currencies that we charge in; a price outside the limits is not offered. */
  currencies: Readonly<Record<string, ChargeLimits>>;
  extras: readonly ExtraOffer[];
  plans: readonly RatePlan[];
  charges: ChargeTariffs;
  settlements: SettlementRules;
  /** Days after which an exchange rate is too old to price with. */
  exchangeMaxAgeDays: number;
  market(country: string): Market | undefined;
  /** The rate of the last banking day on or before `date` (the first known one for earlier dates); null for the euro, undefined for a currency we have no rate of. */
  exchange(currency: string, date: string): ExchangeRate | null | undefined;
  /** The last banking day of the exchange table. */
  lastRates(): string;
}

/** What every amount of a currency is a multiple of, in minor units. */
export const stepOf = (tariff: Tariff, currency: string): number => tariff.currencies[currency]?.stepMinor ?? 1;

/** A pick-up agency as far as prices go. */
export interface Place {
  agency: string;
  country: string;
  subdivision: string | null;
}

/** Agencies at airports bear the airport's three-letter code; any other code is in town. */
export const zoneOf = (agency: string, market: Market): Zone =>
  market.hubs.includes(agency) ? 'HUB' : /^[A-Z]{3}$/.test(agency) ? 'AIRPORT' : 'CITY';

export function appliesAt(where: Where, { agency, subdivision }: Place, market: Market): boolean {
  if (where.agencies && !where.agencies.includes(agency)) return false;
  if (where.subdivisions && !where.subdivisions.includes(subdivision ?? '')) return false;
  if (where.exceptSubdivisions?.includes(subdivision ?? '')) return false;
  return !where.zones || where.zones.includes(zoneOf(agency, market));
}

/**
 * A key that agencies share when they price alike: journeys of the same wall clocks, days and hours from any of them cost the
 * same in the same class and plan.
 */
export function profileOf(
  { code, country, subdivision }: { code: string; country: string; subdivision: string | null },
  tariff: Tariff,
): string {
  const market = tariff.market(country);
  if (!market) return country;
  const place = { agency: code, country, subdivision };
  const charges = [...market.taxes, ...market.fees].flatMap((charge, index) => (appliesAt(charge, place, market) ? [index] : []));
  const outside = market.euVat?.outside.includes(subdivision ?? '') ? 'outside' : '';
  return [country, market.version, zoneOf(code, market), outside, charges.join(' ')].join('|');
}
