import type { Region } from '@ycyw/service/viewer';
import { hashOf, isToken, newToken } from '../crypto/opaque-token.ts';
import type { Database, Tx } from './database.ts';

const lifetimeMs = 5 * 60_000;
const mostAttempts = 5;

/** What somebody whose password was right is given until the second factor is proven; stored by its hash. */
export async function issueChallenge(tx: Tx, user: { id: string; region: Region }, now: Date): Promise<string> {
  const token = newToken();
  await tx.signInChallenge.create({
    data: { id: hashOf(token), userId: user.id, region: user.region, expiresAt: new Date(now.getTime() + lifetimeMs) },
  });
  return token;
}

/**
 * Counts one try before it is made, so that a thousand at once are a thousand. Null when the challenge is unknown, used or
 * five minutes old; `spent` once five tries were made.
 */
export async function tryChallenge(db: Database, token: string, now: Date): Promise<{ userId: string; spent: boolean } | null> {
  if (!isToken(token)) return null;
  const [row] = await db.signInChallenge.updateManyAndReturn({
    where: { id: hashOf(token), usedAt: null, expiresAt: { gt: now } },
    data: { attempts: { increment: 1 } },
    select: { userId: true, attempts: true },
  });
  return row ? { userId: row.userId, spent: row.attempts > mostAttempts } : null;
}

/** Uses the challenge up. False when it was used before: of two at once, one wins. */
export async function takeChallenge(tx: Tx, token: string, now: Date): Promise<boolean> {
  const { count } = await tx.signInChallenge.updateMany({ where: { id: hashOf(token), usedAt: null }, data: { usedAt: now } });
  return count > 0;
}

export const dropChallenges = (tx: Tx, userId: string): PromiseLike<unknown> => tx.signInChallenge.deleteMany({ where: { userId } });

export const pruneChallenges = (db: Database, now: Date): PromiseLike<unknown> =>
  db.signInChallenge.deleteMany({ where: { expiresAt: { lt: now } } });
