import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { WebSocket } from 'ws';
import { parseConfiguration, type ConfigurationInput } from '../src/configuration.ts';
import { createRates } from '../src/guard/rates.ts';
import { createScope, trace, type Scope } from '../src/edge/scope.ts';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { store } from './toys/store.ts';
import { startToys } from './toys/subgraph.ts';

const internalKey = Buffer.alloc(32, 7);
const pair = await generateKeyPair('EdDSA');
const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'EdDSA' };
const keys = createServer((_, response) => response.end(JSON.stringify({ keys: [jwk] })));
let toys: Awaited<ReturnType<typeof startToys>>;

beforeAll(async () => {
  await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve));
  toys = await startToys(store);
});
afterAll(async () => {
  await toys.stop();
  await new Promise((resolve) => keys.close(resolve));
});

/** Twenty times one root field and one object. */
const cost = 40;
const rate = { perSecond: 0.1, burst: cost };
const auth: ConfigurationInput['auth'] & object = {
  serviceTokens: { audience: 'router', claims: { role: 'SERVICE' } },
  internal: { key: internalKey.toString('base64url') },
};
const withRouter = async (configuration: ConfigurationInput, use: (router: TestRouter) => Promise<void>): Promise<void> => {
  const router = await startTestRouter(toys.supergraph, configuration);
  await use(router).finally(() => router.stop());
};
const service = (): Promise<string> =>
  new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('x')
    .setAudience('router')
    .setIssuedAt()
    .setExpirationTime('60 s')
    .sign(internalKey);
const access = (subject: string): Promise<string> =>
  new SignJWT({})
    .setProtectedHeader({ alg: 'EdDSA', kid: 'k1' })
    .setSubject(subject)
    .setIssuer('identity')
    .setAudience('public')
    .setExpirationTime('10 min')
    .sign(pair.privateKey);
const bearer = async (token: Promise<string>): Promise<Record<string, string>> => ({ authorization: `Bearer ${await token}` });
const twenty = `{ ${Array.from({ length: 20 }, (_, index) => `a${String(index)}: me { id }`).join(' ')} }`;

const nobody = { party: { kind: 'Anonymous' as const }, key: '', claims: {}, expiresAt: undefined, session: undefined };
const identity = { ...nobody, scopes: new Set<string>(), policies: new Set<string>() };
const scopeOf = (clientAddress: string): Scope =>
  createScope({ identity, headers: {}, clientAddress, traceparent: trace(undefined), timeoutMs: 1000 });

