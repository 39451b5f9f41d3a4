import { v7 as uuidv7 } from 'uuid';
import { hashOf, isToken, newToken } from '../crypto/opaque-token.ts';
import { refreshTokenDays } from '../domain/rotation.ts';
import type { Region } from '../generated/prisma/client.ts';
import type { Database, Tx } from './database.ts';

/** Stores a new token of the session by its hash; it is the session's only unused one. */
export async function issueRefreshToken(
  tx: Tx,
  { sessionId, region }: { sessionId: string; region: Region },
  now: Date,
): Promise<{ id: string; token: string }> {
  const token = newToken();
  const id = uuidv7();
  const expiresAt = new Date(now.getTime() + refreshTokenDays * 86_400_000);
  await tx.refreshToken.create({ data: { id, sessionId, region, hash: hashOf(token), createdAt: now, expiresAt } });
  return { id, token };
}

/** A token with its session and what came after it; null when it is unknown. */
export const findRefreshToken = (tx: Tx, token: string) =>
  tx.refreshToken.findUnique({
    where: { hash: hashOf(token) },
    include: {
      session: { select: { userId: true, endedAt: true, factor: true, steppedUpAt: true } },
      successor: { select: { usedAt: true } },
    },
  });

/** Whose session a token belongs to, without using it; null when it is unknown. */
export async function sessionOfToken(db: Database, token: string): Promise<{ sessionId: string; userId: string } | null> {
  const found = isToken(token) ? await findRefreshToken(db, token) : null;
  return found && { sessionId: found.sessionId, userId: found.session.userId };
}

export const pruneRefreshTokens = (db: Database, now: Date): PromiseLike<unknown> =>
  db.refreshToken.deleteMany({ where: { expiresAt: { lt: now } } });
