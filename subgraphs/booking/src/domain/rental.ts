import type { Rates } from './market.ts';

export type Unit = 'HOUR' | 'DAY' | 'WEEK' | 'MONTH';

/** `count` units of the same price; `days` is what a week or month covers where fewer days than it has cost as much. */
export interface Stretch {
  unit: Unit;
  count: number;
  unitMinor: number;
  days?: number;
}

type Hire = [
  hire: { days: number; hours: number },
  dayMinor: (day: number) => number,
  lengths: Rates['lengths'],
  rounded: (minor: number) => number,
];

const weekDays = 7;
const monthDays = 30;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
export const costOf = (stretches: readonly Stretch[]): number => sum(stretches.map(({ count, unitMinor }) => count * unitMinor));

/** Whole blocks of `size` days at `price`, the rest by `smaller`, and never more than another block. */
function blocks(
  unit: Unit,
  size: number,
  days: readonly number[],
  count: number,
  price: (days: readonly number[]) => number,
  smaller: (days: readonly number[], count: number) => Stretch[],
): Stretch[] {
  if (count === 0) return [];
  const block = { unit, count: 1, unitMinor: price(days.slice(0, size)) };
  if (count >= size) return [block, ...blocks(unit, size, days.slice(size), count - size, price, smaller)];
  const rest = smaller(days, count);
  return costOf(rest) > block.unitMinor ? [{ ...block, days: count }] : rest;
}

/** The same price again is a higher count. */
function folded(stretches: readonly Stretch[]): Stretch[] {
  const seen = new Map<string, Stretch>();
  for (const stretch of stretches) {
    const key = `${stretch.unit} ${String(stretch.unitMinor)} ${String(stretch.days)}`;
    seen.set(key, { ...stretch, count: stretch.count + (seen.get(key)?.count ?? 0) });
  }
  return [...seen.values()];
}

/**
 * What a hire's time costs. Each day has its own price (`dayMinor`, by its date, day 0 being that of the pick-up), so a hire
 * over the end of a season pays each side's. Thirty days together cost `month` of their sum, seven of what is left `week` of
 * theirs, the remaining days the full price; what is left over never costs more than the next week or month would, and a hire
 * under a day is paid by the hour and never costs more than the day. So with one start a longer hire never costs less.
 * `rounded` rounds to the currency and never reverses an order.
 */
export const stretchesOf = (...asked: Hire): Stretch[] => folded(unfolded(...asked));

function unfolded(...[{ days, hours }, dayMinor, { hourShare, minHours, week, month }, rounded]: Hire): Stretch[] {
  const count = Math.max(minHours, hours);
  const first = dayMinor(0);
  const hourMinor = rounded(first * hourShare);
  if (days === 1 && count * hourMinor < first) return [{ unit: 'HOUR', count, unitMinor: hourMinor }];
  const all: number[] = [];
  for (let day = 0; day < Math.ceil(days / monthDays) * monthDays + weekDays; day += 1) all.push(dayMinor(day));
  const byDay = (some: readonly number[], length: number): Stretch[] =>
    some.slice(0, length).map((unitMinor) => ({ unit: 'DAY', count: 1, unitMinor }));
  const byWeek = (some: readonly number[], length: number): Stretch[] =>
    blocks('WEEK', weekDays, some, length, (block) => rounded(sum(block) * week), byDay);
  return blocks('MONTH', monthDays, all, days, (block) => rounded(sum(block) * month), byWeek);
}

/** Of the hire that is reckoned, by its days: one for all, so that hundreds of prices are no garbage. */
let daysMinor = new Float64Array(400);

function sumOfDays(from: number, count: number): number {
  let sumMinor = 0;
  for (let day = from; day < from + count; day += 1) sumMinor += daysMinor[day] ?? 0;
  return sumMinor;
}

/** What the stretches of a hire's time come to, without making them: searches ask for hundreds. `fill` puts in what so many days cost. */
export function timeCost(
  { days, hours }: Hire[0],
  fill: (into: Float64Array, days: number) => void,
  ...[{ hourShare, minHours, week, month }, rounded]: [Hire[2], Hire[3]]
): number {
  const whole = Math.ceil(days / monthDays) * monthDays + weekDays;
  if (whole > daysMinor.length) daysMinor = new Float64Array(whole);
  fill(daysMinor, days === 1 ? 1 : whole);
  const first = daysMinor[0] ?? 0;
  const byHour = Math.max(minHours, hours) * rounded(first * hourShare);
  if (days === 1 && byHour < first) return byHour;
  if (days === 1) fill(daysMinor, whole);
  let cost = 0;
  for (let left = days, from = 0; left > 0; left -= monthDays, from += monthDays) {
    const monthMinor = rounded(sumOfDays(from, monthDays) * month);
    cost += left >= monthDays ? monthMinor : Math.min(monthMinor, weeksCost(from, left, week, rounded));
  }
  return cost;
}

function weeksCost(start: number, days: number, week: number, rounded: (minor: number) => number): number {
  let cost = 0;
  for (let left = days, from = start; left > 0; left -= weekDays, from += weekDays) {
    const weekMinor = rounded(sumOfDays(from, weekDays) * week);
    cost += left >= weekDays ? weekMinor : Math.min(weekMinor, sumOfDays(from, left));
  }
  return cost;
}
