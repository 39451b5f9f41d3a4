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
 * the business alone: a request is accepted exactly when on no moment of its time more rentals than units would be held.
 */
export class ClassLedger {
  readonly units: number;
  #held = new Map<number, Span[]>();

  constructor(units: number) {
    this.units = units;
  }

  /** The most that is held at one moment of `span`. */
  #most(span: Span): number {
    const steps: [number, number][] = [];
    for (const spans of this.#held.values()) {
      for (const each of spans) if (overlap(each, span)) steps.push([Math.max(each.from, span.from), 1], [each.to, -1]);
    }
    // Half-open: at one moment what ends has gone before what begins is there.
    steps.sort(([one, change], [other, otherChange]) => one - other || change - otherChange);
    let held = 0;
    let most = 0;
    for (const [, change] of steps) {
      held += change;
      most = Math.max(most, held);
    }
    return most;
  }

  /** Whether a new rental has to be accepted. */
  fits(span: Span): boolean {
    return this.#most(span) < this.units;
  }

  book(row: number, span: Span): void {
    this.#held.set(row, [span]);
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
    this.#held.set(row, [...(this.#held.get(row) ?? []), ...this.#extra(row, span)]);
  }

  /** A change stands: the new time alone is held. */
  amend(row: number, span: Span): void {
    this.#held.set(row, [span]);
  }

  cancel(row: number): void {
    this.#held.delete(row);
  }

  /** What lies after `from` is free again. */
  noShow(row: number, from: number): void {
    const left = (this.#held.get(row) ?? []).map((span) => ({ from: span.from, to: Math.min(span.to, from) }));
    this.#held.set(
      row,
      left.filter((span) => span.from < span.to),
    );
  }

  /** Forgets what ended before `day`: nothing new can meet it. */
  forgetBefore(day: number): void {
    for (const [row, spans] of this.#held) if (spans.every(({ to }) => to <= day)) this.#held.delete(row);
  }
}
