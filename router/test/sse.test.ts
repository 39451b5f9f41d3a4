import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createClient, type Client } from 'graphql-sse';
import type { ConfigurationInput } from '../src/configuration.ts';
import { streamTypeOf } from '../src/subscriptions/streamType.ts';
import { startChat, type Chat } from './toys/chat.ts';
import { startIssuer } from './toys/issuer.ts';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { connect, settled, until, upTo, watch } from './toys/watching.ts';

let chat: Chat;
let router: TestRouter;
let stops: (() => Promise<void>)[] = [];
let issuer: Awaited<ReturnType<typeof startIssuer>>;
let clients: Client[] = [];

beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => {
  issuer.stop();
});
afterEach(async () => {
  for (const client of clients) client.dispose();
  clients = [];
  for (const stop of stops) await stop();
  stops = [];
});
async function start(configuration: ConfigurationInput = {}): Promise<void> {
  chat = await startChat();
  router = await startTestRouter(chat.supergraph, { auth: issuer.auth, ...configuration });
  stops = [router.stop, chat.stop];
}
const client = (headers: Record<string, string> = {}): Client => {
  const made = createClient({ url: router.url, headers: { 'accept-language': 'en', ...headers }, retryAttempts: 0 });
  clients.push(made);
  return made;
};
const room = 'subscription ($after: Int) { room(after: $after) { sequence author { name } } }';
const publish = (topic: string, count: number, body?: string): void => {
  for (let n = 0; n < count; n += 1) chat.publish(topic, body);
};
async function take(count: number, from: AsyncIterable<unknown>): Promise<unknown[]> {
  const taken: unknown[] = [];
  for await (const one of from) if (taken.push(one) === count) break;
  return taken;
}
const rawly = async (headers: Record<string, string>, query: string): Promise<IncomingMessage> => {
  const asking = request(router.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', 'accept-language': 'en', ...headers },
  });
  asking.on('error', () => undefined);
  asking.end(JSON.stringify({ query }));
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  return response.on('error', () => undefined);
};
const whole = async (response: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
  return text;
};

test('hands events on in order, from the same subscription that WebSockets share, and ends it when the client leaves', async () => {
  await start();
  const socket = connect(router.url, { acceptLanguage: 'en' });
  const other = watch(socket, room, { after: 0 });
  await settled(socket);
  const taking = take(3, client().iterate({ query: room, variables: { after: 0 } }));
  publish('room', 3);
  expect(await taking).toEqual(
    upTo(3).map((sequence) => ({ data: { room: { sequence, author: { name: `u${String(sequence)} by name` } } } })),
  );
  await until(() => other.events.length === 3);
  expect(chat.subscriptions.opened).toBe(1);
  await socket.dispose();
  await until(() => chat.subscriptions.open === 0);
});

