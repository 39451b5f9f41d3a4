import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { pino } from 'pino';
import { WebSocket, WebSocketServer } from 'ws';
import type { Authenticate } from '../src/auth/authentication.ts';
import type { Identity } from '../src/auth/identity.ts';
import { parseConfiguration } from '../src/configuration.ts';
import { Refusal } from '../src/edge/refusal.ts';
import { Occupancy } from '../src/guard/occupancy.ts';
import { reasonOf } from '../src/subscriptions/closing.ts';
import { createSockets } from '../src/subscriptions/sockets.ts';
import { createTenures } from '../src/subscriptions/tenures.ts';
import { noMetrics } from '../src/telemetry/metrics.ts';
import { createObserver } from '../src/telemetry/observer.ts';
import { noTracer } from '../src/telemetry/tracer.ts';

const never = (): never => {
  throw new Error('not asked for here');
};
const identity = (id: string, more: Partial<Identity> = {}): Identity => ({
  party: { kind: 'User', id },
  key: id,
  claims: { sub: id },
  scopes: new Set(),
  policies: new Set(),
  session: id,
  expiresAt: Date.now() + 60_000,
  ...more,
});
/** Tokens are `NAME`, `NAME for MS` or what is wrong with them. */
const authenticate: Authenticate = (authorization = 'ada') => {
  const [name = '', ms] = authorization.split(' for ');
  if (name === 'expired') return Promise.reject(new Refusal(401, 'TOKEN_EXPIRED', 'expiredToken'));
  if (name === 'bad') return Promise.reject(new Refusal(401, 'UNAUTHENTICATED', 'badToken'));
  if (name === 'unreachable') return Promise.reject(new Refusal(503, 'INTERNAL', 'internal'));
  if (name === 'bug') return Promise.reject(new TypeError('a bug'));
  if (name === 'ada with less') return Promise.resolve(identity('ada', { key: 'ada, no longer a manager' }));
  if (name === 'never') return new Promise(() => undefined);
  return Promise.resolve(identity(name, ms === undefined ? {} : { expiresAt: Date.now() + Number(ms) }));
};
const revoked = new Set<string>();
const listeners = new Set<() => void>();
const revocations = {
  isRevoked: ({ session = '' }: Identity) => revoked.has(session),
  onChange: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

const log = pino({ level: 'silent' });
const servers: Server[] = [];
const tenures = createTenures(revocations);
let sockets: ReturnType<typeof createSockets>;
let router = '';
let reference = '';
let idle: Promise<unknown[]>;

async function listening(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `ws://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
}

beforeAll(async () => {
  const configuration = parseConfiguration({}, {});
  sockets = createSockets({
    engine: () => ({ prepare: never, execute: never, source: never, event: never, ended: never, hottest: never, warm: never }),
    subgraphs: never,
    watch: never,
    tenures,
    authenticate,
    addressOf: () => '127.0.0.1',
    configuration,
    log,
    telemetry: { observer: createObserver({ metrics: noMetrics, tracer: noTracer, log, requestLog: false }), tracer: noTracer },
    metrics: noMetrics,
    shedding: { enter: () => true, leave: () => undefined },
    seats: new Occupancy(1000),
  });
  const ours = createServer();
  ours.on('upgrade', (request, socket, head) => {
    sockets.upgrade(request, socket, head);
  });
  router = await listening(ours);
  const theirs = createServer();
  const schema = buildSchema('type Query { a: Int } type Subscription { forever: Int }');
  const subscribe = async function* (): AsyncGenerator<{ data: object }> {
    yield { data: { forever: 1 } };
    await new Promise((resolve) => setTimeout(resolve, 60_000).unref());
  };
  useServer({ schema, subscribe: subscribe as never, connectionInitWaitTimeout: 500 }, new WebSocketServer({ server: theirs }));
  reference = await listening(theirs);
  // For who connects now and says nothing, five seconds are short.
  const begin = globalThis.setTimeout;
  const hurried = jest
    .spyOn(globalThis, 'setTimeout')
    .mockImplementation(((work: () => void, ms: number) => begin(work, ms === 5000 ? 50 : ms)) as typeof setTimeout);
  const silent = new WebSocket(router, 'graphql-transport-ws');
  idle = once(silent, 'close');
  await once(silent, 'open');
  hurried.mockRestore();
});
const opened: WebSocket[] = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.terminate();
});
afterAll(async () => {
  await sockets.close();
  tenures.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

const open = async (url: string, protocol = 'graphql-transport-ws'): Promise<WebSocket> => {
  const socket = new WebSocket(url, protocol === '' ? [] : [protocol]);
  opened.push(socket);
  await once(socket, 'open');
  return socket;
};
async function closed(socket: WebSocket): Promise<{ code: number; reason: string }> {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  return { code, reason: reason.toString() };
}
/** Sends each message and then tells how the socket is closed; `…` waits for an answer first. */
async function after(url: string, messages: readonly (string | Buffer | object)[]): Promise<{ code: number; reason: string }> {
  const socket = await open(url);
  const closing = closed(socket);
  for (const message of messages) {
    if (message === '…') await once(socket, 'message');
    else socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message));
  }
  return closing;
}
const init = (authorization?: string) => ({ type: 'connection_init', ...(authorization !== undefined && { payload: { authorization } }) });
const forever = { id: '1', type: 'subscribe', payload: { query: 'subscription { forever }' } };

describe('as graphql-ws itself does', () => {
  const cases: [string, number, (string | Buffer | object)[]][] = [
    ['what is no JSON', 4400, ['{']],
    ['JSON that is no message', 4400, ['7']],
    ['a message of an unknown type', 4400, [{ type: 'start' }]],
    ['a payload that is no object', 4400, [{ type: 'connection_init', payload: 7 }]],
    ['a ping whose payload is no object', 4400, [{ type: 'ping', payload: 'x' }]],
    ['a subscription without id', 4400, [init(), '…', { ...forever, id: undefined }]],
    ['a subscription with an empty id', 4400, [init(), '…', { ...forever, id: '' }]],
    ['a subscription without payload', 4400, [init(), '…', { ...forever, payload: undefined }]],
    ['a query that is no text', 4400, [init(), '…', { ...forever, payload: { query: 7 } }]],
    ['variables that are no object', 4400, [init(), '…', { ...forever, payload: { query: '{a}', variables: 'x' } }]],
    ['extensions that are no object', 4400, [init(), '…', { ...forever, payload: { query: '{a}', extensions: 'x' } }]],
    ['a completion without id', 4400, [init(), '…', { type: 'complete' }]],
    ['a subscription before connection_init', 4401, [forever]],
    ['a second connection_init', 4429, [init(), init()]],
    ['a second connection_init after the first was acknowledged', 4429, [init(), '…', init()]],
  ];
  test.each(cases)('closes on %s with %i', async (_, code, messages) => {
    const [ours, theirs] = await Promise.all([after(router, messages), after(reference, messages)]);
    expect([ours.code, theirs.code]).toEqual([code, code]);
    if (code !== 4400) expect(ours.reason).toBe(theirs.reason);
  });

  test.each([undefined, 'graphql-ws'])('closes with 4406 when the subprotocol is %s', async (protocol) => {
    // Clients refuse a server that chooses none of what they offer, before they read how it closes.
    const closing = async (url: string): Promise<number> => {
      const headers = {
        connection: 'upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': Buffer.alloc(16, 1).toString('base64'),
        ...(protocol !== undefined && { 'sec-websocket-protocol': protocol }),
      };
      const [, socket, head] = (await once(request(url.replace('ws', 'http'), { headers }).end(), 'upgrade')) as [unknown, Socket, Buffer];
      const frame = head.length > 0 ? head : ((await once(socket, 'data')) as [Buffer])[0];
      socket.destroy();
      return frame[0] === 0x88 ? frame.readUInt16BE(2) : 0;
    };
    expect(await Promise.all([closing(router), closing(reference)])).toEqual([4406, 4406]);
  });

  test('answers a ping with a pong of the same payload, also before connection_init, and a pong with nothing', async () => {
    const answers = async (url: string): Promise<unknown[]> => {
      const socket = await open(url);
      const heard: unknown[] = [];
      socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString())));
      for (const message of [
        { type: 'ping' },
        { type: 'pong', payload: { a: 1 } },
        { type: 'ping', payload: { a: 1 } },
        init(),
        { type: 'ping' },
      ])
        socket.send(JSON.stringify(message));
      while (heard.length < 4) await once(socket, 'message');
      return heard.map((message) => JSON.stringify(message)).sort();
    };
    const [ours, theirs] = await Promise.all([answers(router), answers(reference)]);
    expect(ours).toEqual(theirs);
    expect(ours).toContain('{"type":"pong","payload":{"a":1}}');
  });

  test('takes no notice of the completion of what does not run', async () => {
    for (const url of [router, reference]) {
      const socket = await open(url);
      for (const message of [init(), { type: 'complete', id: 'nothing' }, { type: 'ping' }]) socket.send(JSON.stringify(message));
      const heard: unknown[] = [];
      socket.on('message', (data: Buffer) => heard.push((JSON.parse(data.toString()) as { type: string }).type));
      while (heard.length < 2) await once(socket, 'message');
      expect(heard.sort()).toEqual(['connection_ack', 'pong']);
    }
  });
});

test('closes with 4400 on a binary message and on one that only servers may send', async () => {
  expect((await after(router, [{ type: 'connection_ack' }])).code).toBe(4400);
  expect((await after(router, [Buffer.from('{"type":"ping"}')])).code).toBe(4400);
});

test('closes with 4401 on a subscription while the token is being checked', async () => {
  expect((await after(router, [init('never'), forever])).code).toBe(4401);
});

test('closes with 4408 when connection_init does not come', async () => {
  expect(await idle).toEqual([4408, Buffer.from('Connection initialisation timeout')]);
});

test.each([
  ['bad', 4401, 'UNAUTHENTICATED'],
  ['expired', 4403, 'TOKEN_EXPIRED'],
  ['ada for 100', 4403, 'TOKEN_EXPIRED'],
  ['unreachable', 1013, 'Try again later'],
  ['bug', 4500, 'Internal server error'],
])('a token that is %s closes with %i', async (token, code, reason) => {
  expect(await after(router, [init(token)])).toEqual({ code, reason });
});

describe('a token', () => {
  const ping = (authorization: string) => ({ type: 'ping', payload: { authorization } });

  test('is renewed by a ping that carries a newer one of the same user, which is not echoed', async () => {
    // The control, which is not renewed, begins later with a token of the same life: by its end the other's has passed, too.
    const [socket, control] = [await open(router), await open(router)];
    const [closing, controlClosing] = [closed(socket), closed(control)];
    const heard: string[] = [];
    socket.on('message', (data: Buffer) => heard.push(data.toString()));
    for (const one of [socket, control]) {
      one.send(JSON.stringify(init('ada for 1000')));
      await once(one, 'message');
    }
    socket.send(JSON.stringify(ping('ada for 600000')));
    await once(socket, 'message');
    expect(await controlClosing).toEqual({ code: 4403, reason: 'TOKEN_EXPIRED' });
    socket.send(JSON.stringify(ping('ada for 50')));
    expect(await closing).toEqual({ code: 4403, reason: 'TOKEN_EXPIRED' });
    expect(heard).toEqual(['{"type":"connection_ack"}', '{"type":"pong"}', '{"type":"pong"}']);
  });

  test.each([
    ['another user’s', 'grace', 4403, 'This token speaks for somebody else'],
    ['the same user’s with other claims', 'ada with less', 4403, 'This token speaks for somebody else'],
    ['an expired one', 'expired', 4403, 'TOKEN_EXPIRED'],
    ['a bad one', 'bad', 4401, 'UNAUTHENTICATED'],
  ])('is not renewed by %s', async (_, token, code, reason) => {
    expect(await after(router, [init('ada'), '…', ping(token)])).toEqual({ code, reason });
  });

  test('that is revoked closes its sockets with 4403 at once, and those of nobody else', async () => {
    const [gone, stays] = await Promise.all([open(router), open(router)]);
    gone.send(JSON.stringify(init('mallory')));
    stays.send(JSON.stringify(init('ada')));
    await Promise.all([once(gone, 'message'), once(stays, 'message')]);
    revoked.add('mallory');
    expect(stays.readyState).toBe(WebSocket.OPEN);
    const closing = closed(gone);
    for (const listener of listeners) listener();
    expect(await closing).toEqual({ code: 4403, reason: 'SESSION_REVOKED' });
    expect(await after(router, [init('mallory')])).toEqual({ code: 4403, reason: 'SESSION_REVOKED' });
    expect(stays.readyState).toBe(WebSocket.OPEN);
  });
});

test('cuts a reason to what a close frame carries', () => {
  expect(reasonOf('short')).toBe('short');
  expect(Buffer.byteLength(reasonOf('é'.repeat(200)))).toBeLessThanOrEqual(123);
  expect(reasonOf(`x${'é'.repeat(200)}`)).toMatch(/^xé+$/);
});
