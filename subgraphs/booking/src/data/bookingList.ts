import { nothing, part, type Part, type Sql } from '@ycyw/service/sql';
import type { BookingState } from '../domain/bookingState.ts';
import { inOrder, type Booking } from './booking.ts';

/** Which of a booking's stops its agency, days and place in a list go by. */
export type Stop = 'PICK_UP' | 'DROP_OFF';

export interface BookingFilter {
  sandbox: boolean;
  customerId?: string;
  /** Whose they are as a customer or as a partner. */
  ownerId?: string;
  /** PICK_UP when left out. */
  by?: Stop;
  /** Where that stop is. */
  agency?: string;
  /** Where they begin or end; null: anywhere. */
  agencies?: readonly string[] | null;
  state?: BookingState;
  /** That stop is at or after, before. */
  from?: Date;
  before?: Date;
}

const stops = {
  PICK_UP: { agency: part`pick_up_agency`, at: part`pick_up_at` },
  DROP_OFF: { agency: part`drop_off_agency`, at: part`drop_off_at` },
} satisfies Record<Stop, Record<'agency' | 'at', Part>>;

function matching({ sandbox, customerId, ownerId, by = 'PICK_UP', agency, agencies, state, from, before }: BookingFilter): Part {
  const stop = stops[by];
  return part`sandbox = ${sandbox}
    ${customerId ? part`AND customer_id = ${customerId}::uuid` : nothing}
    ${ownerId ? part`AND (customer_id = ${ownerId}::uuid OR partner_id = ${ownerId}::uuid)` : nothing}
    ${agency === undefined ? nothing : part`AND ${stop.agency} = ${agency}`}
    ${agencies ? part`AND (pick_up_agency = ANY(${agencies}::text[]) OR drop_off_agency = ANY(${agencies}::text[]))` : nothing}
    ${state ? part`AND state = ${state}` : nothing}
    ${from ? part`AND ${stop.at} >= ${from}` : nothing}
    ${before ? part`AND ${stop.at} < ${before}` : nothing}`;
}

/** Soonest first; `after` is the key of the last row seen. One row more than `size`, to know whether there is a next page. */
export async function listBookings(
  sql: Sql,
  filter: BookingFilter,
  size: number,
  after: { at: Date; id: string } | null,
): Promise<Booking[]> {
  const { at } = stops[filter.by ?? 'PICK_UP'];
  const found = await sql.$queryRaw<{ id: string }[]>`
    SELECT id FROM booking
    WHERE ${matching(filter)} ${after ? part`AND (${at}, id) > (${after.at}::timestamptz, ${after.id}::uuid)` : nothing}
    ORDER BY ${at}, id LIMIT ${size + 1}`;
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
