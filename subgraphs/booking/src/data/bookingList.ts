import { nothing, part, type Part, type Sql } from '@ycyw/service/sql';
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

function matching({ sandbox, customerId, ownerId, agency, agencies, state, from, before }: BookingFilter): Part {
  return part`sandbox = ${sandbox}
    ${customerId ? part`AND customer_id = ${customerId}::uuid` : nothing}
    ${ownerId ? part`AND (customer_id = ${ownerId}::uuid OR partner_id = ${ownerId}::uuid)` : nothing}
    ${agency === undefined ? nothing : part`AND pick_up_agency = ${agency}`}
    ${agencies ? part`AND (pick_up_agency = ANY(${agencies}::text[]) OR drop_off_agency = ANY(${agencies}::text[]))` : nothing}
    ${state ? part`AND state = ${state}` : nothing}
    ${from ? part`AND pick_up_at >= ${from}` : nothing}
    ${before ? part`AND pick_up_at < ${before}` : nothing}`;
}

/** Soonest pick-up first; `after` is the key of the last row seen. One row more than `size`, to know whether there is a next page. */
export async function listBookings(
  sql: Sql,
  filter: BookingFilter,
  size: number,
  after: { pickUpAt: Date; id: string } | null,
): Promise<Booking[]> {
  const found = await sql.$queryRaw<{ id: string }[]>`
    SELECT id FROM booking
    WHERE ${matching(filter)} ${after ? part`AND (pick_up_at, id) > (${after.pickUpAt}::timestamptz, ${after.id}::uuid)` : nothing}
    ORDER BY pick_up_at, id LIMIT ${size + 1}`;
  return inOrder(sql, found);
}

export async function countBookings(sql: Sql, filter: BookingFilter): Promise<number> {
  const [row] = await sql.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM booking WHERE ${matching(filter)}`;
  return row?.count ?? 0;
}

/** Newest first, those before the id `before`; one row more than `size`. */
export async function newestBookings(sql: Sql, filter: BookingFilter, size: number, before: string | null): Promise<Booking[]> {
  const found = await sql.$queryRaw<{ id: string }[]>`
    SELECT id FROM booking WHERE ${matching(filter)} ${before ? part`AND id < ${before}::uuid` : nothing}
    ORDER BY id DESC LIMIT ${size + 1}`;
  return inOrder(sql, found);
}

/** All bookings of a customer, or that a partner made, oldest first, after the booking `after`. */
export async function bookingsOfPerson(sql: Sql, userId: string, after: string | null, size: number): Promise<Booking[]> {
  const found = await sql.$queryRaw<{ id: string }[]>`
    SELECT id FROM booking
    WHERE (customer_id = ${userId}::uuid OR partner_id = ${userId}::uuid) ${after ? part`AND id > ${after}::uuid` : nothing}
    ORDER BY id LIMIT ${size}`;
  return inOrder(sql, found);
}
