import { v7 as uuidv7 } from 'uuid';
import { audit } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import type { SessionEnd } from '../generated/prisma/client.ts';
import { deletionOf } from './account-deletion.ts';
import type { Database, Tx } from './database.ts';
import { issueRefreshToken } from './refresh-token.ts';
import { dropChallenges } from './sign-in-challenge.ts';
import { isUuid, type Person } from './user.ts';

/** A session and the one refresh token that goes on with it. */
export interface OpenSession extends Proven {
  sessionId: string;
  refreshToken: string;
}

/** On what, and in which country (ISO 3166-1; null when unknown), a session was opened. */
export interface Whereabouts {
  device: string;
  country: string | null;
}

/** What was proven in a session. */
export interface Proven {
  /** A second factor. */
  factor: boolean;
  /** Afresh, and when. */
  steppedUpAt: Date | null;
}

/**
 * Opens a session of `user` on a device; `factor`: a second one was proven. WRONG_CREDENTIALS for an account that is being deleted.
 * That of anybody who is more than a customer is told to the audit trail.
 */
export async function openSession(
  tx: Tx,
  user: Pick<Person, 'id' | 'region' | 'role'>,
  where: Whereabouts,
  factor: boolean,
  now: Date,
): Promise<OpenSession> {
  const sessionId = uuidv7();
  await tx.session.create({
    data: { id: sessionId, userId: user.id, region: user.region, ...where, factor, createdAt: now, lastSeenAt: now },
  });
  // After the insert: its foreign key waits for a deletion that is being noted, and we see it then.
  if (await deletionOf(tx, user.id)) throw new Refusal('WRONG_CREDENTIALS');
  if (user.role !== 'CUSTOMER')
    await audit(tx, user, { action: 'identity.session.opened', subjectKind: 'session', subjectId: sessionId }, now);
  return {
    sessionId,
    refreshToken: (await issueRefreshToken(tx, { sessionId, region: user.region }, now)).token,
    factor,
    steppedUpAt: null,
  };
}

/** Notes what was proven in an open session of the user's; null when it is over, or not theirs. */
export async function noteProof(
  tx: Tx,
  { id, userId }: { id: string; userId: string },
  proof: { factor?: true; steppedUpAt?: Date },
): Promise<Proven | null> {
  const [session] = await tx.session.updateManyAndReturn({
    where: { id, userId, endedAt: null },
    data: proof,
    select: { factor: true, steppedUpAt: true },
  });
  return session ?? null;
}

/** When an open session of the user's began; null when it is over, or not theirs. */
export const sessionSince = async (db: Database, { id, userId }: { id: string; userId: string }): Promise<Date | null> =>
  (await db.session.findFirst({ where: { id, userId, endedAt: null }, select: { createdAt: true } }))?.createdAt ?? null;

/** Ends one session, or all of a user's, or all but one, and then the sign-ins half done too; those that ended before keep their reason. */
export async function endSessions(
  tx: Tx,
  which: { id: string; userId?: string } | { userId: string; id?: { not: string } },
  reason: SessionEnd,
  now: Date,
): Promise<void> {
  await tx.session.updateMany({ where: { ...which, endedAt: null }, data: { endedAt: now, endReason: reason } });
  if (which.userId !== undefined && typeof which.id !== 'string') await dropChallenges(tx, which.userId);
}

/** Ends an open session of the user's own; false when there is no such session of theirs. One that ended before stays as it is. */
export async function endOwnSession(db: Database, { id, userId }: { id: string; userId: string }, now: Date): Promise<boolean> {
  if (!isUuid(id) || (await db.session.count({ where: { id, userId } })) === 0) return false;
  await endSessions(db, { id, userId }, 'SIGNED_OUT', now);
  return true;
}

/** A user's sessions that are open and were used after `since`, the one used last first; at most 100. */
export const openSessions = (db: Database, userId: string, since: Date) =>
  db.session.findMany({
    where: { userId, endedAt: null, lastSeenAt: { gt: since } },
    select: { id: true, device: true, country: true, createdAt: true, lastSeenAt: true },
    orderBy: [{ lastSeenAt: 'desc' }, { id: 'desc' }],
    take: 100,
  });

/** Ids of the sessions that ended after `since`; as many as end in minutes, so without pages. */
export const endedSessions = async (db: Database, since: Date): Promise<string[]> =>
  (await db.session.findMany({ where: { endedAt: { gt: since } }, select: { id: true } })).map(({ id }) => id);

/** Forgets sessions whose last refresh token can no longer be used. */
export const pruneSessions = (db: Database, before: Date): PromiseLike<unknown> =>
  db.session.deleteMany({ where: { lastSeenAt: { lt: before } } });
