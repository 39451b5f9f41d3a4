import { appliesAt, type Amount, type LineKind, type Market, type Place, type Tariff, type Tax } from './market.ts';
import { millionths, roundRatio, type Rounding } from './rounding.ts';

export interface TaxedAmount {
  netMinor: number;
  taxes: { name: string; jurisdiction: string; rate: string | null; minor: number }[];
  grossMinor: number;
}

const shortHireDays = 30;

/**
 * The taxes of a hire. In the EU a consumer's hire of more than 30 days is taxed where the consumer lives (Directive
 * 2006/112/EC, articles 56(2) and 59a): another member state's VAT; for those who live outside the EU the pick-up's, where
 * the car is used.
 */
export function taxesOf(place: Place, hire: { days: number; residence: string }, market: Market, tariff: Tariff): Tax[] {
  const home = tariff.market(hire.residence);
  const inUnion = market.euVat && !market.euVat.outside.includes(place.subdivision ?? '');
  const moves = hire.days > shortHireDays && inUnion && home?.euVat;
  const [from, where] = moves ? [home, { agency: '', country: home.country, subdivision: null }] : [market, place];
  return from.taxes.filter(
    (tax) =>
      appliesAt(tax, where, from) && hire.days >= (tax.hireDays?.from ?? 1) && hire.days <= (tax.hireDays?.to ?? Number.MAX_SAFE_INTEGER),
  );
}

/** An amount that is no share, for a hire of `days`. */
export const fixedMinor = ({ perDayMinor, maxDays, minor }: Amount, days: number): number =>
  minor ?? (perDayMinor ?? 0) * Math.min(days, maxDays ?? days);

export interface TaxRule {
  taxes: readonly Tax[];
  inclusive: boolean;
  rounding: Rounding;
  days: number;
  /** Amounts of the market's currency in the price's. */
  local: (homeMinor: number) => number;
}

/**
 * Lines of one kind with their taxes, from what the list says (gross where it is inclusive, else net). Each tax is rounded on
 * their running sum, so that what the lines hold is to the minor unit the tax on all of them together; negative amounts take
 * back tax alike.
 */
export function taxed(kind: LineKind, listMinors: readonly number[], rule: TaxRule): TaxedAmount[] {
  const due = rule.taxes.filter(({ on }) => on?.includes(kind) ?? true);
  const fixed = due.filter(({ rate }) => !rate).map((tax) => ({ ...tax, dueMinor: rule.local(fixedMinor(tax, rule.days)) }));
  const rates = due.flatMap(({ name, jurisdiction, rate }) => (rate ? [{ name, jurisdiction, rate, parts: millionths(rate) }] : []));
  const whole = 1e6 + (rule.inclusive ? rates.reduce((sum, { parts }) => sum + parts, 0) : 0);
  const onFixed = fixed.reduce((sum, { taxed: also, dueMinor }) => sum + (also ? dueMinor : 0), 0);
  let before = 0;
  return listMinors.map((listMinor, index) => {
    const [from, to] = [index === 0 ? 0 : before + onFixed, before + listMinor + onFixed];
    before += listMinor;
    const taxes = rates.map(({ name, jurisdiction, rate, parts }) => {
      const minor = roundRatio(to * parts, whole, rule.rounding) - roundRatio(from * parts, whole, rule.rounding);
      return { name, jurisdiction, rate, minor };
    });
    const all = [
      ...taxes,
      ...(index === 0 ? fixed.map(({ name, jurisdiction, dueMinor }) => ({ name, jurisdiction, rate: null, minor: dueMinor })) : []),
    ];
    const taxMinor = all.reduce((sum, { minor }) => sum + minor, 0);
    const [netMinor, grossMinor] = rule.inclusive ? [listMinor - taxMinor, listMinor] : [listMinor, listMinor + taxMinor];
    return { netMinor, taxes: all, grossMinor };
  });
}
