import { Refusal } from '@ycyw/service/refusal';
import { Temporal } from 'temporal-polyfill';
import { instantAt, offsetAt, wallOf } from './zone.ts';

/** Half-open span of instants; `to` null is without end. */
export interface Span {
  from: Date;
  to: Date | null;
}

/** Minutes between two rentals of a unit, for cleaning and checks. */
export const turnaroundMinutes = 60;
/** Late by less than an hour is on time: another day has not begun, and a renter is still awaited. */
export const graceMinutes = 59;

const minute = 60_000;
const day = 24 * 60 * minute;
export const addMinutes = (at: Date, minutes: number): Date => new Date(at.getTime() + minutes * minute);

/** The instant of a wall clock reading in `zone`: a repeated hour means the first, a skipped one is refused (BAD_INPUT). */
export function instantOf(local: string, zone: string): Date {
  const { at, skipped } = instantAt(wallOf(local), zone);
  if (skipped) throw new Refusal('BAD_INPUT', `${local} (${zone})`);
  return new Date(at);
}

/** The calendar date in `zone` at an instant, e.g. 2026-07-14. */
export const dateIn = (at: Date, zone: string): string => new Date(at.getTime() + offsetAt(at.getTime(), zone)).toISOString().slice(0, 10);

/** The wall clock in `zone` at an instant, e.g. 2026-07-14T10:30. */
export const wallClockIn = (at: Date, zone: string): string =>
  new Date(at.getTime() + offsetAt(at.getTime(), zone)).toISOString().slice(0, 16);

/** The first instant of a calendar date in `zone`. */
export const startOfDay = (date: string, zone: string): Date =>
  new Date(Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds);

export const addDays = (date: string, days: number): string => Temporal.PlainDate.from(date).add({ days }).toString();

/**
 * Days charged from pick-up (wall clock in `zone`) to drop-off: a day ends at the same wall-clock time on the next date,
 * so the 25 or 23 hours of a clock change are one day; another day starts after 59 minutes of grace.
 */
export function daysOf(pickUpLocal: string, zone: string, dropOffAt: Date): number {
  const start = wallOf(pickUpLocal);
  const endOf = (days: number): number => instantAt(start + days * day, zone).at + graceMinutes * minute;
  let days = Math.max(1, Math.floor((dropOffAt.getTime() - instantAt(start, zone).at) / day) - 1);
  while (endOf(days) < dropOffAt.getTime()) days += 1;
  return days;
}

/** Hours charged, begun ones as whole. */
export const hoursOf = (pickUpAt: Date, dropOffAt: Date): number => Math.ceil((dropOffAt.getTime() - pickUpAt.getTime()) / (60 * minute));

/** Whole days from one calendar date to another. */
export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / day;

/** What the ledger holds: the rental and the turnaround; a one-way rental takes the unit away for good. */
export const heldSpan = (pickUpAt: Date, dropOffAt: Date, oneWay: boolean): Span => ({
  from: pickUpAt,
  to: oneWay ? null : addMinutes(dropOffAt, turnaroundMinutes),
});

/** How long after its drop-off a unit may come before others are told that they cannot count on it: half of the turnaround is theirs. */
export const overdueGraceMinutes = 30;
/** An overdue unit is expected within the hour, and needs its turnaround. */
const overdueMinutes = 60 + turnaroundMinutes;
const quarter = 15 * minute;

/** Until when a rental holds whose unit has not come back: longer once the grace after its drop-off is over, in whole quarters of an hour. */
export function heldWhileOut(held: Span, now: Date): Span {
  if (!held.to || held.to > addMinutes(now, turnaroundMinutes - overdueGraceMinutes)) return held;
  return { from: held.from, to: addMinutes(new Date(Math.ceil(now.getTime() / quarter) * quarter), overdueMinutes) };
}

/** What a rental whose unit came back at `now` still holds: the turnaround. Within the grace it is made up for. */
export function heldAfterReturn(held: Span, now: Date): Span | null {
  const ready = addMinutes(now, turnaroundMinutes);
  if (!held.to || ready <= held.from) return null;
  const late = ready > addMinutes(held.to, overdueGraceMinutes);
  return { from: held.from, to: ready < held.to || late ? ready : held.to };
}

const end = (span: Span): number => span.to?.getTime() ?? Infinity;

/** What of `span` lies outside `taken`: none, one or two spans. */
export function without(span: Span, taken: Span): Span[] {
  if (end(taken) <= span.from.getTime() || end(span) <= taken.from.getTime()) return [span];
  const before = taken.from > span.from ? [{ from: span.from, to: taken.from }] : [];
  const after = taken.to && taken.to.getTime() < end(span) ? [{ from: taken.to, to: span.to }] : [];
  return [...before, ...after];
}

/** Whole years of age on a calendar date. */
export function ageOn(birthDate: string, date: string): number {
  return Temporal.PlainDate.from(birthDate).until(Temporal.PlainDate.from(date), { largestUnit: 'years' }).years;
}
