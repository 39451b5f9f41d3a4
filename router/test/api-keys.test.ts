import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { jwtVerify } from 'jose';
import { WebSocket } from 'ws';
import { createApiKeys } from '../src/auth/apiKeys.ts';
import { parseConfiguration, type ConfigurationInput } from '../src/configuration.ts';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { store } from './toys/store.ts';
import { startToys } from './toys/subgraph.ts';
import { until } from './toys/until.ts';

const internalKey = Buffer.alloc(32, 7);
interface Known {
  claims: Record<string, unknown>;
  rate?: { perSecond: number; burst: number } | null;
}
let keys: Record<string, Known> = {};
let asked: { authorization: string | undefined; key: string }[] = [];
let revoked: string[] = [];
/** The status of every answer about keys; undefined: as it should be. */
let status: number | undefined;
let held: Promise<void> | undefined;
let toys: Awaited<ReturnType<typeof startToys>>;
let identity: Server;
let router: TestRouter;

const partner = (sid: string): Known => ({
  claims: { sub: 'p1', role: 'PARTNER', region: 'EU', sid, scope: 'bookings:read', secret: 'x' },
});

beforeAll(async () => {
  identity = createServer((request, response) => {
    void (async () => {
      if (request.url === '/ended') {
        response.end(JSON.stringify({ revoked }));
        return;
      }
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { key } = JSON.parse(Buffer.concat(chunks).toString()) as { key: string };
      asked.push({ authorization: request.headers.authorization, key });
      await held;
      const known = keys[key];
      response.writeHead(status ?? (known ? 200 : 404)).end(JSON.stringify(known ?? {}));
    })();
  });
  await new Promise<void>((resolve) => identity.listen(0, '127.0.0.1', resolve));
  toys = await startToys(store);
});
beforeEach(async () => {
  keys = { ycyw_live_a: partner('key-a'), ycyw_live_b: partner('key-b') };
  asked = [];
  revoked = [];
  status = undefined;
  held = undefined;
  router = await startTestRouter(toys.supergraph, configuration());
});
afterEach(async () => {
  jest.restoreAllMocks();
  await router.stop();
});
afterAll(async () => {
  await toys.stop();
  identity.closeAllConnections();
  await new Promise((resolve) => identity.close(resolve));
});

function configuration(apiKeys: { rememberSeconds?: number } = {}): ConfigurationInput {
  const url = `http://127.0.0.1:${String((identity.address() as AddressInfo).port)}`;
  return {
    auth: {
      apiKeys: { url: `${url}/api-keys`, prefix: 'ycyw_', audience: 'identity', claims: { role: 'SERVICE' }, ...apiKeys },
      revocations: { url: `${url}/ended`, everySeconds: 0.05, audience: 'identity' },
      internal: { key: internalKey.toString('base64url'), claims: ['sub', 'role', 'region', 'sid', 'scope', 'test'] },
    },
    limits: { cost: 40, rate: { perSecond: 0.001, burst: 40 } },
  };
}
const ask = (key: string, query = '{ viewer { sub role region } }') => router.post(query, {}, { authorization: `Bearer ${key}` });
const later = (ms: number): void => {
  jest.spyOn(Date, 'now').mockImplementation(() => performance.timeOrigin + performance.now() + ms);
};

