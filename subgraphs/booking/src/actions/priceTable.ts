import { priced, type Agency, type Journey } from '../domain/journey.ts';
import { profileOf, type Tariff } from '../domain/market.ts';
import { leadDaysOf, priceOf, type Price, type PricedJourney } from '../domain/price.ts';
import { dateIn } from '../domain/period.ts';
import { isOffered, type RatePlan } from '../domain/ratePlan.ts';
import { totalsOf } from '../domain/total.ts';

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

const mostTables = 1000;

/**
 * What time costs in each class on each plan, kept for the last thousand kinds of journey: one table serves all agencies with the
 * same list prices, and every search for the same days.
 */
export class PriceTables {
  readonly #tariff: Tariff;
  readonly #tables = new Map<string, Map<string, number | null>>();
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
    return [currency, pickUpLocal, days, hours, bookedOn, driverAge, residence, oneWay, outOfHours, today, this.#tariff.lastRates()].join(
      ' ',
    );
  }

  /** What a class costs on a plan, in minor units of the journey's currency; null where there is no price. */
  totalsOf({ facts, today }: Terms): (acriss: string, plan: RatePlan) => number | null {
    const totals = totalsOf(facts, this.#tariff, today);
    if (!totals) return () => null;
    const table = this.#tableOf(totals.rentalKey);
    return (acriss, plan) => {
      const key = `${acriss} ${plan.code}`;
      let rental = table.get(key);
      if (rental === undefined) {
        rental = totals.rentalMinor(acriss, plan);
        table.set(key, rental);
      }
      return rental === null ? null : totals.totalMinor(rental);
    };
  }

  #tableOf(key: string): Map<string, number | null> {
    const table = this.#tables.get(key) ?? new Map<string, number | null>();
    // Last used, last to go.
    this.#tables.delete(key);
    this.#tables.set(key, table);
    const [oldest] = this.#tables.keys();
    if (this.#tables.size > mostTables && oldest !== undefined) this.#tables.delete(oldest);
    return table;
  }
}
