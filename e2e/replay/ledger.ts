import type { Wish } from './plan.ts';

/** Half-open, in whole days from 10:00 to 10:00: rental and turnaround together. */
export interface Span {
  from: number;
  to: number;
}

/** A rental from 10:00 to 09:00 and the hour until its unit can go out again. */
export const spanOf = ({ from, to }: Wish): Span => ({ from, to });

const overlap = (one: Span, other: Span): boolean => one.from < other.to && other.from < one.to;

/** What of `span` lies outside `taken`. */
function without(span: Span, taken: Span): Span[] {
  if (!overlap(span, taken)) return [span];
  return [
    { from: span.from, to: taken.from },
    { from: taken.to, to: span.to },
  ].filter(({ from, to }) => from < to);
}

/**
 * The replay's own account of one class: which rental holds what. It says what the engine has to answer, by the rules of
 * the business alone: a request is accepted exactly when on no day of its time more rentals than units would be held.
 */
export class ClassLedger {
  readonly units: number;
  #held = new Map<number, Span[]>();
  /** Of those the rentals that have no answer yet. */
  #asked = new Set<number>();
  /** How many rentals hold each day, and how many of them have no answer yet. */
  #days = new Map<number, { held: number; asked: number }>();

  constructor(units: number) {
    this.units = units;
  }

  #day(day: number): { held: number; asked: number } {
    let counts = this.#days.get(day);
    if (!counts) this.#days.set(day, (counts = { held: 0, asked: 0 }));
    return counts;
  }

  #count(row: number, change: 1 | -1): void {
    const asked = this.#asked.has(row) ? change : 0;
    for (const { from, to } of this.#held.get(row) ?? []) {
      // What ends within a day, as a rental whose renter did not come, holds it.
      for (let day = from; day < to; day += 1) {
        const counts = this.#day(day);
        counts.held += change;
        counts.asked += asked;
      }
    }
  }

  #set(row: number, spans: Span[], asked = false): void {
    this.#count(row, -1);
    if (spans.length > 0) this.#held.set(row, spans);
    else this.#held.delete(row);
    if (asked) this.#asked.add(row);
    else this.#asked.delete(row);
    this.#count(row, 1);
  }

  #every({ from, to }: Span, holds: (counts: { held: number; asked: number }) => boolean): boolean {
    for (let day = from; day < to; day += 1) if (!holds(this.#day(day))) return false;
    return true;
  }

  /** Whether a new rental has to be accepted. */
  fits(span: Span): boolean {
    return this.#every(span, ({ held }) => held < this.units);
  }

  /** Whether a new rental has to be refused, whatever comes of those that have no answer yet. */
  isFull(span: Span): boolean {
    return !this.#every(span, ({ held, asked }) => held - asked < this.units);
  }

  /** A rental that fits has been asked for. */
  ask(row: number, span: Span): void {
    this.#set(row, [span], true);
  }

  book(row: number, span: Span): void {
    this.#set(row, [span]);
  }

  /** What a change needs beyond what the rental holds already. */
  #extra(row: number, span: Span): Span[] {
    return (this.#held.get(row) ?? []).reduce<Span[]>((rest, held) => rest.flatMap((each) => without(each, held)), [span]);
  }

  /** Whether a change of `row` to `span` has to be accepted. */
  fitsAmended(row: number, span: Span): boolean {
    return this.#extra(row, span).every((each) => this.fits(each));
  }

  /** An accepted change that is not paid yet holds the old time and the new. */
  await(row: number, span: Span): void {
    this.#set(row, [...(this.#held.get(row) ?? []), ...this.#extra(row, span)]);
  }

  /** A change stands: the new time alone is held. */
  amend(row: number, span: Span): void {
    this.#set(row, [span]);
  }

  cancel(row: number): void {
    this.#set(row, []);
  }

  /** What lies after `from` is free again. */
  noShow(row: number, from: number): void {
    const left = (this.#held.get(row) ?? []).map((span) => ({ from: span.from, to: Math.min(span.to, from) }));
    this.#set(
      row,
      left.filter((span) => span.from < span.to),
    );
  }

  /** Forgets what ended before `day`: nothing new can meet it. */
  forgetBefore(day: number): void {
    for (const [row, spans] of this.#held) {
      if (!spans.every(({ to }) => to <= day)) continue;
      this.#held.delete(row);
      this.#asked.delete(row);
    }
    for (const past of this.#days.keys()) if (past < day) this.#days.delete(past);
  }
}
