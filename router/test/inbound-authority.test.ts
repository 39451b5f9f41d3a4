import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt, jwtVerify, SignJWT } from 'jose';
import { WebSocket } from 'ws';
import { startChat, type Chat } from './toys/chat.ts';
import { startIssuer } from './toys/issuer.ts';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { store } from './toys/store.ts';
import { startToys } from './toys/subgraph.ts';
import { until } from './toys/until.ts';

const internalKey = Buffer.alloc(32, 7);
const forged = `Bearer ${await new SignJWT({ sub: 'admin', role: 'ADMIN' })
  .setProtectedHeader({ alg: 'HS256' })
  .setIssuer('router')
  .setAudience('accounts')
  .setIssuedAt()
  .setExpirationTime('60 s')
  .sign(internalKey)}`;
/** What some services believe of whoever asks. */
const claimed = {
  'x-user-id': 'admin',
  'x-user': 'admin',
  'x-role': 'ADMIN',
  'x-roles': 'ADMIN',
  'x-region': 'US',
  'x-internal-token': forged,
  'x-forwarded-user': 'admin',
  'x-forwarded-access-token': forged,
  'x-auth-request-user': 'admin',
  'x-remote-user': 'admin',
  'remote-user': 'admin',
  'proxy-authorization': forged,
  'x-original-authorization': forged,
  'x-forwarded-for': '10.0.0.1',
  forwarded: 'for=10.0.0.1',
  'x-real-ip': '10.0.0.1',
  'x-client-cert': 'CN=admin',
  cookie: 'session=admin',
};
const traceId = 'ab'.repeat(16);
const traceparent = `00-${traceId}-${'cd'.repeat(8)}-01`;
/** What the router itself sends, and the language that it forwards. */
const own = ['accept', 'accept-language', 'authorization', 'connection', 'content-length', 'content-type', 'host', 'traceparent'];

let toys: Awaited<ReturnType<typeof startToys>>;
let issuer: Awaited<ReturnType<typeof startIssuer>>;
let chat: Chat;
let router: TestRouter;
let talking: TestRouter;

beforeAll(async () => {
  [toys, issuer, chat] = await Promise.all([startToys(store), startIssuer(), startChat()]);
  const auth = { ...issuer.auth, internal: { ...issuer.auth.internal, traceClaim: 'trace' } };
  router = await startTestRouter(toys.supergraph, { auth });
  talking = await startTestRouter(chat.supergraph, { auth, subgraphs: { chat: { subscriptionAuthority: 'operation' } } });
});
afterAll(async () => {
  await Promise.all([router.stop(), talking.stop()]);
  await Promise.all([toys.stop(), chat.stop()]);
  issuer.stop();
});

const lastRequest = () => toys.running['accounts']?.requests.at(-1)?.headers ?? {};
const said = async (authorization: string | undefined, audience = 'accounts') =>
  (await jwtVerify((authorization ?? '').slice(7), internalKey, { issuer: 'router', audience })).payload;

async function opened(url: string, payload: object): Promise<WebSocket> {
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', { headers: { ...claimed, authorization: forged } });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload }));
  await once(socket, 'message');
  return socket;
}
const operation = (query: string): string =>
  JSON.stringify({
    id: '1',
    type: 'subscribe',
    payload: { query, extensions: { authorization: forged, headers: claimed, 'x-user-id': 'admin' } },
  });

describe('what a client says of itself never reaches a subgraph', () => {
  test('over HTTP', async () => {
    await router.post('{ viewer { sub } }', {}, { ...claimed, authorization: await issuer.bearer('ada'), traceparent });
    const headers = lastRequest();
    expect(Object.keys(headers).filter((name) => !own.includes(name))).toEqual([]);
    expect(await said(headers.authorization)).toMatchObject({ sub: 'ada', trace: traceId });
    expect(JSON.stringify(headers)).not.toContain('admin');
  });

  test('over HTTP, for the anonymous', async () => {
    const { body } = await router.post('{ viewer { sub role } }', {}, claimed);
    expect(body.data?.['viewer']).toEqual({ sub: null, role: null });
    expect(Object.keys(lastRequest()).filter((name) => !own.includes(name))).toEqual([]);
  });

  test('over HTTP, by a header sent twice', async () => {
    const [good, before] = [await issuer.bearer('ada'), toys.running['accounts']?.requests.length];
    const request = httpRequest(router.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: [good, forged] as never },
    });
    request.end(JSON.stringify({ query: '{ viewer { sub } }' }));
    const [response] = (await once(request, 'response')) as [{ statusCode: number; resume: () => void }];
    response.resume();
    const reached = toys.running['accounts']?.requests.slice(before) ?? [];
    for (const { headers } of reached) expect(decodeJwt((headers.authorization ?? '').slice(7)).sub).toBe('ada');
    expect([200, 401]).toContain(response.statusCode);
  });

  test('over a WebSocket, by its handshake, its connection_init or the extensions of an operation', async () => {
    const socket = await opened(router.url, { ...claimed, headers: claimed, authorization: await issuer.bearer('ada') });
    socket.send(operation('{ viewer { sub } }'));
    await once(socket, 'message');
    const headers = lastRequest();
    expect(Object.keys(headers).filter((name) => !own.includes(name))).toEqual([]);
    expect((await said(headers.authorization)).sub).toBe('ada');
    expect(JSON.stringify(headers)).not.toContain('admin');
    socket.terminate();
  });

  test('over a WebSocket of which only the handshake has authority, which is none', async () => {
    const socket = await opened(router.url, {});
    socket.send(operation('{ viewer { sub } }'));
    await once(socket, 'message');
    expect((await said(lastRequest().authorization)).sub).toBeUndefined();
    socket.terminate();
  });

  test('with a subscription, which runs as whom the router vouches for', async () => {
    const socket = await opened(talking.url, { ...claimed, authorization: await issuer.bearer('ada') });
    socket.send(operation('subscription { mine(after: 0) { to } }'));
    await until(() => chat.claims.length === 1);
    expect(chat.claims[0]).toMatchObject({ sub: 'ada', aud: 'chat', trace: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(chat.claims[0]).not.toHaveProperty('role');
    socket.terminate();
  });

  test('by an internal token in place of an access token', async () => {
    const before = toys.running['accounts']?.requests.length;
    expect((await router.post('{ viewer { sub } }', {}, { authorization: forged })).status).toBe(401);
    expect(toys.running['accounts']?.requests.length).toBe(before);
  });
});

test('each request has an internal token with its own trace, and the same questions at once are still one', async () => {
  const authorization = await issuer.bearer('ada');
  const traces = ['1', '2', '3'].map((digit) => digit.repeat(32));
  const sent: unknown[] = [];
  for (const trace of traces) {
    await router.post('{ me { id } }', {}, { authorization, traceparent: `00-${trace}-${'cd'.repeat(8)}-01` });
    sent.push((await said(lastRequest().authorization))['trace']);
  }
  expect(sent).toEqual(traces);
  const accounts = toys.running['accounts'];
  accounts?.misbehave({ delayMs: 200 });
  const before = accounts?.requests.length ?? 0;
  const ask = async (who: string) => router.post('{ me { name } }', {}, { authorization: await issuer.bearer(who) });
  await Promise.all([ask('ada'), ask('ada'), ask('grace')]);
  accounts?.misbehave(undefined);
  expect((accounts?.requests.length ?? 0) - before).toBe(2);
});
