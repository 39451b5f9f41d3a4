import { crossFactor, type Exchange } from '../currency.ts';
import type { Tariff } from '../market.ts';
import { round } from '../rounding.ts';

/** The cross rate from a purchase's currency to a wallet's on a day; null where both are the same, undefined where there is none. */
export function cashbackExchange(tariff: Pick<Tariff, 'exchange'>, from: string, to: string, day: string): Exchange | null | undefined {
  if (from === to) return null;
  const target = tariff.exchange(to, day);
  const home = tariff.exchange(from, target?.date ?? day);
  const date = target?.date ?? home?.date;
  if (target === undefined || home === undefined || date === undefined) return undefined;
  return { date, rate: target?.rate ?? '1', home: from, homeRate: home?.rate ?? '1' };
}

/** What a purchase earns, in minor units of the wallet's currency: never more than the rate says. */
export const earnedMinor = (amountMinor: number, basisPoints: number, from: string, to: string, exchange: Exchange | null): number =>
  round((amountMinor * basisPoints * crossFactor(from, to, exchange)) / 10_000, { rule: 'DOWN', stepMinor: 1 });

export interface Refunded {
  amountMinor: number;
  cashbackMinor: number;
}

/** What is given back of a purchase: never more than it cost, however much its refunds (null: all of it) come to. */
export const refundedMinor = (amountMinor: number, refunds: readonly (number | null)[]): number =>
  Math.min(
    amountMinor,
    refunds.reduce<number>((sum, refund) => sum + (refund ?? amountMinor), 0),
  );

/** What of a purchase's cashback its refunds take back, in the same proportion. */
export function clawedMinor({ amountMinor, cashbackMinor }: Refunded, backMinor: number): number {
  const kept = (BigInt(cashbackMinor) * BigInt(amountMinor - backMinor)) / BigInt(amountMinor);
  return cashbackMinor - Number(kept);
}
