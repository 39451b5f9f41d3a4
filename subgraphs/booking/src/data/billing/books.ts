import type { Sql } from '@ycyw/service/sql';
import type { Tender } from '../../domain/billing/documents.ts';
import { chargedLines, type Charged } from '../../domain/billing/charged.ts';
import type { PricedLine } from '../../domain/billing/line.ts';

/** Money of a booking, deposits apart, oldest first. */
export async function tendersOf(tx: Sql, bookingIds: readonly string[]): Promise<(Tender & { bookingId: string })[]> {
  const rows = await tx.$queryRaw<(Tender & { bookingId: string; capturedMinor: string; refundedMinor: string; owedMinor: string })[]>`
    SELECT id::text, booking_id::text AS "bookingId", kind, state, captured_minor AS "capturedMinor", refunded_minor AS "refundedMinor",
      owed_minor AS "owedMinor", created_at AS at,
      CASE kind WHEN 'DESK' THEN desk_method WHEN 'CASHBACK' THEN 'CASHBACK' ELSE 'CARD' END AS method
    FROM payment WHERE booking_id = ANY(${bookingIds}::uuid[]) AND kind <> 'DEPOSIT' AND captured_minor > 0 ORDER BY id`;
  return rows.map((row) => ({
    ...row,
    capturedMinor: Number(row.capturedMinor),
    refundedMinor: Number(row.refundedMinor),
    owedMinor: Number(row.owedMinor),
  }));
}

/** Kilometres on the clock and when the car came back, of bookings whose car left. */
export async function tripsOf(
  tx: Sql,
  bookingIds: readonly string[],
): Promise<{ bookingId: string; outKm: number; inKm: number | null; returnedAt: Date | null }[]> {
  return tx.$queryRaw`
    SELECT o.booking_id::text AS "bookingId", o.odometer_km AS "outKm", i.odometer_km AS "inKm", i.at AS "returnedAt"
    FROM inspection o LEFT JOIN inspection i ON i.booking_id = o.booking_id AND i.kind = 'TAKE_BACK'
    WHERE o.booking_id = ANY(${bookingIds}::uuid[]) AND o.kind = 'HAND_OVER'`;
}

/** The lines of the charges that payments collected, by the payment's id. */
export async function chargeLines(tx: Sql, paymentIds: readonly string[]): Promise<Map<string, PricedLine[]>> {
  const rows = await tx.$queryRaw<(Omit<Charged, 'announcedMinor'> & { paymentId: string; announcedMinor: string })[]>`
    SELECT id::text, payment_id::text AS "paymentId", line, announced_minor AS "announcedMinor", evidence -> 'basis' AS basis FROM charge WHERE payment_id = ANY(${paymentIds}::uuid[]) ORDER BY id`;
  const lines = (own: typeof rows): PricedLine[] =>
    own.flatMap((charge) => chargedLines({ ...charge, announcedMinor: Number(charge.announcedMinor) }));
  return new Map([...Map.groupBy(rows, ({ paymentId }) => paymentId)].map(([id, own]) => [id, lines(own)]));
}

/** The charges of payments that were given back, each whole. */
export async function chargesBack(tx: Sql, paymentIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT c.id::text FROM charge c JOIN refund r ON r.charge_id = c.id AND r.state <> 'FAILED'
    WHERE c.payment_id = ANY(${paymentIds}::uuid[]) GROUP BY c.id HAVING sum(r.amount_minor) = c.amount_minor`;
  return new Set(rows.map(({ id }) => id));
}

/** Names of classes by their codes. */
export async function classNames(tx: Sql, codes: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw<{ acriss: string; name: string }[]>`
    SELECT acriss::text, name FROM vehicle_class WHERE acriss = ANY(${codes}::text[])`;
  return new Map(rows.map(({ acriss, name }) => [acriss, name]));
}

export interface Place {
  code: string;
  name: string;
  country: string;
  timeZone: string;
}

/** Agencies by their codes, those that closed meanwhile as well. */
export async function placesOf(tx: Sql, codes: readonly string[]): Promise<Map<string, Place>> {
  const rows = await tx.$queryRaw<Place[]>`
    SELECT code, name, country::text, time_zone AS "timeZone" FROM agency WHERE code = ANY(${codes}::text[])`;
  return new Map(rows.map((place) => [place.code, place]));
}
