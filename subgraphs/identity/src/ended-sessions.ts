import { bearer } from '@ycyw/service/bearer';
import type { Clock } from '@ycyw/service/clock';
import type { Route } from '@ycyw/service/serve';
import { verifyInternal } from '@ycyw/service/viewer';
import { endedKeys } from './data/api-key.ts';
import type { Database } from './data/database.ts';
import { endedIds } from './data/ended-id.ts';
import { endedSessions } from './data/session.ts';
import { accessMinutes, leewayMs } from './domain/signing-key.ts';

/**
 * GET /ended-sessions, for the router alone: `{ "revoked": [id] }` of every session that ended while an access token of it may
 * still be good, and of every API key that ended as lately, also
 * where the person is gone. 401 without the router's token.
 */
export const endedSessionsRoute =
  (means: { db: Database; clock: Clock; internalKey: Uint8Array }): Route =>
  async (request, response) => {
    const asker = await verifyInternal(bearer(request.headers.authorization), means.internalKey, 'identity').catch(() => null);
    if (!asker) {
      response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
      return;
    }
    const now = means.clock.now();
    const since = new Date(now.getTime() - accessMinutes * 60_000 - leewayMs);
    const revoked = [
      ...(await endedSessions(means.db, since)),
      ...(await endedKeys(means.db, since, now)),
      ...(await endedIds(means.db, since)),
    ];
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify({ revoked }));
  };
