import type { DomainEvent, EventTransport } from './events.ts';
import { tellable } from './log.ts';
import type { Database, Sql } from './sql.ts';

/** An event that a domain could not take, with when and why. */
export interface DeadLetter extends DomainEvent {
  failedAt: Date;
  /** At most 300 characters, nobody's data. */
  error: string;
}

interface Row {
  id: string;
  type: string;
  payload: DomainEvent['payload'];
  occurred_at: Date;
}

/** The stream on which `group` alone is given again what it had set aside: the others may have forgotten that they took it. */
export const redeliveriesOf = (group: string): string => `${group}:again`;

const eventOf = ({ id, type, payload, occurred_at }: Row): DomainEvent => ({ id, type, payload, occurredAt: occurred_at.toISOString() });

/** Keeps an event that failed, and notes it in the inbox so that it counts as dealt with: both or, when it was taken meanwhile, neither. */
export async function setAside(db: Sql, event: DomainEvent, error: unknown): Promise<void> {
  const { name, code, cause, message } = tellable(error);
  const why = [name, code, cause, message].filter(Boolean).join(' ').replaceAll('\0', '').slice(0, 300);
  await db.$executeRaw`
    WITH noted AS (
      INSERT INTO inbox (event_id, received_at) VALUES (${event.id}::uuid, now()) ON CONFLICT DO NOTHING RETURNING event_id
    )
    INSERT INTO dead_letter (event_id, type, payload, occurred_at, failed_at, error)
    SELECT event_id, ${event.type}::text, ${JSON.stringify(event.payload)}::jsonb, ${event.occurredAt}::timestamptz, now(), ${why}::text FROM noted
    ON CONFLICT (event_id) DO UPDATE SET failed_at = excluded.failed_at, error = excluded.error`;
}

/** What a domain has set aside, oldest first, at most 100. */
export async function deadLetters(db: Sql): Promise<DeadLetter[]> {
  const rows = await db.$queryRaw<(Row & { failed_at: Date; error: string })[]>`
    SELECT event_id::text AS id, type, payload, occurred_at, failed_at, error FROM dead_letter ORDER BY occurred_at, event_id LIMIT 100`;
  return rows.map((row) => ({ ...eventOf(row), failedAt: row.failed_at, error: row.error }));
}

/**
 * Gives `group` the events `ids` again, in the order they happened, and forgets that they were set aside; returns the ids it
 * found. When publishing fails they stay set aside.
 */
export const redeliver = (group: string, db: Database, transport: EventTransport, ids: readonly string[]): Promise<string[]> =>
  db.$transaction(async (tx) => {
    // The consumer that meets the event before this commits waits for the row of its inbox, then takes it.
    await tx.$executeRaw`DELETE FROM inbox WHERE event_id IN (SELECT event_id FROM dead_letter WHERE event_id = ANY(${ids}::uuid[]))`;
    const rows = await tx.$queryRaw<Row[]>`
      DELETE FROM dead_letter WHERE event_id = ANY(${ids}::uuid[]) RETURNING event_id::text AS id, type, payload, occurred_at`;
    const events = rows.sort((a, b) => a.occurred_at.getTime() - b.occurred_at.getTime() || (a.id < b.id ? -1 : 1)).map(eventOf);
    if (events.length > 0) await transport.publish(redeliveriesOf(group), events);
    return events.map(({ id }) => id);
  });
