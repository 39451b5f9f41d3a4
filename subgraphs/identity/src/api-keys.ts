import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { bearer } from '@ycyw/service/bearer';
import { readBody } from '@ycyw/service/body';
import type { Clock } from '@ycyw/service/clock';
import type { Route } from '@ycyw/service/serve';
import { verifyInternal } from '@ycyw/service/viewer';
import type { Aside } from './aside.ts';
import { prefixOf } from './crypto/api-key-secret.ts';
import { hashOf } from './crypto/opaque-token.ts';
import { findKey, noteUse, type ApiKey } from './data/api-key.ts';
import type { Database } from './data/database.ts';
import { works } from './domain/api-key.ts';

const shape = z.object({ key: z.string().max(200) });
const nobody = Buffer.alloc(32);

const claimsOf = ({ id, userId, region, scopes, test }: ApiKey) => ({
  sub: userId,
  role: 'PARTNER',
  region,
  sid: id,
  scope: scopes.join(' '),
  ...(test && { test }),
});

const rateOf = ({ costPerMinute }: ApiKey) => costPerMinute && { perSecond: costPerMinute / 60, burst: costPerMinute };

/**
 * POST /api-keys `{ "key" }`, for the router alone: `{ "claims", "rate": { "perSecond", "burst" } | null }` in units of cost, 404 for a
 * key that is none, has ended or is of somebody who is a partner no longer; each takes one look-up. 401 without the router's token.
 */
export const apiKeysRoute =
  (means: { db: Database; clock: Clock; aside: Aside; internalKey: Uint8Array }): Route =>
  async (request, response) => {
    const asker = await verifyInternal(bearer(request.headers.authorization), means.internalKey, 'identity').catch(() => null);
    if (!asker) {
      response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
      return;
    }
    const asked = shape.safeParse(JSON.parse((await readBody(request, 1000)).toString()));
    const secret = asked.data?.key ?? '';
    const now = means.clock.now();
    const found = await findKey(means.db, prefixOf(secret) ?? '');
    const right = timingSafeEqual(hashOf(secret), found?.hash ?? nobody);
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
    if (!found || !right || !works(found, now) || found.user.role !== 'PARTNER') {
      response.writeHead(404, headers).end('{"error":"not found"}');
      return;
    }
    means.aside.run(() => Promise.resolve(noteUse(means.db, found.id, now)));
    response.writeHead(200, headers).end(JSON.stringify({ claims: claimsOf(found), rate: rateOf(found) }));
  };
