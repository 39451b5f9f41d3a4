import { hashOf, isToken, successorKey } from '../crypto/opaque-token.ts';
import { open, seal } from '@ycyw/service/seal';
import { judge } from '../domain/rotation.ts';
import type { Database } from './database.ts';
import { findRefreshToken, issueRefreshToken } from './refresh-token.ts';
import { endSessions, type OpenSession } from './session.ts';

/**
 * Exchanges a refresh token for its successor, by the rules of domain/rotation; null when the session is over, which a
 * token that comes back too late sees to. A family is rotated by one request at a time.
 */
export function rotateRefreshToken(db: Database, presented: string, now: Date): Promise<(OpenSession & { userId: string }) | null> {
  if (!isToken(presented)) return Promise.resolve(null);
  return db.$transaction(async (tx) => {
    await tx.$queryRaw`
      SELECT s.id::text FROM session s JOIN refresh_token t ON t.session_id = s.id WHERE t.hash = ${hashOf(presented)} FOR UPDATE OF s`;
    const token = await findRefreshToken(tx, presented);
    if (!token) return null;
    const { id, sessionId, session, successor, successorSealed } = token;
    const proven = { sessionId, userId: session.userId, factor: session.factor, steppedUpAt: session.steppedUpAt };
    const successorUsed = successor?.usedAt !== null || !successorSealed;
    const verdict = judge({ expiresAt: token.expiresAt, usedAt: token.usedAt, successorUsed, sessionEndedAt: session.endedAt }, now);
    if (verdict === 'OVER') return null;
    if (verdict === 'REPEAT' && successorSealed) {
      return { ...proven, refreshToken: open(successorKey(presented), successorSealed, id) };
    }
    if (verdict !== 'ROTATE') {
      await endSessions(tx, { id: sessionId }, 'TOKEN_REUSED', now);
      return null;
    }
    await tx.refreshToken.update({ where: { id }, data: { usedAt: now } });
    const next = await issueRefreshToken(tx, { sessionId, region: token.region }, now);
    await tx.refreshToken.update({
      where: { id },
      data: { successorId: next.id, successorSealed: seal(successorKey(presented), next.token, id) },
    });
    // Now that this token is used nobody may be handed it again, so its sealed copy goes.
    await tx.refreshToken.updateMany({ where: { successorId: id }, data: { successorSealed: null } });
    await tx.session.update({ where: { id: sessionId }, data: { lastSeenAt: now } });
    return { ...proven, refreshToken: next.token };
  });
}
