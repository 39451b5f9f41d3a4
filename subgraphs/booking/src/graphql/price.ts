import type { Language } from '@ycyw/service/language';
import { money } from '@ycyw/service/money';
import type { Context } from './context.ts';
import type { Line, LineKind, Price } from '../domain/price.ts';

const labels: Record<Exclude<LineKind, 'EXTRA' | 'INSURANCE'>, Record<Language, string>> = {
  RENTAL: { fr: 'Location', en: 'Rental' },
  AIRPORT_SURCHARGE: { fr: "Redevance d'aéroport", en: 'Airport charge' },
  ONE_WAY: { fr: 'Aller simple', en: 'One-way fee' },
  YOUNG_DRIVER: { fr: 'Jeune conducteur', en: 'Young driver' },
  OUT_OF_HOURS: { fr: 'Retour hors horaires', en: 'Out-of-hours return' },
};

const labelOf = (line: Line, language: Language): string =>
  line.name?.[language] ?? (line.kind === 'EXTRA' || line.kind === 'INSURANCE' ? line.kind : labels[line.kind][language]);

/** A frozen price as the graph shows it. */
export function showPrice(price: Price, language: Language) {
  const amount = (minor: number) => money(minor, price.currency);
  return {
    total: amount(price.totalMinor),
    due: amount(price.totalMinor),
    tax: amount(price.taxMinor),
    perDay: amount(Math.round(price.totalMinor / price.days)),
    days: price.days,
    exchangeRate: price.exchange?.rate ?? null,
    exchangeRateDate: price.exchange?.date ?? null,
    lines: price.lines.map((line) => ({
      kind: line.kind,
      label: labelOf(line, language),
      quantity: line.quantity,
      net: amount(line.netMinor),
      taxes: line.taxes.map(({ name, jurisdiction, rate, minor }) => ({ name, jurisdiction, rate, amount: amount(minor) })),
      gross: amount(line.grossMinor),
      rounding: line.rounding,
    })),
  };
}

/** The rate plan of a code; one that is no longer in the data keeps its code for a name. */
export function showRatePlan({ world, language }: Context, code: string) {
  const plan = world.tariff.plans.find((each) => each.code === code);
  return { code, name: plan?.name[language] ?? code, description: plan?.description[language] ?? '', payment: plan?.payment ?? 'NOW' };
}
