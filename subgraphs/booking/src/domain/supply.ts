import { without, type Span } from './period.ts';

/** A class at an agency: what the ledger counts. */
export interface Stock {
  agency: string;
  acriss: string;
}

/** A time in which a unit counts as supply, and where. */
export type Presence = Stock & Span;

/** What moves a stretch of a ledger: so many units more there, so many more sold. */
export type Shift = Presence & { supply: number; sold: number };

export interface Unit extends Stock {
  absences: readonly Span[];
  /** After a one-way rental: when it can go out again where it now is. */
  readyAt: Date | null;
}

export const isSameStock = (one: Stock, other: Stock): boolean => one.agency === other.agency && one.acriss === other.acriss;

/** What of `span` lies outside all of `taken`. */
const outside = (span: Presence, taken: readonly Span[]): Presence[] =>
  taken.reduce<Presence[]>((rest, each) => rest.flatMap((one) => without(one, each).map((left) => ({ ...one, ...left }))), [span]);

const minus = (spans: readonly Presence[], taken: readonly Presence[]): Presence[] =>
  spans.flatMap((span) =>
    outside(
      span,
      taken.filter((each) => isSameStock(span, each)),
    ),
  );

/** What of `spans` lies after `now`. */
const ahead = <Each extends Span>(spans: readonly Each[], now: Date): Each[] =>
  spans.flatMap((span) => (span.to && span.to <= now ? [] : [{ ...span, from: span.from > now ? span.from : now }]));

/** A unit that was always there. */
export const always = ({ agency, acriss }: Stock): Presence[] => [{ agency, acriss, from: new Date(0), to: null }];

/**
 * Where and when a unit counts: at its agency but for its absences. While it is out with a renter, and until its turnaround is
 * over, it counts where it was rented (`rentals`: those it is assigned to) whatever its absences: it serves that rental, which
 * nobody can evict.
 */
export function presence({ agency, acriss, absences, readyAt }: Unit, rentals: readonly Presence[]): Presence[] {
  // Handed over again before its turnaround is over, it still counts once.
  const serving = rentals.flatMap((rental, index) => outside(rental, rentals.slice(0, index)));
  return [...serving, ...outside({ agency, acriss, from: readyAt ?? new Date(0), to: null }, [...absences, ...rentals])];
}

/** The same times with those that follow upon one another at one place as one: two units count alike when these are equal. */
export function joined(spans: readonly Presence[]): Presence[] {
  const found: Presence[] = [];
  for (const span of spans.toSorted((one, other) => one.from.getTime() - other.from.getTime())) {
    const last = found.at(-1);
    if (last?.to?.getTime() === span.from.getTime() && isSameStock(last, span)) found[found.length - 1] = { ...last, to: span.to };
    else found.push(span);
  }
  return found;
}

/** Whether the unit is away at `now`, so that nobody can have it. */
export const isAway = ({ absences }: Unit, now: Date): boolean => absences.some(({ from, to }) => from <= now && (!to || to > now));

/** What has to change in the ledgers, from `now` on, for what `counted` says to become what `due` says. What is past stays as it was. */
export function difference(counted: readonly Presence[], due: readonly Presence[], now: Date): Shift[] {
  const [before, after] = [ahead(counted, now), ahead(due, now)];
  return [
    ...minus(after, before).map((span) => ({ ...span, supply: 1, sold: 0 })),
    ...minus(before, after).map((span) => ({ ...span, supply: -1, sold: 0 })),
  ];
}
