import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Database, Tx } from './database.ts';

/** What may be tried how often within how long, counted from the first try. */
const limits = {
  /** Failures for one address, known or not, from devices that the account does not know. */
  SIGN_IN: { points: 10, minutes: 15 },
  /** Failures for one address from one device that its owner has signed in on: no stranger uses these up. */
  DEVICE: { points: 10, minutes: 15 },
  /** Failures from one network, whatever the address. */
  NETWORK: { points: 100, minutes: 15 },
  /** Mails to one address. */
  MAIL: { points: 5, minutes: 60 },
  /** Mails to one address that reset its password: apart, so that no stranger who registers it keeps the owner from them. */
  RESET_MAIL: { points: 5, minutes: 60 },
  /** Mails that one network asks for. */
  MAIL_NETWORK: { points: 50, minutes: 60 },
  /** Wrong tokens of mails from one network. */
  TOKEN: { points: 50, minutes: 15 },
  /** Wrong codes for one person: a stranger needs the password, or a session, to come this far. */
  SECOND_FACTOR: { points: 5, minutes: 15 },
  /** Wrong passwords of one person who is signed in, and so of no stranger. */
  STEP_UP: { points: 10, minutes: 15 },
  /** Archives of one person's data: each is gathered from everywhere and kept for a week. */
  EXPORT: { points: 5, minutes: 24 * 60 },
  /** Mails that tell an owner of a lock. */
  LOCK_MAIL: { points: 1, minutes: 15 },
} as const;

export type AttemptKind = keyof typeof limits;

interface Row {
  points: number;
  expire: bigint | null;
}

/** The library's queries on the connections that we have. */
const client = (db: Database | Tx) => ({
  query: async ({ text, values }: { text: string; values: unknown[] }) => {
    const rows = await db.$queryRawUnsafe<Row[]>(text, ...values);
    return { rows: rows.map(({ points, expire }) => ({ points, expire: Number(expire) })), rowCount: rows.length };
  },
});

const limiter = (db: Database | Tx, kind: AttemptKind): RateLimiterPostgres =>
  new RateLimiterPostgres({
    storeClient: client(db),
    storeType: 'client',
    tableName: 'attempt',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: kind,
    points: limits[kind].points,
    duration: limits[kind].minutes * 60,
  });

const text = (key: string | Uint8Array): string => (typeof key === 'string' ? key : Buffer.from(key).toString('base64url'));

/**
 * Counts one try before it is made, so that a hundred at once are a hundred. True while the limit is kept. `key` is a
 * keyed hash, never an address, nor an id, which would outlive its person. An address without an account counts the same. Real
 * time, whatever the clock says.
 */
export const countAttempt = (db: Database | Tx, kind: AttemptKind, key: string | Uint8Array): Promise<boolean> =>
  limiter(db, kind)
    .consume(text(key))
    .then(
      () => true,
      (refused: unknown) => {
        if (refused instanceof RateLimiterRes) return false;
        throw refused;
      },
    );

/** Takes back the try that turned out right: only failures count. */
export const forgiveAttempt = (db: Database, kind: AttemptKind, key: string | Uint8Array): Promise<unknown> =>
  limiter(db, kind).reward(text(key));

/** Starts afresh, e.g. for the owner who has just proven the address. */
export const clearAttempts = (db: Database, kind: AttemptKind, key: string | Uint8Array): Promise<unknown> =>
  limiter(db, kind).delete(text(key));

export const pruneAttempts = (db: Database): PromiseLike<unknown> => db.attempt.deleteMany({ where: { expire: { lt: Date.now() } } });
