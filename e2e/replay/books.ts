import type { Movement } from './card.ts';
import type { RentedClass } from './classes.ts';
import { readDay, showDay } from './day.ts';
import type { Ask } from './graph.ts';
import { readBack } from './operations.ts';
import type { Rental } from './rental.ts';
import type { Tally } from './tally.ts';

interface Sum {
  amount: { minor: number; currency: string };
  state: string;
}

/** A booking as the engine has it in the end. */
export interface Entry {
  id: string;
  state: string;
  vehicleClass: { id: string } | null;
  pickUp: { at: string };
  dropOff: { at: string };
  payments: Sum[];
  refunds: Sum[];
}

interface Page {
  bookings: { edges: { node: Entry }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
}

/** All bookings of the agency, read through the graph. */
export async function readBooks(agent: Ask, agency: string, read: (count: number) => void): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let after: string | null = null; ;) {
    const { bookings }: Page = await agent<Page>(readBack, { agency, after });
    entries.push(...bookings.edges.map(({ node }) => node));
    read(entries.length);
    if (!bookings.pageInfo.hasNextPage) return entries;
    after = bookings.pageInfo.endCursor;
  }
}

const holding = new Set(['CONFIRMED', 'IN_PROGRESS', 'RETURNED', 'CLOSED']);

/** Days, each from 10:00 to 10:00, on which more of a class was rented than there are units. */
export function overbookedDays(entries: readonly Entry[], classes: readonly RentedClass[]): string[] {
  const units = new Map(classes.map((each) => [each.acriss, each.units]));
  const held = new Map<string, number>();
  for (const { state, vehicleClass, pickUp, dropOff } of entries) {
    if (!holding.has(state)) continue;
    const from = readDay(pickUp.at.slice(0, 10)) ?? NaN;
    const to = readDay(dropOff.at.slice(0, 10)) ?? NaN;
    for (let day = from; day < to; day += 1) {
      const key = `${vehicleClass?.id ?? '?'} ${showDay(day)}`;
      held.set(key, (held.get(key) ?? 0) + 1);
    }
  }
  return [...held].filter(([key, count]) => count > (units.get(key.slice(0, 4)) ?? 0)).map(([key, count]) => `${key}: ${count}`);
}

/** What the engine may have made of a booking by itself: three days after its return a rental is closed. */
const mayBe = (found: string | undefined, left: string): boolean => found === left || (found === 'CLOSED' && left === 'RETURNED');

/** Whether every booking ended as the replay left it, and none is there that it doesn't know. */
export function compareStates(entries: readonly Entry[], rentals: readonly Rental[], tally: Tally): void {
  const found = new Map(entries.map(({ id, state }) => [id, state]));
  for (const { bookingId, state, plan } of rentals) {
    if (!mayBe(found.get(bookingId), state)) {
      tally.fault('wrongFinalStates', `row ${plan.reservation.row}: ${found.get(bookingId) ?? 'missing'} instead of ${state}`);
    }
    found.delete(bookingId);
  }
  for (const [id, state] of found) tally.fault('wrongFinalStates', `booking ${id}, which the replay does not know, is ${state}`);
}

/** Whether the provider holds of every booking what its renter has paid and not got back, by the renter's own account. */
export function compareMoney(movements: readonly Movement[], rentals: readonly Rental[], tally: Tally): void {
  const held = new Map<string, number>();
  for (const { kind, amount, metadata } of movements) {
    const id = metadata.bookingId ?? '';
    held.set(id, (held.get(id) ?? 0) + (kind === 'capture' ? amount : -amount));
  }
  for (const { bookingId, paidMinor, plan } of rentals) {
    const found = held.get(bookingId) ?? 0;
    if (found !== paidMinor) tally.fault('wrongMoney', `row ${plan.reservation.row}: ${found} instead of ${paidMinor}`);
  }
}

/** Integer minor units of one currency. */
export interface Money {
  captured: number;
  refunded: number;
  refunds: number;
}

const paid = new Set(['CAPTURED', 'PART_REFUNDED', 'REFUNDED', 'DISPUTED']);

/** Sums by currency, in the order of the currencies' names. */
export function sums(movements: Iterable<{ kind: string; amount: number; currency: string }>): Map<string, Money> {
  const byCurrency = new Map<string, Money>();
  for (const { kind, amount, currency } of movements) {
    const name = currency.toUpperCase();
    const sum = byCurrency.get(name) ?? { captured: 0, refunded: 0, refunds: 0 };
    byCurrency.set(name, sum);
    if (kind === 'capture') sum.captured += amount;
    else {
      sum.refunded += amount;
      sum.refunds += 1;
    }
  }
  return new Map([...byCurrency].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What the bookings' own payments and refunds say. */
export const ownMovements = (entries: readonly Entry[]) =>
  entries.flatMap(({ payments, refunds }) => [
    ...payments
      .filter(({ state }) => paid.has(state))
      .map(({ amount }) => ({ kind: 'capture', amount: amount.minor, currency: amount.currency })),
    ...refunds
      .filter(({ state }) => state === 'SUCCEEDED')
      .map(({ amount }) => ({ kind: 'refund', amount: amount.minor, currency: amount.currency })),
  ]);

/** The journal's movements for these bookings. */
export async function journalOf(movements: AsyncIterable<Movement>, entries: readonly Entry[]): Promise<Movement[]> {
  const ids = new Set(entries.map(({ id }) => id));
  const ours: Movement[] = [];
  for await (const movement of movements) if (ids.has(movement.metadata.bookingId ?? '')) ours.push(movement);
  return ours;
}
