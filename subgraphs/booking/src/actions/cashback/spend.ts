import type { Sql } from '@ycyw/service/sql';
import type { Booking } from '../../data/booking.ts';
import { captureCashback, reserveCashback } from '../../data/cashback/spending.ts';
import { walletsOf } from '../../data/cashback/wallet.ts';
import { usableMinor } from '../../domain/cashback/spending.ts';
import type { Price } from '../../domain/price.ts';
import type { World } from '../world.ts';

/** The price with what the customer has in its currency taken off what is due; the price itself and its taxes stay. */
export async function withCashback(world: World, price: Price, customerId: string | null): Promise<Price> {
  const limits = world.tariff.currencies[price.currency];
  const [wallet] = customerId && limits ? await walletsOf(world.sql, customerId, price.currency) : [];
  const cashbackMinor = wallet && limits ? usableMinor(wallet.availableMinor, price.totalMinor, limits) : 0;
  return cashbackMinor > 0 ? { ...price, cashbackMinor } : price;
}

/** What is due by other means than cashback. */
export const dueOf = ({ totalMinor, cashbackMinor = 0 }: Pick<Price, 'totalMinor' | 'cashbackMinor'>): number => totalMinor - cashbackMinor;

type Paid = Pick<Booking, 'id' | 'customerId' | 'price'>;

/** Sets the cashback in the booking's price aside; false where the balance has shrunk since it was quoted. */
export async function reserveFor(tx: Sql, { id: bookingId, customerId, price }: Paid, now: Date): Promise<boolean> {
  const { cashbackMinor: amountMinor, currency } = price;
  if (!amountMinor) return true;
  return customerId !== null && reserveCashback(tx, { bookingId, customerId, currency, amountMinor }, now);
}

/** The booking stands: its cashback is spent. */
export async function spendFor(tx: Sql, { id, price }: Pick<Paid, 'id' | 'price'>, now: Date): Promise<void> {
  if (price.cashbackMinor) await captureCashback(tx, id, now);
}
