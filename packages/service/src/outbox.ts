import { v7 as uuidv7 } from 'uuid';
import type { DomainEvent, EventTransport } from './events.ts';
import type { Logger } from './log.ts';
import type { Database, Sql } from './sql.ts';

/** Writes `events` in the transaction of the change that they tell of. */
export async function append(tx: Sql, events: readonly Pick<DomainEvent, 'type' | 'payload'>[], now: Date): Promise<void> {
  if (events.length === 0) return;
  const rows = JSON.stringify(events.map((event) => ({ id: uuidv7(), type: event.type, payload: event.payload })));
  await tx.$executeRaw`
    INSERT INTO outbox (id, type, payload, occurred_at)
    SELECT id, type, payload, ${now} FROM jsonb_to_recordset(${rows}::jsonb) AS r(id uuid, type text, payload jsonb)`;
}

const batch = 200;
const pollMs = 150;
const keptDays = 7;
const pruneBatch = 10_000;

/**
 * Publishes what the outbox of `domain` holds, in order, until stopped. One instance at a time relays: the others wait for its
 * lock, which it holds while the transport takes a batch; how long that may be, the transport bounds.
 */
export function startRelay(domain: string, db: Database, transport: EventTransport, log: Logger): { stop(): Promise<void> } {
  let stopping = false;
  const stopped = (): boolean => stopping;
  let wake: () => void = () => undefined;

  const relayBatch = (): Promise<number> =>
    db.$transaction(
      async (tx) => {
        const [lock] = await tx.$queryRaw<{ held: boolean }[]>`SELECT pg_try_advisory_xact_lock(hashtext('outbox')) AS held`;
        if (!lock?.held) return 0;
        const rows = await tx.$queryRaw<
          { position: bigint; id: string; type: string; payload: DomainEvent['payload']; occurred_at: Date }[]
        >`
          SELECT position, id::text, type, payload, occurred_at FROM outbox WHERE published_at IS NULL ORDER BY position LIMIT ${batch}`;
        if (rows.length === 0) return 0;
        // Publishing twice after a crash is right, losing is not; so the mark comes after. Consumers know events by id.
        await transport.publish(
          domain,
          rows.map((row) => ({ id: row.id, type: row.type, payload: row.payload, occurredAt: row.occurred_at.toISOString() })),
        );
        const positions = rows.map((row) => String(row.position));
        await tx.$executeRaw`UPDATE outbox SET published_at = now() WHERE position = ANY(${positions}::bigint[])`;
        return rows.length;
      },
      { maxWait: 10_000, timeout: 30_000 },
    );

  const waiting = async (): Promise<boolean> =>
    (await db.$queryRaw<unknown[]>`SELECT 1 FROM outbox WHERE published_at IS NULL LIMIT 1`).length > 0;

  const prune = async (): Promise<void> => {
    for (let gone = pruneBatch; gone === pruneBatch;) {
      gone = await db.$executeRaw`
        DELETE FROM outbox WHERE position IN (
          SELECT position FROM outbox WHERE published_at < now() - make_interval(days => ${keptDays}) LIMIT ${pruneBatch})`;
    }
  };

  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, stopped() ? 0 : ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async (): Promise<void> => {
    let prunedAt = 0;
    while (!stopped()) {
      let moved = 0;
      try {
        moved = (await waiting()) ? await relayBatch() : 0;
        if (Date.now() - prunedAt > 3_600_000) {
          prunedAt = Date.now();
          await prune();
        }
      } catch (error) {
        if (stopped()) return;
        log.error({ err: error }, 'outbox relay failed, trying again in 1 s');
        await rest(1000);
      }
      if (moved < batch) await rest(pollMs);
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping = true;
      wake();
      await running;
    },
  };
}
