import { bearer } from '@ycyw/service/bearer';
import type { Clock } from '@ycyw/service/clock';
import type { Route } from '@ycyw/service/serve';
import { verifyInternal } from '@ycyw/service/viewer';
import type { Database } from './data/database.ts';
import { endedSessions } from './data/session.ts';
import { accessMinutes } from './signer.ts';

/** Clocks of two machines may differ by so much. */
const leewayMs = 60_000;

/**
 * GET /ended-sessions, for the router alone: `{ "revoked": [session id] }` of every session that ended while an access token of
 * it may still be good. 401 without the router's token.
 */
export const endedSessionsRoute =
  (means: { db: Database; clock: Clock; internalKey: Uint8Array }): Route =>
  async (request, response) => {
    const asker = await verifyInternal(bearer(request.headers.authorization), means.internalKey, 'identity').catch(() => null);
    if (!asker) {
      response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
      return;
    }
    const since = new Date(means.clock.now().getTime() - accessMinutes * 60_000 - leewayMs);
    const revoked = await endedSessions(means.db, since);
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify({ revoked }));
  };
