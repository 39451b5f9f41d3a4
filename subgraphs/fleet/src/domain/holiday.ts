/**
 * When a public holiday is: on a date, so many days after Easter Sunday, or the nth weekday of a month (1 Monday … 7 Sunday; -1 is
 * the last). On a weekend it is kept on a working day besides where it `moves`.
 */
export type HolidayRule =
  | { month: number; day: number; moves?: 'TO_NEXT_WEEKDAY' | 'TO_NEAREST_WEEKDAY' | undefined }
  | { easter: number }
  | { month: number; weekday: number; nth: number };

const dayMs = 86_400_000;
/** Days since 1970: months and days beyond their end run on. */
const dayOf = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day) / dayMs;
/** 1 Monday … 7 Sunday; 1 January 1970 was a Thursday. */
const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;
const dateOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

/** Easter Sunday of the Gregorian calendar, by the algorithm in Meeus, Astronomical Algorithms, chapter 8. */
function easterOf(year: number): number {
  const a = year % 19;
  const century = Math.floor(year / 100);
  const rest = year % 100;
  const h = (19 * a + century - Math.floor(century / 4) - Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (century % 4) + 2 * Math.floor(rest / 4) - h - (rest % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  return dayOf(year, 3, 22 + h + l - 7 * m);
}

function nthOf(year: number, month: number, weekday: number, nth: number): number {
  if (nth < 0) {
    const last = dayOf(year, month + 1, 0);
    return last - ((weekdayOf(last) - weekday + 7) % 7) + 7 * (nth + 1);
  }
  const first = dayOf(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (nth - 1);
}

function dayIn(year: number, rule: HolidayRule): number {
  if ('easter' in rule) return easterOf(year) + rule.easter;
  return 'nth' in rule ? nthOf(year, rule.month, rule.weekday, rule.nth) : dayOf(year, rule.month, rule.day);
}

/** The holidays of a year as days, those kept instead of a weekend's with them. */
function holidaysIn(year: number, rules: readonly HolidayRule[]): Set<number> {
  const days = new Set(rules.map((rule) => dayIn(year, rule)));
  for (const rule of rules) {
    const day = dayIn(year, rule);
    const weekday = weekdayOf(day);
    if (!('moves' in rule) || weekday < 6) continue;
    if (rule.moves === 'TO_NEAREST_WEEKDAY') days.add(weekday === 6 ? day - 1 : day + 1);
    else {
      let free = day + 8 - weekday;
      while (days.has(free)) free += 1;
      days.add(free);
    }
  }
  return days;
}

/** The dates (YYYY-MM-DD) from `from` until before `to` that are holidays, soonest first. */
export function holidaysBetween(rules: readonly HolidayRule[], from: string, to: string): string[] {
  const [first, last] = [Number(from.slice(0, 4)), Number(to.slice(0, 4))];
  // New Year's Day may be kept in the year before.
  const years = Array.from({ length: last - first + 2 }, (_, index) => first + index);
  const dates = new Set(years.flatMap((year) => [...holidaysIn(year, rules)].map(dateOf)));
  return [...dates].filter((date) => date >= from && date < to).sort();
}
