import { addDays, calendarDate } from './time.ts';

export type SupplyStep = { from: string; supply: number; sold: number; allowance: number };

/** A day as it stands at its worst: fewest there, most sold, and how many may still be sold all day long. */
export type SupplyDay = { date: string; supply: number; sold: number; allowance: number; free: number };

/** `days` days of the agency's calendar from `first` (YYYY-MM-DD); steps are in order and say what holds until the next. */
export function supplyDays(steps: readonly SupplyStep[], first: string, days: number, timeZone: string): SupplyDay[] {
  const starts = steps.map((step) => ({ ...step, date: calendarDate(step.from, timeZone) }));
  let held: SupplyStep | undefined;
  const past = starts.filter(({ date }) => date < first);
  held = past.at(-1);
  return Array.from({ length: days }, (_, index) => {
    const date = addDays(first, index);
    const today = starts.filter((step) => step.date === date);
    const all: SupplyStep[] = held ? [held, ...today] : today;
    held = today.at(-1) ?? held;
    if (all.length === 0) return { date, supply: 0, sold: 0, allowance: 0, free: 0 };
    return {
      date,
      supply: Math.min(...all.map((step) => step.supply)),
      sold: Math.max(...all.map((step) => step.sold)),
      allowance: Math.min(...all.map((step) => step.allowance)),
      free: Math.min(...all.map((step) => step.supply + step.allowance - step.sold)),
    };
  });
}
