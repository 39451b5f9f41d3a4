import type { BookingState } from '../domain/bookingState.ts';
import type { Driver } from '../domain/driver.ts';
import type { Journey } from '../domain/journey.ts';
import type { Span } from '../domain/period.ts';
import type { Price } from '../domain/price.ts';
import { Prisma, type Booking as Row } from '../generated/prisma/client.ts';
import { json, type Tx } from './database.ts';

/** A booking as the domain sees it; `held` is what the ledger holds for it, null when nothing. */
export interface Booking {
  id: string;
  reference: string;
  state: BookingState;
  customerId: string | null;
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
  createdAt: Date;
}

const bookingOf = (row: Row): Booking => ({
  id: row.id,
  reference: row.reference,
  state: row.state as BookingState,
  customerId: row.customerId,
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
  createdAt: row.createdAt,
});

export async function insertBooking(tx: Tx, booking: Booking, driver: Driver): Promise<void> {
  const { journey, price } = booking;
  await tx.$executeRaw`
    WITH booked AS (
      INSERT INTO booking (id, reference, state, customer_id, region, language, pick_up_agency, drop_off_agency, acriss, pick_up_at, drop_off_at,
        held_from, held_to, earliest_pick_up_at, journey, price, currency, total_minor, held_until, created_at)
      VALUES (${booking.id}::uuid, ${booking.reference}, ${booking.state}, ${booking.customerId}::uuid, ${booking.region}, ${booking.language},
        ${journey.pickUp.agency}, ${journey.dropOff.agency}, ${journey.acriss}, ${booking.pickUpAt}, ${booking.dropOffAt},
        ${booking.held?.from ?? null}::timestamptz, ${booking.held?.to ?? null}::timestamptz, ${booking.earliestPickUpAt}, ${JSON.stringify(journey)}::jsonb, ${JSON.stringify(price)}::jsonb,
        ${price.currency}, ${price.totalMinor}, ${booking.heldUntil}::timestamptz, ${booking.createdAt})
      RETURNING id, region)
    INSERT INTO driver (booking_id, region, given_name, family_name, birth_date, licence_number, licence_country, email, phone)
    SELECT id, region, ${driver.givenName}, ${driver.familyName}, ${driver.birthDate}::date, ${driver.licenceNumber}, ${driver.licenceCountry},
      ${driver.email}, ${driver.phone}::text FROM booked`;
}

export async function findBooking(tx: Tx, where: { id: string } | { reference: string }): Promise<Booking | null> {
  const row = await tx.booking.findUnique({ where });
  return row && bookingOf(row);
}

/** The booking, locked until the transaction ends. */
export async function lockBooking(tx: Tx, id: string): Promise<Booking | null> {
  const rows = await tx.$queryRaw<unknown[]>`SELECT 1 FROM booking WHERE id = ${id}::uuid FOR UPDATE`;
  return rows.length ? findBooking(tx, { id }) : null;
}

/** Writes what may change of a booking. */
export async function updateBooking(tx: Tx, booking: Booking): Promise<void> {
  const { journey, price } = booking;
  await tx.booking.update({
    where: { id: booking.id },
    select: { id: true },
    data: {
      state: booking.state,
      dropOffAgency: journey.dropOff.agency,
      acriss: journey.acriss,
      pickUpAt: booking.pickUpAt,
      dropOffAt: booking.dropOffAt,
      heldFrom: booking.held?.from ?? null,
      heldTo: booking.held?.to ?? null,
      earliestPickUpAt: booking.earliestPickUpAt,
      journey: json(journey),
      price: json(price),
      totalMinor: price.totalMinor,
      vehicleId: booking.vehicleId,
      heldUntil: booking.heldUntil,
    },
  });
}

/** A booking's state alone (and until when it is held), where the rest stays. */
export async function updateState(tx: Tx, id: string, state: BookingState, heldUntil: Date | null): Promise<void> {
  await tx.$executeRaw`UPDATE booking SET state = ${state}, held_until = ${heldUntil}::timestamptz WHERE id = ${id}::uuid`;
}

/** Bookings whose time to pay has run out; of one agency's class, or the oldest of all. */
export async function lapsedIds(tx: Tx, now: Date, stock?: { agency: string; acriss: string }): Promise<string[]> {
  const only = stock ? Prisma.sql`AND pick_up_agency = ${stock.agency} AND acriss = ${stock.acriss}` : Prisma.empty;
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM booking WHERE state IN ('HELD', 'PENDING_PAYMENT') AND held_until <= ${now} ${only} ORDER BY held_until LIMIT 100`;
  return rows.map(({ id }) => id);
}

export interface BookingFilter {
  customerId?: string;
  agency?: string;
  state?: BookingState;
  /** Pick-up at or after, before. */
  from?: Date;
  before?: Date;
}

function conditions(filter: BookingFilter): Prisma.BookingWhereInput {
  const { customerId, agency, state, from, before } = filter;
  return { customerId, pickUpAgency: agency, state, pickUpAt: { gte: from, lt: before } };
}

/** Soonest pick-up first; `after` is the key of the last row seen. One row more than `size`, to know whether there is a next page. */
export async function listBookings(
  tx: Tx,
  filter: BookingFilter,
  size: number,
  after: { pickUpAt: Date; id: string } | null,
): Promise<Booking[]> {
  const rows = await tx.booking.findMany({
    where: {
      AND: [
        conditions(filter),
        after ? { OR: [{ pickUpAt: { gt: after.pickUpAt } }, { pickUpAt: after.pickUpAt, id: { gt: after.id } }] } : {},
      ],
    },
    orderBy: [{ pickUpAt: 'asc' }, { id: 'asc' }],
    take: size + 1,
  });
  return rows.map(bookingOf);
}

export const countBookings = (tx: Tx, filter: BookingFilter): Promise<number> => tx.booking.count({ where: conditions(filter) });

/** A customer's bookings, newest first. */
export async function bookingsOfCustomer(
  tx: Tx,
  customerId: string,
  state: BookingState | undefined,
  size: number,
  before: string | null,
): Promise<Booking[]> {
  const rows = await tx.booking.findMany({
    where: { customerId, state, ...(before && { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: size + 1,
  });
  return rows.map(bookingOf);
}

export async function bookingsById(tx: Tx, ids: readonly string[]): Promise<Booking[]> {
  const rows = await tx.booking.findMany({ where: { id: { in: [...ids] } } });
  return rows.map(bookingOf);
}
