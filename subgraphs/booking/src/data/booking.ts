import { nothing, part, type Part, type Sql } from '@ycyw/service/sql';
import type { BookingState } from '../domain/bookingState.ts';
import type { Journey } from '../domain/journey.ts';
import type { Span } from '../domain/period.ts';
import type { Price } from '../domain/price.ts';
import type { Presence } from '../domain/supply.ts';
import type { Booking as Row } from '../generated/prisma/client.ts';
import type { SealedDriver } from './driver.ts';

/** A booking as the domain sees it; `held` is what the ledger holds for it, null when nothing. */
export interface Booking {
  id: string;
  reference: string;
  state: BookingState;
  customerId: string | null;
  /** The partner who booked for a customer of its own. */
  partnerId: string | null;
  /** A test key's: it holds no car and costs nothing. */
  sandbox: boolean;
  quoteId: string;
  region: string;
  language: string;
  journey: Journey;
  price: Price;
  held: Span | null;
  pickUpAt: Date;
  dropOffAt: Date;
  earliestPickUpAt: Date;
  vehicleId: string | null;
  heldUntil: Date | null;
  /** Who they are at Stripe; null until they are somebody there. */
  stripeCustomer: string | null;
  /** The saved card; null until it is saved. */
  stripePaymentMethod: string | null;
  /** What saves the card where the rental is paid at hand-over. */
  setupIntent: string | null;
  createdAt: Date;
}

export type BookingRow = Row;

export const bookingOf = (row: Row): Booking => ({
  id: row.id,
  reference: row.reference,
  state: row.state as BookingState,
  customerId: row.customerId,
  partnerId: row.partnerId,
  sandbox: row.sandbox,
  quoteId: row.quoteId,
  region: row.region,
  language: row.language,
  journey: row.journey as unknown as Journey,
  price: row.price as unknown as Price,
  held: row.heldFrom && { from: row.heldFrom, to: row.heldTo },
  pickUpAt: row.pickUpAt,
  dropOffAt: row.dropOffAt,
  earliestPickUpAt: row.earliestPickUpAt,
  vehicleId: row.vehicleId,
  heldUntil: row.heldUntil,
  stripeCustomer: row.stripeCustomer,
  stripePaymentMethod: row.stripePaymentMethod,
  setupIntent: row.setupIntent,
  createdAt: row.createdAt,
});

/** Writes a booking with its driver; where its customer is known to Stripe, it is, too. Null when its quote was booked before or its reference is taken. */
export async function insertBooking(tx: Sql, booking: Booking, driver: SealedDriver): Promise<Pick<Booking, 'stripeCustomer'> | null> {
  const { journey, price } = booking;
  const written = await tx.$queryRaw<Pick<Booking, 'stripeCustomer'>[]>`
    WITH booked AS (
      INSERT INTO booking (id, reference, state, customer_id, partner_id, sandbox, quote_id, region, language, pick_up_agency, drop_off_agency, acriss, pick_up_at, drop_off_at,
        held_from, held_to, earliest_pick_up_at, journey, price, currency, total_minor, held_until, stripe_customer, created_at)
      VALUES (${booking.id}::uuid, ${booking.reference}, ${booking.state}, ${booking.customerId}::uuid, ${booking.partnerId}::uuid, ${booking.sandbox}, ${booking.quoteId}::uuid, ${booking.region}, ${booking.language},
        ${journey.pickUp.agency}, ${journey.dropOff.agency}, ${journey.acriss}, ${booking.pickUpAt}, ${booking.dropOffAt},
        ${booking.held?.from ?? null}::timestamptz, ${booking.held?.to ?? null}::timestamptz, ${booking.earliestPickUpAt}, ${JSON.stringify(journey)}::jsonb, ${JSON.stringify(price)}::jsonb,
        ${price.currency}, ${price.totalMinor}, ${booking.heldUntil}::timestamptz,
        (SELECT stripe_id FROM stripe_customer WHERE customer_id = ${booking.customerId}::uuid), ${booking.createdAt})
      ON CONFLICT DO NOTHING
      RETURNING id, region, stripe_customer),
    driven AS (
      INSERT INTO driver (booking_id, region, owner, sealed)
      SELECT id, region, ${driver.owner}::uuid, ${driver.sealed}::bytea FROM booked)
    SELECT stripe_customer AS "stripeCustomer" FROM booked`;
  return written[0] ?? null;
}