test('answers queries, and what is wrong with a request, as events', async () => {
  await start();
  expect(await take(2, client().iterate({ query: '{ first }' }))).toMatchObject([{ data: { first: 1 } }]);
  expect(await take(2, client().iterate({ query: '{ nothing }' }))).toEqual([
    { errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_INPUT' }) })] },
  ]);
  const raw = await rawly({}, '{ first }');
  expect([raw.statusCode, raw.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
  expect(await whole(raw)).toMatch(/^event: next\ndata: \{"data":\{"first":1\}.*\}\n\nevent: complete\ndata: \n\n$/);
  const both = await rawly({ accept: 'text/event-stream, application/json' }, '{ first }');
  expect([both.headers['content-type'], await whole(both)]).toEqual([
    'application/json; charset=utf-8',
    expect.stringMatching(/^\{"data":\{"first":1\}/),
  ]);
});

test('takes GET as well, under the same rule against other sites', async () => {
  await start();
  const url = `${router.url}?${new URLSearchParams({ query: 'subscription { room(after: 0) { sequence } }' }).toString()}`;
  publish('room', 1);
  const get = async (headers: Record<string, string>): Promise<IncomingMessage> => {
    const asking = request(url, { headers: { accept: 'text/event-stream', ...headers } }).end();
    return ((await once(asking, 'response')) as [IncomingMessage])[0].on('error', () => undefined);
  };
  const refused = await get({});
  expect([refused.statusCode, await whole(refused)]).toEqual([400, expect.stringContaining('x-graphql-client')]);
  const response = await get({ 'x-graphql-client': 'test' });
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await until(() => text.includes('"sequence":1'));
  expect(text).toBe(':\n\nevent: next\ndata: {"data":{"room":{"sequence":1}}}\n\n');
  response.destroy();
  await until(() => chat.subscriptions.open === 0);
});

test('ends with a refusal of the subgraph, and with the wish to subscribe again when it is lost', async () => {
  await start();
  expect(await take(2, client().iterate({ query: 'subscription { mine(after: 0) { sequence } }' }))).toEqual([
    expect.objectContaining({
      errors: [expect.objectContaining({ message: 'Sign in.', extensions: expect.objectContaining({ code: 'UNAUTHENTICATED' }) })],
    }),
  ]);
  const taking = take(3, client().iterate({ query: room, variables: { after: 0 } }));
  publish('room', 1);
  await until(() => chat.asked.people === 1);
  await chat.kill();
  expect((await taking)[1]).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL', resubscribe: true } }] });
  await chat.restart();
});

test('ends when the token expires, and refuses a bad one with 401', async () => {
  await start();
  const query = 'subscription { mine(after: 0) { sequence to } }';
  expect((await rawly({ authorization: 'Bearer nonsense' }, query)).statusCode).toBe(401);
  const [, second] = await take(
    3,
    (publish('chat ada', 1), client({ authorization: await issuer.bearer('ada', '2 s') }).iterate({ query })),
  );
  expect(second).toMatchObject({ errors: [{ extensions: { code: 'TOKEN_EXPIRED' } }] });
  await until(() => chat.subscriptions.open === 0);
});

test('counts with WebSockets against what one address may hold', async () => {
  await start({ limits: { socketsPerAddress: 2 } });
  const query = 'subscription { room(after: 0) { sequence } }';
  const held = await rawly({}, query);
  const socket = connect(router.url);
  await settled(socket);
  const refused = await rawly({}, query);
  expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '10']);
  expect(await whole(refused)).toContain('RATE_LIMITED');
  held.destroy();
  await until(() => chat.subscriptions.open === 0);
  expect((await rawly({}, query)).statusCode).toBe(200);
  await socket.dispose();
});

test('holds nothing for who left while their token was looked at', async () => {
  const asked: ServerResponse[] = [];
  const slow = createServer((_, response) => void asked.push(response)).listen(0, '127.0.0.1');
  await once(slow, 'listening');
  const { accessTokens, ...auth } = issuer.auth;
  if (!accessTokens) throw new Error('no access tokens');
  const jwksUrl = `http://127.0.0.1:${String((slow.address() as AddressInfo).port)}/`;
  await start({ auth: { ...auth, accessTokens: { ...accessTokens, jwksUrl } }, limits: { socketsPerAddress: 1 } });
  const query = 'subscription { mine(after: 0) { sequence } }';
  const authorization = await issuer.bearer('ada');
  const leaving = request(router.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization },
  });
  leaving.on('error', () => undefined).end(JSON.stringify({ query }));
  await until(() => asked.length === 1);
  leaving.destroy();
  for (let again = 0; again < 3; again += 1) expect((await router.post('{ first }')).status).toBe(200);
  asked[0]?.end(await (await fetch(accessTokens.jwksUrl)).text());
  expect((await router.post('{ first }', {}, { authorization })).status).toBe(200);
  const staying = await rawly({ authorization }, query);
  expect(staying.statusCode).toBe(200);
  await until(() => chat.subscriptions.open === 1);
  staying.destroy();
  await until(() => chat.subscriptions.open === 0);
  expect(chat.subscriptions.opened).toBe(1);
  slow.close();
});

test('cuts off who does not read, and the subscription behind it', async () => {
  await start({ limits: { slowReaderMs: 300 } });
  const response = await rawly({}, 'subscription { room(after: 0) { sequence body } }');
  response.pause();
  publish('room', 2000, 'x'.repeat(20_000));
  await until(() => chat.subscriptions.opened === 1 && chat.subscriptions.open === 0);
  const closed = new Promise((resolve) => response.on('close', resolve));
  response.resume();
  await closed;
  expect(response.complete).toBe(false);
});

test('drains: every stream ends with the wish to subscribe again', async () => {
  await start();
  const taking = take(2, client().iterate({ query: room, variables: { after: 0 } }));
  await until(() => chat.subscriptions.open === 1);
  await router.stop();
  expect(await taking).toMatchObject([{ errors: [{ extensions: { resubscribe: true } }] }]);
  stops = [chat.stop];
});

test('the kind of stream is what the client takes', () => {
  expect(streamTypeOf('text/event-stream')).toBe('text/event-stream');
  expect(streamTypeOf('application/json, Text/Event-Stream;q=0.5')).toBe('text/event-stream');
  expect(streamTypeOf('multipart/mixed;boundary="graphql";subscriptionSpec="1.0",application/json')).toBe('multipart/mixed');
  expect(streamTypeOf('multipart/mixed; subscriptionSpec=1.0')).toBe('multipart/mixed');
  expect(streamTypeOf('multipart/mixed;deferSpec=20220824, application/json')).toBeUndefined();
  expect(streamTypeOf('application/json')).toBeUndefined();
  expect(streamTypeOf(undefined)).toBeUndefined();
});
