import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import type { Booking } from '../../data/booking.ts';
import { chargesOf, type Charge } from '../../data/charge/charge.ts';
import { chargesCollected, chargesFailed, detachCharges } from '../../data/charge/collection.ts';
import { inspectionsOf } from '../../data/inspection.ts';
import { letCardGo, paymentsOf, type Payment } from '../../data/payment.ts';
import { openRefunds, type Refund } from '../../data/refund.ts';
import { overBefore } from '../../domain/bookingState.ts';
import { openCharge } from '../../domain/charge/chargeState.ts';
import { newMarks } from '../../domain/inspection.ts';
import { tell } from '../events.ts';
import type { World } from '../world.ts';
import { counterFor, readingIn } from './counter.ts';
import { isToPrice, letDepositGo, owedBy } from './return.ts';

const sum = (rows: readonly { amountMinor: number }[]): number => rows.reduce((total, { amountMinor }) => total + amountMinor, 0);

/** Whether a rental that is back keeps its deposit: a charge is open or the desk has still to price something, within the time that it stays open. */
export async function keepsDeposit(world: World, tx: Sql, booking: Booking, now: Date): Promise<boolean> {
  const [left, back] = await inspectionsOf(tx, [booking.id]);
  if (!left || !back || back.at <= overBefore(now)) return false;
  const charges = await chargesOf(tx, [booking.id]);
  if (charges.some(({ state }) => openCharge.includes(state))) return true;
  const returned = await counterFor(world, booking);
  const owed = returned ? owedBy(returned, { before: readingIn(left), after: readingIn(back) }) : [];
  const isOpen = newMarks(left.marks, back.marks).size > 0 || back.odometerKm < left.odometerKm;
  return isToPrice(isOpen, owed, charges);
}

/** Lets the deposit of a rental that is back go once nothing keeps it; safe to repeat. The booking must be locked. */
export async function releaseDeposit(world: World, tx: Sql, booking: Booking, now: Date): Promise<void> {
  if (booking.state === 'RETURNED' && !(await keepsDeposit(world, tx, booking, now))) await letDepositGo(tx, booking, now);
}

/** Money came for charges: they are collected. What came for none any more goes back. */
export async function chargesPaid(world: World, tx: Sql, booking: Booking, payment: Payment, now: Date): Promise<Refund[]> {
  const collected = await chargesCollected(tx, payment.id);
  const amountMinor = sum(collected);
  const chargeIds = collected.map(({ id }) => id);
  const news = { type: 'booking.chargesCollected', payload: { chargeIds, amountMinor, currency: payment.currency } };
  if (amountMinor > 0) await tell(tx, booking, [news], now);
  await releaseDeposit(world, tx, booking, now);
  return openRefunds(tx, booking.id, payment.amountMinor - amountMinor, 'PAID_TWICE', now, payment.id);
}

/** The saved card gave nothing for charges: their renter is told, once. */
export async function chargesRefused(tx: Sql, booking: Booking, payment: Payment, now: Date): Promise<void> {
  const failed = await chargesFailed(tx, payment.id);
  if (failed.length === 0) return;
  const payload = { chargeIds: failed.map(({ id }) => id), amountMinor: sum(failed), currency: payment.currency };
  await tell(tx, booking, [{ type: 'booking.chargesFailed', payload }], now);
}

/** Lets the payment go by which a locked charge was asked for, if any, and with it all that it was asked for. Refuses WRONG_STATE while money is on its way. */
export async function leavePayment(tx: Sql, { bookingId, paymentId }: Charge, now: Date): Promise<void> {
  if (!paymentId) return;
  const payments = await paymentsOf(tx, [bookingId]);
  if (payments.some(({ id, state }) => id === paymentId && state === 'AUTHORISED')) throw new Refusal('WRONG_STATE', 'COLLECTING');
  await letCardGo(tx, paymentId);
  await detachCharges(tx, paymentId, now);
}