describe('an API key', () => {
  test('speaks for its user with its scopes, and shows subgraphs no more than an access token', async () => {
    expect((await ask('ycyw_live_a')).body.data?.['viewer']).toEqual({ sub: 'p1', role: 'PARTNER', region: 'EU' });
    const sent = toys.running['accounts']?.requests.at(-1)?.headers.authorization?.slice(7) ?? '';
    const { payload } = await jwtVerify(sent, internalKey, { issuer: 'router', audience: 'accounts' });
    expect(payload).toMatchObject({ sub: 'p1', sid: 'key-a', scope: 'bookings:read' });
    expect(payload).not.toHaveProperty('secret');
    const vouched = await jwtVerify(asked[0]?.authorization?.slice(7) ?? '', internalKey, { issuer: 'router', audience: 'identity' });
    expect([vouched.payload['role'], asked.map(({ key }) => key)]).toEqual(['SERVICE', ['ycyw_live_a']]);
  });

  test('is asked about once by all who come at the same time, and again when half a minute is over', async () => {
    let release = (): void => undefined;
    held = new Promise((resolve) => (release = resolve));
    const together = Promise.all(Array.from({ length: 10 }, () => ask('ycyw_live_a')));
    await until(() => asked.length > 0);
    release();
    expect(new Set((await together).map((answer) => answer.status))).toEqual(new Set([200]));
    expect((await ask('ycyw_live_a')).status).toBe(200);
    expect(asked).toHaveLength(1);
    later(31_000);
    expect((await ask('ycyw_live_a')).status).toBe(200);
    expect(asked).toHaveLength(2);
  });

  test('that nobody has is refused with 401, and not asked about again for half a minute', async () => {
    for (let tries = 0; tries < 3; tries += 1) {
      const { status: code, body } = await ask('ycyw_live_none');
      expect([code, body.errors?.[0]?.extensions['code'], body.data]).toEqual([401, 'UNAUTHENTICATED', undefined]);
    }
    expect(asked).toHaveLength(1);
    keys['ycyw_live_none'] = partner('key-new');
    later(31_000);
    expect((await ask('ycyw_live_none')).status).toBe(200);
  });

  test('that is too long to be one is refused, and nobody asked', async () => {
    expect((await ask(`ycyw_${'x'.repeat(2000)}`)).status).toBe(401);
    expect(asked).toEqual([]);
  });

  test('stays remembered whatever others guess', async () => {
    const { auth } = parseConfiguration(configuration(), {});
    const own = createApiKeys(auth);
    jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    await own.identityOf('ycyw_live_a');
    for (let n = 0; n < 6000; n += 100)
      await Promise.allSettled(Array.from({ length: 100 }, (_, index) => own.identityOf(`ycyw_guess${String(n + index)}`)));
    const before = asked.length;
    await own.identityOf('ycyw_live_a');
    expect(asked.length).toBe(before);
  });

  test.each([500, 302, 401])('is 503, not 401, while who knows the keys answers %i; nothing of it is remembered', async (answered) => {
    status = answered;
    expect((await ask('ycyw_live_a')).status).toBe(503);
    status = undefined;
    expect((await ask('ycyw_live_a')).status).toBe(200);
  });

  test('is 503 where the answer is not what it should be', async () => {
    keys['ycyw_live_a'] = { claims: { role: 'ADMIN' } };
    expect((await ask('ycyw_live_a')).status).toBe(503);
  });

  test('has a bucket of its own where it has a rate of its own, else its user’s', async () => {
    keys['ycyw_live_own'] = { ...partner('key-own'), rate: { perSecond: 0.001, burst: 4 } };
    const statuses = async (key: string, times: number): Promise<number[]> => {
      const found: number[] = [];
      for (let n = 0; n < times; n += 1) found.push((await ask(key, '{ me { id } }')).status);
      return found;
    };
    expect(await statuses('ycyw_live_own', 3)).toEqual([200, 200, 429]);
    expect(await statuses('ycyw_live_a', 19)).toEqual(Array.from({ length: 19 }, () => 200));
    expect(await statuses('ycyw_live_b', 2)).toEqual([200, 429]);
  });

  test('gets even what costs more than its bucket holds, and waits for it after', async () => {
    keys['ycyw_live_own'] = { ...partner('key-own'), rate: { perSecond: 0.5, burst: 4 } };
    const dear = `{ ${Array.from({ length: 10 }, (_, index) => `a${String(index)}: me { id }`).join(' ')} }`;
    expect((await ask('ycyw_live_own', dear)).status).toBe(200);
    const { status: code, headers } = await ask('ycyw_live_own', '{ me { id } }');
    expect([code, Number(headers.get('retry-after')) > 20]).toEqual([429, true]);
  });
});

describe('a socket opened with a key', () => {
  const open = async (key: string): Promise<WebSocket> => {
    const socket = new WebSocket(router.url.replace('http', 'ws'), 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } }));
    await once(socket, 'message');
    return socket;
  };
  beforeEach(async () => {
    await router.stop();
    router = await startTestRouter(toys.supergraph, configuration({ rememberSeconds: 0.05 }));
  });

  test('lives on while the key is good, however often it is asked about', async () => {
    const socket = await open('ycyw_live_a');
    await until(() => asked.length > 5);
    expect(socket.readyState).toBe(WebSocket.OPEN);
    socket.terminate();
  });

  test('lives on while nobody can say whose the key is', async () => {
    const socket = await open('ycyw_live_a');
    status = 500;
    const already = asked.length;
    await until(() => asked.length > already);
    expect(socket.readyState).toBe(WebSocket.OPEN);
    socket.terminate();
  });

  test.each([
    ['the list of revocations has it', () => void (revoked = ['key-a'])],
    ['nobody has it any more', () => void (keys = {})],
    ['it may do something else', () => void (keys['ycyw_live_a'] = { claims: { ...partner('key-a').claims, scope: 'all' } })],
  ])('is closed when %s', async (_when, happen) => {
    const [socket, other] = [await open('ycyw_live_a'), await open('ycyw_live_b')];
    const closed = once(socket, 'close') as Promise<[number, Buffer]>;
    happen();
    const [code, reason] = await closed;
    expect([code, reason.toString()]).toEqual([4403, 'SESSION_REVOKED']);
    if (keys['ycyw_live_b']) expect(other.readyState).toBe(WebSocket.OPEN);
    other.terminate();
  });
});
