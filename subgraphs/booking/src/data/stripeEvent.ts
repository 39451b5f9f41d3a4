import type { Sql } from '@ycyw/service/sql';

/** An event of Stripe's with what is kept of its object. */
export interface StripeEvent<Object extends { id: string }> {
  id: string;
  type: string;
  object: Object;
}

/** After twelve attempts, some three hours, nothing more happens by itself. */
const maxAttempts = 12;

/** Stores events; the ids of those that were not told before. For twenty seconds they are left to whoever stored them. */
export async function storeEvents(sql: Sql, events: readonly (StripeEvent<{ id: string }> & { created: Date })[]): Promise<Set<string>> {
  const rows = events.map(({ id, type, object, created }) => ({ id, type, object_id: object.id, facts: object, created }));
  const made = await sql.$queryRaw<{ id: string }[]>`
    INSERT INTO stripe_event (id, type, object_id, facts, created, due_at)
    SELECT id, type, object_id, facts, created, now() + interval '20 seconds'
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id text, type text, object_id text, facts jsonb, created timestamptz)
    ON CONFLICT DO NOTHING RETURNING id`;
  return new Set(made.map(({ id }) => id));
}

export async function markProcessed(sql: Sql, ids: readonly string[]): Promise<void> {
  await sql.$executeRaw`
    UPDATE stripe_event SET state = 'PROCESSED', attempts = attempts + 1, due_at = NULL WHERE id = ANY(${ids}::text[]) AND state <> 'PROCESSED'`;
}

/** Notes an attempt that failed and when the next one is: after 5 s, then twice as long each time up to an hour. False when it was the last. */
export async function markFailed(sql: Sql, id: string): Promise<boolean> {
  const rows = await sql.$queryRaw<{ again: boolean }[]>`
    UPDATE stripe_event SET state = 'FAILED', attempts = attempts + 1,
      due_at = CASE WHEN attempts + 1 < ${maxAttempts} THEN now() + least(interval '5 seconds' * power(2, attempts), interval '1 hour') END
    WHERE id = ${id} AND state <> 'PROCESSED' RETURNING due_at IS NOT NULL AS again`;
  return rows[0]?.again ?? true;
}

/** Takes up to fifty events that are due, oldest first, for twenty seconds to this caller alone. */
export async function takeDue<Object extends { id: string }>(sql: Sql): Promise<StripeEvent<Object>[]> {
  return sql.$queryRaw<StripeEvent<Object>[]>`
    UPDATE stripe_event SET due_at = now() + interval '20 seconds'
    WHERE id IN (SELECT id FROM stripe_event WHERE state <> 'PROCESSED' AND due_at <= now() ORDER BY due_at LIMIT 50 FOR UPDATE SKIP LOCKED)
    RETURNING id, type, facts AS object`;
}

/** Events are kept for 30 days, those that nobody could process until somebody has looked at them. */
export async function forgetEvents(sql: Sql): Promise<void> {
  await sql.$executeRaw`DELETE FROM stripe_event WHERE state = 'PROCESSED' AND received_at < now() - interval '30 days'`;
}
