import type { AttemptKind } from '../generated/prisma/client.ts';
import type { Database } from './database.ts';

/** What an address may be tried for, within how long, counted from the first try. */
const limits: Readonly<Record<AttemptKind, { count: number; minutes: number }>> = {
  SIGN_IN: { count: 10, minutes: 15 },
  MAIL: { count: 5, minutes: 60 },
  // By user: a stranger needs the password, or a session, to come this far.
  SECOND_FACTOR: { count: 5, minutes: 15 },
};

/**
 * Counts one try before it is made, so that a hundred at once are a hundred. True while the limit is kept.
 * An address without an account counts the same.
 */
export async function countAttempt(db: Database, kind: AttemptKind, addressKey: Uint8Array, now: Date): Promise<boolean> {
  const { count, minutes } = limits[kind];
  const [row] = await db.$queryRaw<{ count: number }[]>`
    INSERT INTO attempt AS a (kind, address_key, count, window_ends_at)
    VALUES (${kind}::attempt_kind, ${addressKey}, 1, ${now}::timestamptz + make_interval(mins => ${minutes}))
    ON CONFLICT (kind, address_key) DO UPDATE SET
      count = CASE WHEN a.window_ends_at <= ${now} THEN 1 ELSE least(a.count + 1, 1000000) END,
      window_ends_at = CASE WHEN a.window_ends_at <= ${now} THEN excluded.window_ends_at ELSE a.window_ends_at END
    RETURNING count`;
  return (row?.count ?? 0) <= count;
}

/** Takes back the try that turned out right: only failures count. */
export const forgiveAttempt = (db: Database, kind: AttemptKind, addressKey: Uint8Array): PromiseLike<unknown> =>
  db.$executeRaw`UPDATE attempt SET count = greatest(count - 1, 0) WHERE kind = ${kind}::attempt_kind AND address_key = ${addressKey}`;

/** Starts afresh, e.g. for the owner who has just proven the address. */
export const clearAttempts = (db: Database, kind: AttemptKind, addressKey: Uint8Array): PromiseLike<unknown> =>
  db.$executeRaw`DELETE FROM attempt WHERE kind = ${kind}::attempt_kind AND address_key = ${addressKey}`;

export const pruneAttempts = (db: Database, now: Date): PromiseLike<unknown> =>
  db.attempt.deleteMany({ where: { windowEndsAt: { lt: now } } });
