import { priced, type Agency, type Journey } from '../domain/journey.ts';
import { profileOf, type Tariff } from '../domain/market.ts';
import { leadDaysOf, priceOf, type Price, type PricedJourney, type PriceSum } from '../domain/price.ts';
import { dateIn } from '../domain/period.ts';
import { isOffered, type RatePlan } from '../domain/ratePlan.ts';
import { ClassNumbers } from '../domain/stocks.ts';
import { totalsOf, type Totals } from '../domain/total.ts';

/** What a journey is priced with at agencies that price alike; class and plan are put in by whoever asks. */
export interface Terms {
  facts: PricedJourney;
  /** The day whose exchange rate counts. */
  today: string;
  plans: readonly RatePlan[];
  /** What is known of prices on these terms; undefined before the first is asked for. */
  totals: Totals | null | undefined;
  /** Prices that were shown, by class and plan. */
  shown: Map<string, PriceSum | null>;
}

export function termsOf(journey: Journey, pickUp: Agency, dropOff: Agency, tariff: Tariff, now: Date): Terms {
  const facts = priced(journey, pickUp, dropOff);
  const lead = leadDaysOf(facts);
  return {
    facts,
    today: dateIn(now, pickUp.timeZone),
    plans: tariff.plans.filter((plan) => isOffered(plan, lead)),
    totals: undefined,
    shown: new Map(),
  };
}

const mostTables = 1000;

/** By class and plan: figures and no keys, for a thousand of them are kept. */
class PriceTable {
  readonly #plans: number;
  #minor = new Float64Array(0);

  constructor(plans: number) {
    this.#plans = plans;
  }

  /** The price of a class on a plan, each by its number; made when first asked for, null where there is none. */
  price(number: number, plan: number, make: () => number | null): number | null {
    const at = number * this.#plans + plan;
    if (at >= this.#minor.length) {
      const longer = new Float64Array((number + 16) * this.#plans).fill(NaN);
      longer.set(this.#minor);
      this.#minor = longer;
    }
    const known = this.#minor[at] ?? NaN;
    if (!Number.isNaN(known)) return known === Infinity ? null : known;
    const made = make();
    this.#minor[at] = made ?? Infinity;
    return made;
  }
}

/**
 * What time costs in each class on each plan, kept for the last thousand kinds of journey: one table serves all agencies with the
 * same list prices, and every search for the same days.
 */
export class PriceTables {
  readonly #tariff: Tariff;
  readonly #classes = new ClassNumbers();
  readonly #tables = new Map<string, PriceTable>();
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

  /** What a class costs on a plan of the terms, made once for all agencies that share them; null where there is no price. */
  sumOf(terms: Terms, acriss: string, plan: RatePlan): PriceSum | null {
    const key = `${acriss} ${plan.code}`;
    let sum = terms.shown.get(key);
    if (sum === undefined) {
      sum = this.#sum(terms, acriss, plan, this.totalsOf(terms)(acriss, plan));
      terms.shown.set(key, sum);
    }
    return sum;
  }

  #sum({ facts, today, totals }: Terms, acriss: string, plan: RatePlan, totalMinor: number | null): PriceSum | null {
    const besides = totals?.besides(acriss);
    if (!besides || totalMinor === null) return null;
    let made: Price | null = null;
    const whole = () => {
      if (made) return made;
      const price = priceOf({ ...facts, acriss, ratePlan: plan.code }, this.#tariff, today);
      if (price?.totalMinor !== totalMinor)
        throw new Error(`${acriss} on ${plan.code} costs ${String(price?.totalMinor)}, not ${String(totalMinor)}`);
      made = price;
      return price;
    };
    return { ...besides, currency: facts.currency, days: facts.days, totalMinor, whole };
  }

  /** What a class costs on a plan, in minor units of the journey's currency; null where there is no price. */
  totalsOf(terms: Terms): (acriss: string, plan: RatePlan) => number | null {
    if (terms.totals === undefined) terms.totals = totalsOf(terms.facts, this.#tariff, terms.today);
    const { totals } = terms;
    if (!totals) return () => null;
    const table = this.#tableOf(totals.rentalKey);
    return (acriss, plan) => {
      const rental = table.price(this.#classes.of(acriss), this.#tariff.plans.indexOf(plan), () => totals.rentalMinor(acriss, plan));
      return rental === null ? null : totals.totalMinor(rental);
    };
  }

  #tableOf(key: string): PriceTable {
    const table = this.#tables.get(key) ?? new PriceTable(this.#tariff.plans.length);
    // Last used, last to go.
    this.#tables.delete(key);
    this.#tables.set(key, table);
    const [oldest] = this.#tables.keys();
    if (this.#tables.size > mostTables && oldest !== undefined) this.#tables.delete(oldest);
    return table;
  }
}
