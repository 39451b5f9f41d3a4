import { nothing, part, type Sql } from '@ycyw/service/sql';
import { v7 as uuidv7 } from 'uuid';
import type { DeliveryState, FailureReason } from '../../domain/delivery/state.ts';
import { endedBefore, neverPaid } from '../booking.ts';
import { askFrom, windowAround, type Leg } from '../../domain/delivery/terms.ts';
import type { Journey } from '../../domain/journey.ts';

/** A car that is brought or fetched, with the attempt that counts. */
export interface Delivery {
  id: string;
  bookingId: string;
  leg: Leg;
  /** Where the car comes from or goes to. */
  agency: string;
  windowFrom: Date;
  windowTo: Date;
  owner: string;
  sealed: Buffer;
  rounds: number;
  codeRefusals: number;
  codeRefusedAt: Date | null;
  proofAt: Date | null;
  proofSealed: Buffer | null;
  /** Of the current attempt, as what follows. */
  attemptId: string;
  number: number;
  carrier: string | null;
  state: DeliveryState;
  reason: FailureReason | null;
  since: Date;
  askedAt: Date | null;
  tries: number;
  etaAt: Date | null;
  latitude: number | null;
  longitude: number | null;
  positionAt: Date | null;
  movedAt: Date | null;
  trail: [latitude: number, longitude: number][] | null;
}

export const columns = part`d.id::text, d.booking_id::text AS "bookingId", d.leg, d.agency, d.window_from AS "windowFrom", d.window_to AS "windowTo",
  d.owner::text, d.sealed, d.rounds, d.code_refusals AS "codeRefusals", d.code_refused_at AS "codeRefusedAt", d.proof_at AS "proofAt",
  d.proof_sealed AS "proofSealed", a.id::text AS "attemptId", a.number, a.carrier, a.state, a.reason, a.since, a.asked_at AS "askedAt", a.tries,
  a.eta_at AS "etaAt", a.latitude, a.longitude, a.position_at AS "positionAt", a.moved_at AS "movedAt", a.trail`;

const agencyOf = ({ pickUp, dropOff }: Journey, leg: Leg): { agency: string; at: string } => (leg === 'DELIVERY' ? pickUp : dropOff);

/** When, and at which agency, as the journey says. */
function appointed(journey: Journey, leg: Leg): { agency: string; from: Date; to: Date } {
  const { agency, at } = agencyOf(journey, leg);
  return { agency, ...windowAround(new Date(at)) };
}

/** Plans what a booking is to be brought or fetched, with a first attempt that nobody has been asked for yet. */
export async function insertDeliveries(
  tx: Sql,
  { id, journey }: { id: string; journey: Journey },
  places: readonly { leg: Leg; owner: string; sealed: Buffer }[],
  now: Date,
): Promise<void> {
  await Promise.all(
    places.map(async ({ leg, owner, sealed }) => {
      const { agency, from, to } = appointed(journey, leg);
      await tx.$executeRaw`
      WITH planned AS (
        INSERT INTO delivery (id, booking_id, region, leg, agency, window_from, window_to, owner, sealed, created_at)
        SELECT ${uuidv7()}::uuid, id, region, ${leg}, ${agency}, ${from}, ${to}, ${owner}::uuid, ${sealed}::bytea, ${now}
        FROM booking WHERE id = ${id}::uuid
        RETURNING id, region)
      INSERT INTO delivery_attempt (id, delivery_id, region, number, state, since, due_at)
      SELECT ${uuidv7()}::uuid, id, region, 1, 'PLANNED', ${now}, ${askFrom(from)}::timestamptz FROM planned`;
    }),
  );
}

/** Puts a booking's deliveries to the times and places of its changed journey: changes end two days before pick-up, when nobody has been asked yet. */
export async function moveDeliveries(tx: Sql, { id, journey }: { id: string; journey: Journey }, legs: readonly Leg[]): Promise<void> {
  for (const leg of legs) {
    const { agency, from, to } = appointed(journey, leg);
    await tx.$executeRaw`
      UPDATE delivery SET agency = ${agency}, window_from = ${from}, window_to = ${to} WHERE booking_id = ${id}::uuid AND leg = ${leg}`;
    await tx.$executeRaw`
      UPDATE delivery_attempt a SET due_at = ${askFrom(from)}::timestamptz FROM delivery d
      WHERE d.booking_id = ${id}::uuid AND d.leg = ${leg} AND a.delivery_id = d.id AND a.current AND a.state = 'PLANNED'`;
  }
}

