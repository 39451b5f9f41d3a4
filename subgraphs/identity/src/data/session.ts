import { v7 as uuidv7 } from 'uuid';
import type { SessionEnd } from '../generated/prisma/client.ts';
import type { Database, Tx } from './database.ts';
import { issueRefreshToken } from './refresh-token.ts';
import type { Person } from './user.ts';

/** A session and the one refresh token that goes on with it. */
export interface OpenSession {
  sessionId: string;
  refreshToken: string;
}

/** Opens a session of `user` on a device. */
export async function openSession(tx: Tx, user: Pick<Person, 'id' | 'region'>, device: string, now: Date): Promise<OpenSession> {
  const sessionId = uuidv7();
  await tx.session.create({ data: { id: sessionId, userId: user.id, region: user.region, device, createdAt: now, lastSeenAt: now } });
  return { sessionId, refreshToken: (await issueRefreshToken(tx, { sessionId, region: user.region }, now)).token };
}

/** Ends one session, or all of a user's; those that ended before keep their reason. */
export const endSessions = (tx: Tx, which: { id: string } | { userId: string }, reason: SessionEnd, now: Date): PromiseLike<unknown> =>
  tx.session.updateMany({ where: { ...which, endedAt: null }, data: { endedAt: now, endReason: reason } });

/** Ids of the sessions that ended after `since`; as many as end in minutes, so without pages. */
export const endedSessions = async (db: Database, since: Date): Promise<string[]> =>
  (await db.session.findMany({ where: { endedAt: { gt: since } }, select: { id: true } })).map(({ id }) => id);

/** Forgets sessions whose last refresh token can no longer be used. */
export const pruneSessions = (db: Database, before: Date): PromiseLike<unknown> =>
  db.session.deleteMany({ where: { lastSeenAt: { lt: before } } });
