import type { Money } from './money.ts';

type Payment = { kind: string; state: string; createdAt: string };

export function latestDeposit<Shown extends Payment>(payments: readonly Shown[]): Shown | null {
  const deposits = payments.filter(({ kind }) => kind === 'DEPOSIT');
  return deposits.reduce<Shown | null>((one, other) => (one && one.createdAt > other.createdAt ? one : other), null);
}

/** The deposit that only its renter can bring further: the latest, where the bank has said that it wants them or another card. */
export function depositToMend<Shown extends Payment>(payments: readonly Shown[]): Shown | null {
  const latest = latestDeposit(payments);
  return latest?.state === 'REQUIRES_ACTION' || latest?.state === 'FAILED' ? latest : null;
}

/** On a confirmed booking: the difference of a change, or what the desk has asked of the saved card, that waits for its renter. */
export function waitingPayment<Shown extends Payment>(payments: readonly Shown[]): Shown | null {
  return payments.find(({ kind, state }) => kind === 'RENTAL' && ['REQUIRES_PAYMENT', 'REQUIRES_ACTION', 'FAILED'].includes(state)) ?? null;
}

type Moved = { state: string; amount: Money };

const taken = ['AUTHORISED', 'CAPTURED', 'PART_REFUNDED', 'REFUNDED'];

/** What the renter has paid and not been given back, in minor units of the booking's currency; deposits are not paid, and failed refunds did not go back. */
export function paidMinor(payments: readonly (Moved & Payment)[], refunds: readonly Moved[]): number {
  const sum = (moved: readonly Moved[]) => moved.reduce((total, { amount }) => total + amount.minor, 0);
  const paid = payments.filter(({ kind, state }) => kind !== 'DEPOSIT' && taken.includes(state));
  return sum(paid) - sum(refunds.filter(({ state }) => state !== 'FAILED'));
}