describe('a rate', () => {
  test('refuses an anonymous address by cost, with 429 and the seconds to wait, and nobody behind another', async () => {
    await withRouter({ limits: { cost, rate }, trustedProxies: 1 }, async (router) => {
      const from = (address: string, query = twenty) => router.post(query, {}, { 'x-forwarded-for': address, 'accept-language': 'en' });
      expect((await from('6.6.6.6, 192.0.2.1')).status).toBe(200);
      const { status, headers, body } = await from('7.7.7.7, 192.0.2.1', '{ me { id } }');
      const seconds = Number(headers.get('retry-after'));
      expect([status, body.errors?.[0]?.extensions['code'], body.data]).toEqual([429, 'RATE_LIMITED', undefined]);
      expect(seconds).toBeGreaterThan(5);
      expect(body.errors?.[0]?.message).toBe(`Too many requests. Try again in ${String(seconds)} s.`);
      expect((await from('192.0.2.2')).status).toBe(200);
    });
  });

  test('does not believe x-forwarded-for when no proxy is trusted', async () => {
    await withRouter({ limits: { cost, rate } }, async (router) => {
      expect((await router.post(twenty, {}, { 'x-forwarded-for': '192.0.2.1' })).status).toBe(200);
      expect((await router.post(twenty, {}, { 'x-forwarded-for': '192.0.2.2' })).status).toBe(429);
    });
  });

  test('counts each signed-in user alone, and services not at all', async () => {
    const jwksUrl = `http://127.0.0.1:${String((keys.address() as AddressInfo).port)}/`;
    const accessTokens = { jwksUrl, issuer: 'identity', audience: 'public' };
    await withRouter({ limits: { cost, rate }, auth: { ...auth, accessTokens } }, async (router) => {
      const statuses: number[] = [];
      for (const who of ['u1', 'u1', 'u2']) statuses.push((await router.post(twenty, {}, await bearer(access(who)))).status);
      for (let tries = 0; tries < 3; tries += 1) statuses.push((await router.post(twenty, {}, await bearer(service()))).status);
      expect(statuses).toEqual([200, 429, 200, 200, 200, 200]);
    });
  });

  test('charges what is refused, too, and operations over a WebSocket', async () => {
    await withRouter({ limits: { cost, rate } }, async (router) => {
      for (let tries = 0; tries < cost; tries += 1) expect((await router.post('{ nobody }')).status).toBe(400);
      expect((await router.post('{ nobody }')).status).toBe(429);
      const client = createClient({ url: router.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
      await expect(client.iterate({ query: '{ me { id } }' }).next()).rejects.toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
      await client.dispose();
    });
  });

  test('fills up again with time, up to its burst, and counts a /64 as one', () => {
    let now = 0;
    const { charge } = createRates({ perSecond: 10, burst: 20 }, () => now);
    const takes = (clientAddress: string, cost: number): boolean => {
      try {
        charge(scopeOf(clientAddress), cost);
        return true;
      } catch {
        return false;
      }
    };
    expect([takes('2001:db8::1', 20), takes('2001:db8:0:0:ffff::2', 1), takes('2001:db8:0:1::1', 20)]).toEqual([true, false, true]);
    now = 100;
    expect([takes('2001:db8::3', 2), takes('2001:db8::3', 1)]).toEqual([false, true]);
    now = 1_000_000;
    expect([takes('2001:db8::1', 20), takes('2001:db8::1', 1)]).toEqual([true, false]);
    expect([takes('::ffff:192.0.2.9', 20), takes('192.0.2.9', 1)]).toEqual([true, false]);
  });

  test('gives back what was not used, never more than the burst', () => {
    const { charge, refund, left } = createRates({ perSecond: 10, burst: 20 }, () => 0);
    const who = scopeOf('192.0.2.1');
    charge(who, 15);
    refund(who, 7);
    expect(left(who)).toBe(12);
    refund(who, 30);
    expect(left(who)).toBe(20);
  });

  test('is never more for a key that names its own', () => {
    const { left } = createRates({ perSecond: 10, burst: 20 }, () => 0);
    const keyed = (perSecond: number, burst: number): number | undefined =>
      left({ clientAddress: '192.0.2.1', identity: { ...identity, apiKey: { id: 'k', rate: { perSecond, burst } } } });
    expect([keyed(1, 5), keyed(1_000_000, 1_000_000)]).toEqual([5, 20]);
  });

  test('must let the dearest operation through', () => {
    expect(() => parseConfiguration({ limits: { cost: 20, rate: { perSecond: 1, burst: 19 } } }, {})).toThrow('limits.rate.burst');
  });
});

describe('sockets', () => {
  test('are refused beyond what one address may hold, until one of them closes', async () => {
    await withRouter({ limits: { socketsPerAddress: 2 } }, async (router) => {
      const url = router.url.replace('http', 'ws');
      const open = (): WebSocket => new WebSocket(url, 'graphql-transport-ws', { headers: { 'accept-language': 'en' } });
      const held = [open(), open()];
      await Promise.all(held.map((socket) => once(socket, 'open')));
      const [, refused] = (await once(
        open().on('error', () => undefined),
        'unexpected-response',
      )) as [unknown, { statusCode: number }];
      expect(refused.statusCode).toBe(429);
      held[0]?.close();
      const entered = (socket: WebSocket): Promise<boolean> =>
        Promise.race([once(socket, 'open').then(() => true), once(socket, 'unexpected-response').then(() => false)]);
      let third = open();
      while (!(await entered(third))) third = open();
      for (const socket of [third, held[1]]) socket?.terminate();
    });
  });

  test('do not keep a long connection_init', async () => {
    await withRouter({}, async (router) => {
      const socket = new WebSocket(router.url.replace('http', 'ws'), 'graphql-transport-ws');
      await once(socket, 'open');
      socket.send(JSON.stringify({ type: 'connection_init', payload: { padding: 'x'.repeat(100_000) } }));
      expect(((await once(socket, 'close')) as [number])[0]).toBe(1009);
    });
  });

  test('carry no more operations at a time than they may', async () => {
    await withRouter({ limits: { subscriptionsPerSocket: 2 } }, async (router) => {
      const client = createClient({ url: router.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0, lazy: false });
      const query = 'subscription { reviewAdded(after: 3) { id } }';
      const running = [client.iterate({ query }), client.iterate({ query })];
      for (const events of running) await events.next();
      await expect(client.iterate({ query }).next()).rejects.toMatchObject([{ extensions: { code: 'TOO_COSTLY' } }]);
      await running[0]?.return?.();
      expect(await client.iterate({ query }).next()).toMatchObject({ value: { data: { reviewAdded: { id: 'r4' } } } });
      await client.dispose();
    });
  });
});