/** All of a booking but its id, state and createdAt, which other rows have as well. */
export const bookingFacts = part`reference, customer_id AS "customerId", partner_id AS "partnerId", sandbox, quote_id AS "quoteId", language,
  booking.region, pick_up_at AS "pickUpAt", drop_off_at AS "dropOffAt", held_from AS "heldFrom", held_to AS "heldTo",
  earliest_pick_up_at AS "earliestPickUpAt", journey, price, vehicle_id AS "vehicleId", held_until AS "heldUntil",
  stripe_customer AS "stripeCustomer", stripe_payment_method AS "stripePaymentMethod", setup_intent AS "setupIntent"`;

const bookings = part`SELECT id, state, created_at AS "createdAt", ${bookingFacts} FROM booking`;

/** In any order. */
export async function bookingsById(sql: Sql, ids: readonly string[]): Promise<Booking[]> {
  const rows = await sql.$queryRaw<Row[]>`${bookings} WHERE id = ANY(${[...ids]}::uuid[])`;
  return rows.map(bookingOf);
}

/** The bookings of these ids, in their order. */
export async function inOrder(sql: Sql, found: readonly { id: string }[]): Promise<Booking[]> {
  if (found.length === 0) return [];
  const rows = await bookingsById(
    sql,
    found.map(({ id }) => id),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return found.flatMap(({ id }) => byId.get(id) ?? []);
}

export async function findBooking(sql: Sql, id: string): Promise<Booking | null> {
  const [booking] = await bookingsById(sql, [id]);
  return booking ?? null;
}

/** In any order. */
export async function bookingsOfReferences(sql: Sql, references: readonly string[]): Promise<Booking[]> {
  const rows = await sql.$queryRaw<Row[]>`${bookings} WHERE reference = ANY(${[...references]}::text[])`;
  return rows.map(bookingOf);
}

/** The booking, locked until the transaction ends. */
export async function lockBooking(tx: Sql, id: string): Promise<Booking | null> {
  const rows = await tx.$queryRaw<Row[]>`${bookings} WHERE id = ${id}::uuid FOR UPDATE`;
  return rows[0] ? bookingOf(rows[0]) : null;
}

/** Writes how a booking stands: its state, what is held for it, and its unit. */
export async function updateBooking(tx: Sql, booking: Booking): Promise<void> {
  await tx.$executeRaw`
    UPDATE booking SET state = ${booking.state}, held_from = ${booking.held?.from ?? null}, held_to = ${booking.held?.to ?? null},
      vehicle_id = ${booking.vehicleId}, held_until = ${booking.heldUntil}
    WHERE id = ${booking.id}`;
}

/** Writes what is booked, and its price: long, and changed by amendments alone. */
export async function updateTerms(tx: Sql, booking: Booking): Promise<void> {
  const { journey, price } = booking;
  await tx.$executeRaw`
    UPDATE booking SET drop_off_agency = ${journey.dropOff.agency}, acriss = ${journey.acriss}, pick_up_at = ${booking.pickUpAt},
      drop_off_at = ${booking.dropOffAt}, held_from = ${booking.held?.from ?? null}, held_to = ${booking.held?.to ?? null},
      earliest_pick_up_at = ${booking.earliestPickUpAt}, journey = ${JSON.stringify(journey)}, price = ${JSON.stringify(price)}, total_minor = ${price.totalMinor}
    WHERE id = ${booking.id}`;
}

/** Notes what saves the booking's card; a booking that was only held now waits for it. */
export async function attachSetup(tx: Sql, id: string, customer: string, setupIntent: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE booking SET stripe_customer = ${customer}, setup_intent = ${setupIntent},
      state = CASE state WHEN 'HELD' THEN 'PENDING_PAYMENT' ELSE state END
    WHERE id = ${id}::uuid`;
}

export interface SavedCard {
  customer: string;
  method: string;
}

export async function saveCard(tx: Sql, id: string, { customer, method }: SavedCard): Promise<void> {
  await tx.$executeRaw`UPDATE booking SET stripe_customer = ${customer}, stripe_payment_method = ${method} WHERE id = ${id}::uuid`;
}

export async function isQuoteBooked(tx: Sql, quoteId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`SELECT 1 FROM booking WHERE quote_id = ${quoteId}`;
  return rows.length > 0;
}

/** Whether the unit is with a renter now. */
export async function isVehicleOut(tx: Sql, vehicleId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`SELECT 1 FROM booking WHERE vehicle_id = ${vehicleId} AND state = 'IN_PROGRESS'`;
  return rows.length > 0;
}

/** The rentals that keep each of these units, by its id: those it is out with, and until their turnaround is over. */
export async function rentalsOf(tx: Sql, vehicleIds: readonly string[], now: Date): Promise<Map<string, Presence[]>> {
  const rows = await tx.$queryRaw<(Presence & { vehicleId: string })[]>`
    SELECT vehicle_id::text AS "vehicleId", pick_up_agency AS agency, acriss::text, held_from AS "from", held_to AS "to" FROM booking
    WHERE vehicle_id = ANY(${vehicleIds}::uuid[]) AND held_from IS NOT NULL AND (held_to IS NULL OR held_to > ${now})`;
  const found = new Map<string, Presence[]>();
  for (const { vehicleId, ...rental } of rows) found.set(vehicleId, [...(found.get(vehicleId) ?? []), rental]);
  return found;
}

/** Rentals whose unit is out and whose hold ends by `horizon`, the longest overdue first. */
export async function overdueIds(tx: Sql, horizon: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM booking WHERE state = 'IN_PROGRESS' AND held_to <= ${horizon} ORDER BY held_to LIMIT 100`;
  return rows.map(({ id }) => id);
}

/** Bookings that still wait for a car when they should have ended, the longest first. */
export async function waitedInVain(tx: Sql, now: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM booking WHERE state = 'REACCOMMODATION' AND drop_off_at <= ${now} ORDER BY drop_off_at LIMIT 100`;
  return rows.map(({ id }) => id);
}

/** Bookings whose time to pay has run out; of one agency's class, or the oldest of all. */
export async function lapsedIds(tx: Sql, now: Date, stock?: { agency: string; acriss: string }): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM booking WHERE state IN ('HELD', 'PENDING_PAYMENT') AND held_until <= ${now}
      ${stock ? part`AND pick_up_agency = ${stock.agency} AND acriss = ${stock.acriss}` : nothing}
    ORDER BY held_until LIMIT 100`;
  return rows.map(({ id }) => id);
}

/** Of `booking b`: it is over, and ended before an instant. */
export const endedBefore = (
  before: Date,
): Part => part`b.state IN ('CLOSED', 'CANCELLED', 'NO_SHOW', 'EXPIRED') AND b.drop_off_at < ${before}::timestamptz
  AND NOT EXISTS (SELECT FROM inspection seen WHERE seen.booking_id = b.id AND seen.at >= ${before}::timestamptz)`;

/** Of `booking b`: nobody ever paid for it, and it is thirty days old. */
export const neverPaid = (
  now: Date,
): Part => part`b.state IN ('EXPIRED', 'CANCELLED') AND b.created_at < ${now}::timestamptz - interval '30 days'
  AND NOT EXISTS (SELECT FROM payment p WHERE p.booking_id = b.id AND p.captured_minor > 0)`;
