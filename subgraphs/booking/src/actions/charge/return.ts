import type { Sql } from '@ycyw/service/sql';
import { v7 as uuidv7 } from 'uuid';
import type { Booking } from '../../data/booking.ts';
import { insertCharges, type Charge, type Evidence } from '../../data/charge/charge.ts';
import { freeDeposits } from '../../data/payment.ts';
import { chargeLine, type ChargeCounter } from '../../domain/charge/chargeLine.ts';
import type { ChargeKind } from '../../domain/charge/chargeTariff.ts';
import type { Draft } from '../../domain/charge/reading.ts';
import type { Line } from '../../domain/price.ts';
import { addMinutes, wallClockIn } from '../../domain/period.ts';
import { tell } from '../events.ts';
import type { BookingCounter, Readings } from './counter.ts';

export type NewCharge = Parameters<typeof insertCharges>[1][number];

/** A charge as it is announced, its window to dispute beginning now. */
export function announced(
  booking: Booking,
  { tariff, currency }: ChargeCounter,
  line: Line,
  evidence: Evidence,
  by: Pick<Charge, 'announcedBy' | 'details'>,
  now: Date,
): NewCharge {
  return {
    id: uuidv7(),
    bookingId: booking.id,
    kind: evidence.basis.kind,
    state: 'ANNOUNCED',
    line,
    amountMinor: line.grossMinor,
    announcedMinor: line.grossMinor,
    currency,
    evidence,
    owner: booking.customerId ?? booking.id,
    ...by,
    announcedAt: now,
    disputableUntil: addMinutes(now, tariff.disputeHours * 60),
  };
}

/** Of one announcement: what it is for, and until when it can be disputed, also by the clock of the agency where the car came back. */
export function announcement(charges: readonly NewCharge[], currency: string, returnZone: string) {
  const [first] = charges;
  return {
    type: 'booking.chargeAnnounced',
    payload: {
      charges: charges.map(({ id, kind, amountMinor, line }) => ({ chargeId: id, kind, amountMinor, quantity: line.quantity })),
      amountMinor: charges.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
      currency,
      disputableUntil: first?.disputableUntil.toISOString(),
      disputableUntilLocal: first && wallClockIn(first.disputableUntil, returnZone),
    },
  };
}

/** What a draft comes to, and above which amount only a manager announces it. */
export const owedFor = (draft: Draft, counter: ChargeCounter) => ({
  basis: draft.basis,
  counter,
  line: chargeLine(draft.basis.kind, draft.quantity, draft.listMinor, counter),
  capMinor: counter.amount(counter.tariff.caps[draft.basis.kind]),
});

/** What the readings say that is owed, where it is worth asking for. */
export const owedBy = ({ counter, drafts }: BookingCounter, readings: Readings): ReturnType<typeof owedFor>[] =>
  drafts(readings)
    .map((draft) => owedFor(draft, counter))
    .filter(({ line }) => line.grossMinor >= counter.minMinor);

/** Whether the desk has still to price what a return shows: damage that was `found`, or what only a manager may announce, until a charge of its kind was. */
export function isToPrice(found: boolean, owed: ReturnType<typeof owedBy>, charges: readonly Pick<NewCharge, 'kind'>[]): boolean {
  const kinds: ChargeKind[] = [...owed.map(({ basis }) => basis.kind), ...(found ? (['DAMAGE'] as const) : [])];
  return kinds.some((kind) => charges.every((charge) => charge.kind !== kind));
}

/** Lets a locked booking's deposit go, and tells of it; safe to repeat. */
export async function letDepositGo(tx: Sql, booking: Booking, now: Date): Promise<void> {
  const freed = await freeDeposits(tx, [booking.id]);
  const { currency } = booking.price;
  const news = freed.map(({ amountMinor }) => ({ type: 'booking.depositReleased', payload: { amountMinor, currency } }));
  await tell(tx, booking, news, now);
}

/**
 * Announces what the readings of a return say that is owed, in the transaction of the return; above its cap it is left to a manager, for
 * somebody may have misread. Where nothing is announced and nothing is to be priced the deposit is let go at once.
 */
export async function settleReturn(
  tx: Sql,
  booking: Booking,
  returned: BookingCounter | null,
  readings: Readings,
  found: boolean,
  now: Date,
): Promise<void> {
  const owed = returned && !booking.sandbox ? owedBy(returned, readings) : [];
  const charges = owed
    .filter(({ line, capMinor }) => line.grossMinor <= capMinor)
    .map(({ line, counter, basis }) =>
      announced(booking, counter, line, { basis, ...readings, photoIds: [] }, { announcedBy: null, details: null }, now),
    );
  if (charges.length > 0) {
    await insertCharges(tx, charges);
    await tell(tx, booking, [announcement(charges, booking.price.currency, returned?.returnZone ?? 'UTC')], now);
  } else if (!isToPrice(found, owed, charges)) await letDepositGo(tx, booking, now);
}
