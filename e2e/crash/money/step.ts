import type { Booked } from '../../rentals.ts';
import type { Call } from '../provider.ts';
import type { Books } from './books.ts';

/** One step with money, on a booking of its own. */
export interface Step {
  name: string;
  call: Call;
  /** What the call says that is meant; any when left out. */
  saying?: string;
  /** Whether a part of a payment is given back, so that the provider would do it twice. */
  isPart?: boolean;
  /** A booking that stands just before the step, and what begins it. */
  arrange(): Promise<{ booked: Booked; act: () => Promise<unknown> }>;
  /** How things stand, as `standing` has it, when all is as if nothing had happened. */
  wanted: string;
}

/** Steps that are killed together; `begin` sets off what nobody asks for. */
export interface Round {
  name: string;
  steps: readonly Step[];
  begin?(): Promise<void>;
}

export const nothing = (): Promise<void> => Promise.resolve();

const sumOf = (payments: Books['payments'], of: 'capturedMinor' | 'refundedMinor'): number =>
  payments.reduce((sum, payment) => sum + payment[of], 0);

/** Whether what went back of a rental went to card and cashback in the proportion in which it was paid. */
function inProportion(rental: Books['payments']): boolean {
  const cashback = rental.filter(({ kind }) => kind === 'CASHBACK');
  const share = (sumOf(rental, 'refundedMinor') * sumOf(cashback, 'capturedMinor')) / sumOf(rental, 'capturedMinor');
  return sumOf(cashback, 'refundedMinor') === Math.floor(share);
}

const times = (states: readonly string[]): string =>
  [...Map.groupBy(states, (state) => state)].map(([state, { length }]) => `${String(length)} ${state}`).join(' ');

/**
 * A booking in a line: its state, how much of its price was taken (of what it was at the most, `totalMinor` when it was booked) and is kept (of what it is now), and
 * of its deposits, cashback, charges, papers, settlements and changes what there is.
 */
export function standing(
  { state, totalMinor: priceMinor, payments, charges, documents, settlements, changes }: Books,
  totalMinor: number,
): string {
  const rental = payments.filter(({ kind }) => kind !== 'DEPOSIT' && kind !== 'CHARGE');
  const taken = sumOf(rental, 'capturedMinor');
  const percent = (minor: number, of: number): string => `${((100 * minor) / of).toFixed(0)} %`;
  const deposits = payments.filter(({ kind }) => kind === 'DEPOSIT').map((payment) => payment.state);
  const collections = payments.filter(({ kind, capturedMinor }) => kind === 'CHARGE' && capturedMinor > 0).length;
  const hasCashback = rental.some(({ kind }) => kind === 'CASHBACK');
  return [
    state === 'CLOSED' ? 'RETURNED' : state,
    `taken ${percent(taken, Math.max(totalMinor, priceMinor))}`,
    `kept ${percent(taken - sumOf(rental, 'refundedMinor'), priceMinor)}`,
    ...(hasCashback ? [`cashback ${inProportion(rental) ? 'in' : 'out of'} proportion`] : []),
    ...(deposits.length > 0 ? [`deposit ${deposits.join(' ')}`] : []),
    ...(charges.length > 0 ? [`charges ${times(charges.map((charge) => charge.state))} by ${String(collections)}`] : []),
    ...(documents.length > 0 ? [times(documents.map(({ kind }) => kind))] : []),
    ...(settlements.length > 0 ? [`settlement ${settlements.join(' ')}`] : []),
    ...(changes.length > 0 ? [`change ${changes.join(' ')}`] : []),
  ].join(', ');
}
