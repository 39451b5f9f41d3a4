import { priced, type Agency, type Journey } from '../domain/journey.ts';
import type { Tariff } from '../domain/market.ts';
import { leadDaysOf, priceOf, profileOf, type Price, type PricedJourney } from '../domain/price.ts';
import { dateIn } from '../domain/period.ts';
import { isOffered, type RatePlan } from '../domain/ratePlan.ts';

/** What a journey is priced with at agencies that price alike; class and plan are put in by whoever asks. */
export interface Terms {
  facts: PricedJourney;
  /** The day whose exchange rate counts. */
  today: string;
  plans: readonly RatePlan[];
}

export function termsOf(journey: Journey, pickUp: Agency, dropOff: Agency, tariff: Tariff, now: Date): Terms {
  const facts = priced(journey, pickUp, dropOff);
  const lead = leadDaysOf(facts);
  return { facts, today: dateIn(now, pickUp.timeZone), plans: tariff.plans.filter((plan) => isOffered(plan, lead)) };
}

/** The price of a class on a plan; null where there is none. */
export const priceOn = ({ facts, today }: Terms, acriss: string, ratePlan: string, tariff: Tariff): Price | null =>
  priceOf({ ...facts, acriss, ratePlan }, tariff, today);

const mostTables = 2000;

/**
 * What classes cost on each plan, one table for all agencies that price alike and each journey there, the last two thousand kept:
 * a price is made once and not once an agency.
 */
export class PriceTables {
  readonly #tariff: Tariff;
  readonly #tables = new Map<string, Map<string, readonly (number | null)[]>>();
  readonly #alike = new WeakMap<Agency, string>();

  constructor(tariff: Tariff) {
    this.#tariff = tariff;
  }

  /** A key that agencies share when they price alike. */
  alike(agency: Agency): string {
    let key = this.#alike.get(agency);
    if (key === undefined) {
      key = profileOf(agency, this.#tariff);
      this.#alike.set(agency, key);
    }
    return key;
  }

  /** What tells journeys apart that cost differently at agencies that price alike. */
  keyOf({ facts, today }: Terms): string {
    const { currency, pickUpLocal, days, hours, bookedOn, driverAge, residence, oneWay, outOfHours } = facts;
    return [currency, pickUpLocal, days, hours, bookedOn, driverAge, residence, oneWay, outOfHours, today].join(' ');
  }

  /** The totals of a class on each of `terms.plans`, in minor units of the journey's currency; null where there is no price. `key` stands for the terms. */
  totals(key: string, terms: Terms, acriss: string): readonly (number | null)[] {
    let table = this.#tables.get(key);
    if (!table) {
      table = new Map();
      const [oldest] = this.#tables.keys();
      if (this.#tables.size >= mostTables && oldest !== undefined) this.#tables.delete(oldest);
      this.#tables.set(key, table);
    }
    let totals = table.get(acriss);
    if (!totals) {
      totals = terms.plans.map(({ code }) => priceOn(terms, acriss, code, this.#tariff)?.totalMinor ?? null);
      table.set(acriss, totals);
    }
    return totals;
  }
}
