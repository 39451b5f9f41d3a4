import type { Database, Tx } from './database.ts';

/** Remembers that a person's sessions and keys have ended, before their rows go with the person's. */
export const keepEndedIds = (tx: Tx, userId: string, now: Date): PromiseLike<unknown> => tx.$executeRaw`
  INSERT INTO ended_id (id, ended_at)
  SELECT id, coalesce(ended_at, ${now}) FROM session WHERE user_id = ${userId}::uuid
  UNION ALL SELECT id, coalesce(revoked_at, ${now}) FROM api_key WHERE user_id = ${userId}::uuid`;

/** Those that ended after `since` and whose person is gone. */
export const endedIds = async (db: Database, since: Date): Promise<string[]> =>
  (await db.endedId.findMany({ where: { endedAt: { gt: since } }, select: { id: true } })).map(({ id }) => id);

/** Forgets those of which no token can be good any more. */
export const pruneEndedIds = (db: Database, before: Date): PromiseLike<unknown> =>
  db.endedId.deleteMany({ where: { endedAt: { lt: before } } });
