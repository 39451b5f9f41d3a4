import type { Language } from '@ycyw/service/language';
import type { RatePlan } from './ratePlan.ts';

export interface Tax {
  name: string;
  jurisdiction: string;
  /** Decimal string, e.g. "0.20". */
  rate: string;
}

/** What a country's rentals are charged; one data file each. Fees are in euro cents and converted like the rate. */
export interface Market {
  country: string;
  version: string;
  rateFactor: number;
  taxes: Tax[];
  /** By subdivision (US: state), added to `taxes`. */
  subdivisions?: Record<string, Tax[]>;
  fees: {
    oneWayEurMinor: number;
    oneWayAbroadEurMinor: number;
    youngDriverPerDayEurMinor: number;
    outOfHoursEurMinor: number;
    /** Share of the rental, decimal string. */
    airportRate: string;
  };
}

export interface ClassRate {
  dailyEurMinor: number;
  depositEurMinor: number;
  includedKmPerDay: number;
  perExtraKmEurMinor: number;
}

export interface Rates {
  version: string;
  /** Factor by month of pick-up, January first. */
  months: number[];
  /** Factor by weekday of pick-up, Monday first. */
  weekdays: number[];
  /** By length of the rental; the last that fits applies to all days. */
  lengths: { fromDays: number; factor: number }[];
  classes: Record<string, ClassRate>;
}

export interface ExtraOffer {
  code: string;
  kind: 'EXTRA' | 'INSURANCE';
  name: Record<Language, string>;
  eurMinor: number;
  perDay: boolean;
  max: number;
}

/** Units of a currency per euro on a banking day. */
export interface ExchangeRate {
  date: string;
  rate: string;
}

/** What Stripe charges in one go, minor units. Source: Stripe's minimum and maximum charge amounts. */
export interface ChargeLimits {
  minMinor: number;
  maxMinor: number;
}

export interface Tariff {
  rates: Rates;
  /** The currencies that we charge in; a price outside the limits is not offered. */
  currencies: Readonly<Record<string, ChargeLimits>>;
  extras: readonly ExtraOffer[];
  plans: readonly RatePlan[];
  market(country: string): Market | undefined;
  /** The rate of the last banking day on or before `date` (the first known one for earlier dates); null for the euro, undefined for a currency we have no rate of. */
  exchange(currency: string, date: string): ExchangeRate | null | undefined;
}
