import { addDays, calendarDate } from './time.ts';

export type SupplyStep = { from: string; supply: number; sold: number; allowance: number };

/** A day as it stands at its worst: fewest there, most sold, and how many may still be sold all day long. */
export type SupplyDay = { date: string; supply: number; sold: number; allowance: number; free: number };

/** Days of the agency's calendar from `first` (YYYY-MM-DD); `now` is an instant: of its day only what is left counts. */
type Calendar = { first: string; days: number; timeZone: string; now: string };

const worst = (date: string, steps: readonly SupplyStep[]): SupplyDay => {
  if (steps.length === 0) return { date, supply: 0, sold: 0, allowance: 0, free: 0 };
  return {
    date,
    supply: Math.min(...steps.map((step) => step.supply)),
    sold: Math.max(...steps.map((step) => step.sold)),
    allowance: Math.min(...steps.map((step) => step.allowance)),
    free: Math.min(...steps.map((step) => step.supply + step.allowance - step.sold)),
  };
};

/** `steps` are in order; each says what holds until the next. */
export function supplyDays(steps: readonly SupplyStep[], { first, days, timeZone, now }: Calendar): SupplyDay[] {
  const dated = steps.map((step) => ({ ...step, date: calendarDate(step.from, timeZone) }));
  const today = calendarDate(now, timeZone);
  let held: SupplyStep | undefined = dated.findLast(({ date }) => date < first);
  return Array.from({ length: days }, (_, index) => {
    const date = addDays(first, index);
    const begins = dated.filter((step) => step.date === date);
    const over = date === today ? begins.filter(({ from }) => Date.parse(from) <= Date.parse(now)) : [];
    held = over.at(-1) ?? held;
    const holding = [...(held ? [held] : []), ...begins.slice(over.length)];
    held = begins.at(-1) ?? held;
    return worst(date, holding);
  });
}
