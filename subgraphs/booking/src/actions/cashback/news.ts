import { append } from '@ycyw/service/outbox';
import type { Sql } from '@ycyw/service/sql';

interface Renter {
  customerId: string | null;
  region: string;
  language: string;
}

/** Tells a renter of their cashback: how much, never of which shop. Nobody is told of nothing, nor of who was forgotten. */
export async function tellRenter(
  tx: Sql,
  type: 'booking.cashbackPending' | 'booking.cashbackConfirmed' | 'booking.cashbackClawedBack',
  { customerId, region, language }: Renter,
  amount: { amountMinor: number; currency: string },
  now: Date,
): Promise<void> {
  if (customerId === null || amount.amountMinor === 0) return;
  await append(tx, [{ type, payload: { customerId, region, locale: language, at: now.toISOString(), ...amount } }], now);
}
