import type { Sql } from '@ycyw/service/sql';
import type { BookingState } from '../domain/bookingState.ts';
import { inOrder, type Booking } from './booking.ts';

export interface BookingFilter {
  sandbox: boolean;
  customerId?: string;
  /** Whose they are as a customer or as a partner. */
  ownerId?: string;
  /** Where they begin. */
  agency?: string;
  /** Where they begin or end; null: anywhere. */
  agencies?: readonly string[] | null;
  state?: BookingState;
  /** Pick-up at or after, before. */
  from?: Date;
  before?: Date;
}

const everything = { customerId: null, ownerId: null, agency: null, agencies: null, state: null, from: null, before: null };

/** Soonest pick-up first; `after` is the key of the last row seen. One row more than `size`, to know whether there is a next page. */
export async function listBookings(
  sql: Sql,
  filter: BookingFilter,
  size: number,
  after: { pickUpAt: Date; id: string } | null,
): Promise<Booking[]> {
  const f = { ...everything, ...filter };
  const found = await sql.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM booking
    WHERE sandbox = ${f.sandbox}
      AND (${f.customerId}::uuid IS NULL OR customer_id = ${f.customerId}::uuid)
      AND (${f.ownerId}::uuid IS NULL OR customer_id = ${f.ownerId}::uuid OR partner_id = ${f.ownerId}::uuid)
      AND (${f.agency}::text IS NULL OR pick_up_agency = ${f.agency}::text)
      AND (${f.agencies}::text[] IS NULL OR pick_up_agency = ANY(${f.agencies}::text[]) OR drop_off_agency = ANY(${f.agencies}::text[]))
      AND (${f.state}::text IS NULL OR state = ${f.state}::text)
      AND (${f.from}::timestamptz IS NULL OR pick_up_at >= ${f.from}::timestamptz)
      AND (${f.before}::timestamptz IS NULL OR pick_up_at < ${f.before}::timestamptz)
      AND (${after?.id ?? null}::uuid IS NULL OR (pick_up_at, id) > (${after?.pickUpAt ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    ORDER BY pick_up_at, id LIMIT ${size + 1}`;
  return inOrder(sql, found);
}

export async function countBookings(sql: Sql, filter: BookingFilter): Promise<number> {
  const f = { ...everything, ...filter };
  const [row] = await sql.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM booking
    WHERE sandbox = ${f.sandbox}
      AND (${f.customerId}::uuid IS NULL OR customer_id = ${f.customerId}::uuid)
      AND (${f.ownerId}::uuid IS NULL OR customer_id = ${f.ownerId}::uuid OR partner_id = ${f.ownerId}::uuid)
      AND (${f.agency}::text IS NULL OR pick_up_agency = ${f.agency}::text)
      AND (${f.agencies}::text[] IS NULL OR pick_up_agency = ANY(${f.agencies}::text[]) OR drop_off_agency = ANY(${f.agencies}::text[]))
      AND (${f.state}::text IS NULL OR state = ${f.state}::text)
      AND (${f.from}::timestamptz IS NULL OR pick_up_at >= ${f.from}::timestamptz)
      AND (${f.before}::timestamptz IS NULL OR pick_up_at < ${f.before}::timestamptz)`;
  return row?.count ?? 0;
}

/** Newest first, those before the id `before`; one row more than `size`. */
export async function newestBookings(sql: Sql, filter: BookingFilter, size: number, before: string | null): Promise<Booking[]> {
  const f = { ...everything, ...filter };
  const found = await sql.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM booking
    WHERE sandbox = ${f.sandbox}
      AND (${f.customerId}::uuid IS NULL OR customer_id = ${f.customerId}::uuid)
      AND (${f.ownerId}::uuid IS NULL OR customer_id = ${f.ownerId}::uuid OR partner_id = ${f.ownerId}::uuid)
      AND (${f.agency}::text IS NULL OR pick_up_agency = ${f.agency}::text)
      AND (${f.agencies}::text[] IS NULL OR pick_up_agency = ANY(${f.agencies}::text[]) OR drop_off_agency = ANY(${f.agencies}::text[]))
      AND (${f.state}::text IS NULL OR state = ${f.state}::text)
      AND (${f.from}::timestamptz IS NULL OR pick_up_at >= ${f.from}::timestamptz)
      AND (${f.before}::timestamptz IS NULL OR pick_up_at < ${f.before}::timestamptz)
      AND (${before}::uuid IS NULL OR id < ${before}::uuid)
    ORDER BY id DESC LIMIT ${size + 1}`;
  return inOrder(sql, found);
}

/** All bookings of a customer, or that a partner made, oldest first, after the booking `after`. */
export async function bookingsOfPerson(sql: Sql, userId: string, after: string | null, size: number): Promise<Booking[]> {
  const found = await sql.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM booking
    WHERE (customer_id = ${userId}::uuid OR partner_id = ${userId}::uuid) AND (${after}::uuid IS NULL OR id > ${after}::uuid)
    ORDER BY id LIMIT ${size}`;
  return inOrder(sql, found);
}
