import type { Language } from '@ycyw/service/language';
import { inWords, money } from '@ycyw/service/money';
import type { Context } from './context.ts';
import { crossRate } from '../domain/currency.ts';
import type { LineKind } from '../domain/market.ts';
import type { Line, Price, PriceSum } from '../domain/price.ts';
import type { RatePlan } from '../domain/ratePlan.ts';
import type { Unit } from '../domain/rental.ts';

const labels: Record<Exclude<LineKind, 'EXTRA' | 'INSURANCE'>, Record<Language, string>> = {
  RENTAL: { fr: 'Location', en: 'Rental' },
  AIRPORT_SURCHARGE: { fr: "Redevance d'aéroport", en: 'Airport charge' },
  CONCESSION_FEE: { fr: "Redevance de concession de l'aéroport", en: 'Airport concession recovery fee' },
  ONE_WAY: { fr: 'Aller simple', en: 'One-way fee' },
  YOUNG_DRIVER: { fr: 'Jeune conducteur', en: 'Young driver' },
  DELIVERY: { fr: 'Livraison à votre adresse', en: 'Delivery to your address' },
  OUT_OF_HOURS: { fr: 'Retour hors horaires', en: 'Out-of-hours return' },
  PROMOTION: { fr: 'Promotion', en: 'Promotion' },
  ROUNDING: { fr: 'Arrondi', en: 'Rounding' },
  FUEL: { fr: 'Carburant ou recharge', en: 'Fuel or charging' },
  MILEAGE: { fr: 'Kilomètres supplémentaires', en: 'Extra kilometres' },
  DAMAGE: { fr: 'Dommage', en: 'Damage' },
  LATE_RETURN: { fr: 'Retour tardif', en: 'Late return' },
  FINE: { fr: 'Amende', en: 'Fine' },
  TOLL: { fr: 'Péage', en: 'Toll' },
  CLEANING: { fr: 'Nettoyage', en: 'Cleaning' },
};

const collected: Record<Language, string> = { fr: 'Reprise à votre adresse', en: 'Collection from your address' };

const perUnit: Record<Unit, Record<Language, string>> = {
  HOUR: { fr: 'par heure', en: 'an hour' },
  DAY: { fr: 'par jour', en: 'a day' },
  WEEK: { fr: 'par semaine', en: 'a week' },
  MONTH: { fr: 'par mois', en: 'a month' },
};
const daysIn: Record<Language, string> = { fr: 'jours', en: 'days' };

/** What the line is for: the rental says its list price a unit, e.g. "Rental, €52.20 a day" or "Rental, €275.00 a week (6 days)". */
function labelOf(line: Line, currency: string, language: Language): string {
  if (line.name) return line.name[language];
  if (line.kind === 'EXTRA' || line.kind === 'INSURANCE') return line.kind;
  const label = line.leg === 'COLLECTION' ? collected[language] : labels[line.kind][language];
  if (!line.unit) return label;
  const covered = line.days === undefined ? '' : ` (${String(line.days)} ${daysIn[language]})`;
  return `${label}, ${inWords(line.unitMinor ?? 0, currency, language)} ${perUnit[line.unit][language]}${covered}`;
}

export function showLine(line: Line, currency: string, language: Language) {
  const amount = (minor: number) => money(minor, currency);
  return {
    kind: line.kind,
    label: labelOf(line, currency, language),
    quantity: line.quantity,
    net: amount(line.netMinor),
    taxes: line.taxes.map(({ name, jurisdiction, rate, minor }) => ({ name, jurisdiction, rate, amount: amount(minor) })),
    gross: amount(line.grossMinor),
    rounding: line.rounding,
  };
}

/** A price as the graph shows it; what only its lines tell is made when it is asked for. */
export function showSum({ currency, totalMinor, cashbackMinor, days, whole }: PriceSum, language: Language) {
  const amount = (minor: number) => money(minor, currency);
  const total = amount(totalMinor);
  return {
    total,
    due: cashbackMinor ? amount(totalMinor - cashbackMinor) : total,
    cashback: cashbackMinor ? amount(cashbackMinor) : null,
    tax: () => amount(whole().taxMinor),
    perDay: amount(Math.round(totalMinor / days)),
    days,
    exchangeRate: () => {
      const { exchange } = whole();
      return exchange && crossRate(exchange);
    },
    exchangeFrom: () => whole().exchange?.home ?? null,
    exchangeRateDate: () => whole().exchange?.date ?? null,
    lines: () => whole().lines.map((line) => showLine(line, currency, language)),
  };
}

/** A frozen price as the graph shows it. */
export const showPrice = (price: Price, language: Language) => showSum(sumOf(price), language);

export const sumOf = (price: Price): PriceSum => ({ ...price, whole: () => price });

const plans: Record<Language, WeakMap<RatePlan, ReturnType<typeof planView>>> = { fr: new WeakMap(), en: new WeakMap() };

/** The rate plan of a code; one that is no longer in the data keeps its code for a name. */
export function showRatePlan({ world, language }: Context, code: string) {
  const plan = world.tariff.plans.find((each) => each.code === code);
  if (!plan) return planView(code, null, language);
  const view = plans[language].get(plan) ?? Object.freeze(planView(code, plan, language));
  plans[language].set(plan, view);
  return view;
}

function planView(code: string, plan: RatePlan | null, language: Language) {
  return { code, name: plan?.name[language] ?? code, description: plan?.description[language] ?? '', payment: plan?.payment ?? 'NOW' };
}