/** Those of these bookings, in any order. */
export const deliveriesOf = async (sql: Sql, bookingIds: readonly string[]): Promise<Delivery[]> =>
  sql.$queryRaw<Delivery[]>`
    SELECT ${columns} FROM delivery d JOIN delivery_attempt a ON a.delivery_id = d.id AND a.current
    WHERE d.booking_id = ANY(${[...bookingIds]}::uuid[])`;

export async function findDelivery(sql: Sql, id: string): Promise<Delivery | null> {
  const rows = await sql.$queryRaw<Delivery[]>`
    SELECT ${columns} FROM delivery d JOIN delivery_attempt a ON a.delivery_id = d.id AND a.current WHERE d.id = ${id}::uuid`;
  return rows[0] ?? null;
}

/** The delivery that a carrier's attempt belongs to, with its current attempt, which may be another by now. */
export async function deliveryOfAttempt(sql: Sql, carrier: string, attemptId: string): Promise<Delivery | null> {
  const rows = await sql.$queryRaw<Delivery[]>`
    SELECT ${columns} FROM delivery_attempt asked JOIN delivery d ON d.id = asked.delivery_id JOIN delivery_attempt a ON a.delivery_id = d.id AND a.current
    WHERE asked.id = ${attemptId}::uuid AND asked.carrier = ${carrier}`;
  return rows[0] ?? null;
}

/** The delivery, locked with its current attempt until the transaction ends. */
export async function lockDelivery(tx: Sql, id: string): Promise<Delivery | null> {
  const rows = await tx.$queryRaw<Delivery[]>`
    SELECT ${columns} FROM delivery d JOIN delivery_attempt a ON a.delivery_id = d.id AND a.current WHERE d.id = ${id}::uuid FOR UPDATE`;
  return rows[0] ?? null;
}

export interface DeliveryFilter {
  agency: string;
  state?: DeliveryState | null;
  from: Date;
}

/** An agency's, soonest first, from an instant on; one row more than `size`. */
export const listDeliveries = async (
  sql: Sql,
  { agency, state, from }: DeliveryFilter,
  size: number,
  after: { windowFrom: Date; id: string } | null,
): Promise<Delivery[]> =>
  sql.$queryRaw<Delivery[]>`
    SELECT ${columns} FROM delivery d JOIN delivery_attempt a ON a.delivery_id = d.id AND a.current
    WHERE d.agency = ${agency} AND d.window_from >= ${from} ${state ? part`AND a.state = ${state}` : nothing}
      ${after ? part`AND (d.window_from, d.id) > (${after.windowFrom}::timestamptz, ${after.id}::uuid)` : nothing}
    ORDER BY d.window_from, d.id LIMIT ${size + 1}`;

export async function countDeliveries(sql: Sql, { agency, state, from }: DeliveryFilter): Promise<number> {
  const [row] = await sql.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM delivery d JOIN delivery_attempt a ON a.delivery_id = d.id AND a.current
    WHERE d.agency = ${agency} AND d.window_from >= ${from} ${state ? part`AND a.state = ${state}` : nothing}`;
  return row?.count ?? 0;
}

/** Notes that a code was not the right one. */
export async function refuseCode(tx: Sql, id: string, at: Date): Promise<void> {
  await tx.$executeRaw`UPDATE delivery SET code_refusals = code_refusals + 1, code_refused_at = ${at} WHERE id = ${id}::uuid`;
}

/** The desk begins anew: all carriers may be asked once more, and the code be given. */
export async function anotherRound(tx: Sql, id: string): Promise<void> {
  await tx.$executeRaw`UPDATE delivery SET rounds = rounds + 1, code_refusals = 0, code_refused_at = NULL WHERE id = ${id}::uuid`;
}

/** `sealed`: where it was, as sealProof seals it. */
export async function saveProof(tx: Sql, id: string, at: Date, sealed: Buffer | null): Promise<void> {
  await tx.$executeRaw`UPDATE delivery SET proof_at = ${at}, proof_sealed = ${sealed}::bytea WHERE id = ${id}::uuid`;
}

/** Where a car was to be brought or fetched for a booking that nobody ever paid is forgotten after 30 days. */
export async function forgetDeliveries(tx: Sql, now: Date): Promise<void> {
  await tx.$executeRaw`DELETE FROM delivery USING booking b WHERE b.id = delivery.booking_id AND ${neverPaid(now)}`;
}

/** Forgets those of bookings that ended before `before`, at most `size`; how many. */
export const forgetOldDeliveries = (tx: Sql, before: Date, size: number): PromiseLike<number> =>
  tx.$executeRaw`
    DELETE FROM delivery WHERE id IN (
      SELECT d.id FROM delivery d JOIN booking b ON b.id = d.booking_id
      WHERE d.window_from < ${before}::timestamptz AND ${endedBefore(before)} ORDER BY d.window_from LIMIT ${size})`;
