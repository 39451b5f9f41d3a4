import { redeliveriesOf, setAside } from './deadLetter.ts';
import type { DomainEvent, EventTransport } from './events.ts';
import type { Logger } from './log.ts';
import type { Database } from './sql.ts';

type Reaction<Tx> = ((tx: Tx, event: DomainEvent) => Promise<void>) | Together<Tx>;

/** Takes neighbouring events of its types together, in their order: for what is frequent and cheaper by the dozen. */
export interface Together<Tx> {
  all(tx: Tx, events: readonly DomainEvent[]): Promise<void>;
}

/** What a domain does when an event arrives, in the transaction that also notes the event as seen. No network call belongs here. */
export type Reactions<Tx> = Record<string, Reaction<Tx>>;

/** Events in their order, neighbours with one reaction side by side. */
function runs<Tx>(
  events: readonly DomainEvent[],
  reactions: Reactions<Tx>,
): { reaction: Reaction<Tx> | undefined; events: DomainEvent[] }[] {
  const found: ReturnType<typeof runs<Tx>> = [];
  for (const event of events) {
    const reaction = reactions[event.type];
    const last = found.at(-1);
    if (last && last.reaction === reaction) last.events.push(event);
    else found.push({ reaction, events: [event] });
  }
  return found;
}

const attempts = 8;
// Longer than the streams keep an event (13 days), and an outbox what it published: what is forgotten here cannot come again.
const keptDays = 14;
const pruneMs = 3_600_000;
const pruneBatch = 10_000;

async function prune(db: Database): Promise<void> {
  for (let gone = pruneBatch; gone === pruneBatch;) {
    gone = await db.$executeRaw`
      DELETE FROM inbox WHERE event_id IN (
        SELECT event_id FROM inbox WHERE received_at < now() - make_interval(days => ${keptDays}) LIMIT ${pruneBatch})`;
  }
}

/**
 * Feeds `reactions` (by event type) with the events of `domains`, each event once: its id is stored in the same
 * transaction as what it caused. An event that fails again and again is set aside in `dead_letter`, so that the rest can
 * go on; tools/redeliver.ts brings it back.
 */
export async function consume<Db extends Database>(
  group: string,
  domains: readonly string[],
  transport: EventTransport,
  db: Db,
  reactions: Reactions<Parameters<Parameters<Db['$transaction']>[0]>[0]>,
  log: Logger,
): Promise<void> {
  const react = (events: readonly DomainEvent[]): Promise<void> =>
    db.$transaction(
      async (tx) => {
        const ids = events.map((event) => event.id);
        const fresh = await tx.$queryRaw<{ event_id: string }[]>`
          INSERT INTO inbox (event_id, received_at) SELECT id, now() FROM unnest(${ids}::uuid[]) AS id
          ON CONFLICT DO NOTHING RETURNING event_id::text`;
        const unseen = new Set(fresh.map((row) => row.event_id));
        const due = events.filter((event) => unseen.delete(event.id));
        for (const { reaction, events: run } of runs(due, reactions)) {
          if (typeof reaction === 'function') for (const event of run) await reaction(tx, event);
          else await reaction?.all(tx, run);
        }
      },
      { maxWait: 10_000, timeout: 60_000 },
    );

  const reactAlone = async (event: DomainEvent): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await react([event]);
        return;
      } catch (error) {
        if (attempt === attempts) {
          // While the database itself does not answer, no event is to blame: this rejects, and the whole batch comes again.
          await setAside(db, event, error);
          log.error({ err: error, eventId: event.id, type: event.type }, 'event set aside after repeated failure');
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, Math.min(5000, 50 * 2 ** attempt)));
      }
    }
  };

  // Not at the start: what a crash left half acknowledged is read first, however long ago it came.
  let prunedAt = Date.now();
  const pruneHourly = async (): Promise<void> => {
    if (Date.now() - prunedAt < pruneMs) return;
    prunedAt = Date.now();
    await prune(db).catch((error: unknown) => {
      log.warn({ err: error }, 'pruning the inbox failed, trying again in an hour');
    });
  };

  await transport.subscribe(group, [...domains, redeliveriesOf(group)], async (events) => {
    const wanted = events.filter((event) => Object.hasOwn(reactions, event.type));
    if (wanted.length === 0) return;
    try {
      await react(wanted);
    } catch (error) {
      log.warn({ err: error, events: wanted.length }, 'batch of events failed, taking them one by one');
      for (const event of wanted) await reactAlone(event);
    }
    await pruneHourly();
  });
}
