import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { holidaysBetween, type HolidayRule } from '../domain/holiday.ts';
import type { OpeningException, OpeningHours } from '../domain/openingHours.ts';
import { dateIn } from '../domain/wallClock.ts';

const name = z.string();
const month = z.int().min(1).max(12);
const rule = z.union([
  z.strictObject({ name, month, day: z.int().min(1).max(31), moves: z.enum(['TO_NEXT_WEEKDAY', 'TO_NEAREST_WEEKDAY']).optional() }),
  z.strictObject({ name, easter: z.int() }),
  z.strictObject({ name, month, weekday: z.int().min(1).max(7), nth: z.int().min(-1).max(5) }),
]);
const calendar = z.strictObject({ source: z.string(), subdivisions: z.array(z.string()).optional(), holidays: z.array(rule) });

/** The public holidays of data/holidays/<country>.json; none where there is no such file, or it is of other parts of the country. */
export function holidayRules({ country, subdivision }: { country: string; subdivision: string | null }): HolidayRule[] {
  const file = new URL(`../../data/holidays/${country}.json`, import.meta.url);
  if (!existsSync(file)) return [];
  const { subdivisions, holidays } = calendar.parse(JSON.parse(readFileSync(file, 'utf8')));
  return !subdivisions || (subdivision !== null && subdivisions.includes(subdivision)) ? holidays : [];
}

const daysAhead = 396;
const sunday = 7;

interface Seeded {
  agency: { country: string; subdivision: string | null; timeZone: string };
  week: readonly OpeningHours[];
  size: string;
}

/** What a seeded agency does on the public holidays of the thirteen months ahead: small ones keep their Sunday's hours, or are closed; others, at airports that never close, the day's own. */
export function holidaysOf({ agency, week, size }: Seeded, now: Date): OpeningException[] {
  if (size !== 'small') return [];
  const { opens = null, closes = null } = week.find(({ weekday }) => weekday === sunday) ?? {};
  const from = dateIn(now, agency.timeZone);
  const to = dateIn(new Date(now.getTime() + daysAhead * 86_400_000), agency.timeZone);
  return holidaysBetween(holidayRules(agency), from, to).map((date) => ({ date, opens, closes }));
}
