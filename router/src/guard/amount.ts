import type { JsonObject } from '../json.ts';

/** A number, or one that depends on a request's coerced variables. */
export type Amount = number | ((variables: Readonly<JsonObject>) => number);

export const amountOf = (amount: Amount, variables: Readonly<JsonObject>): number =>
  typeof amount === 'number' ? amount : amount(variables);

export function sumOf(amounts: readonly Amount[]): Amount {
  let fixed = 0;
  const open: Exclude<Amount, number>[] = [];
  for (const amount of amounts) {
    if (typeof amount === 'number') fixed += amount;
    else open.push(amount);
  }
  if (open.length === 0) return fixed;
  return (variables) => open.reduce((sum, amount) => sum + amount(variables), fixed);
}

export function productOf(a: Amount, b: Amount): Amount {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  return (variables) => amountOf(a, variables) * amountOf(b, variables);
}

export function largestOf(amounts: readonly Amount[]): Amount {
  if (amounts.every((amount) => typeof amount === 'number')) return Math.max(0, ...amounts);
  return (variables) => amounts.reduce((most: number, amount) => Math.max(most, amountOf(amount, variables)), 0);
}
