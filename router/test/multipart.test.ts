import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { afterEach, expect, test } from '@jest/globals';
import type { ConfigurationInput } from '../src/configuration.ts';
import { framings } from '../src/subscriptions/streamType.ts';
import { startChat, type Chat } from './toys/chat.ts';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { until, upTo } from './toys/watching.ts';

let chat: Chat;
let router: TestRouter;
let stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops) await stop();
  stops = [];
});
async function start(configuration: ConfigurationInput = {}): Promise<void> {
  chat = await startChat();
  router = await startTestRouter(chat.supergraph, configuration);
  stops = [router.stop, chat.stop];
}

/** Reads parts as clients do: each is known to be whole by the boundary that follows it. */
async function subscribe(query: string): Promise<{ response: IncomingMessage; parts: unknown[]; over: () => boolean; leave: () => void }> {
  const accept = 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0",application/json';
  const asking = request(router.url, { method: 'POST', headers: { 'content-type': 'application/json', accept, 'accept-language': 'en' } });
  asking.on('error', () => undefined);
  asking.end(JSON.stringify({ query }));
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  const parts: unknown[] = [];
  let text = '\r\n';
  let over = false;
  response.on('error', () => undefined);
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    for (let at = text.indexOf('\r\n--graphql'); at >= 0; at = text.indexOf('\r\n--graphql')) {
      const [headers = '', body = ''] = text.slice(0, at).split('\r\n\r\n');
      text = text.slice(at + '\r\n--graphql'.length);
      if (body !== '') {
        expect(headers).toBe('\r\ncontent-type: application/json');
        parts.push(JSON.parse(body));
      }
    }
    over = text === '--\r\n';
  });
  return { response, parts, over: () => over, leave: () => response.destroy() };
}
const room = 'subscription { room(after: 0) { sequence author { name } } }';

test('sends each event as a part that is whole at once, after a first sign of life, and ends upstream when the client leaves', async () => {
  await start();
  const { response, parts, leave } = await subscribe(room);
  expect([response.statusCode, response.headers['content-type']]).toEqual([
    200,
    'multipart/mixed;boundary="graphql";subscriptionSpec="1.0"',
  ]);
  await until(() => parts.length === 1);
  for (const sequence of upTo(3)) {
    chat.publish('room');
    await until(() => parts.length === 1 + sequence);
  }
  expect(parts).toEqual([
    {},
    ...upTo(3).map((sequence) => ({ payload: { data: { room: { sequence, author: { name: `u${String(sequence)} by name` } } } } })),
  ]);
  leave();
  await until(() => chat.subscriptions.open === 0);
});

test('ends with an error beside an empty payload when the subgraph is lost', async () => {
  await start();
  const { parts, over } = await subscribe(room);
  await until(() => chat.subscriptions.open === 1);
  await chat.kill();
  await until(over);
  expect(parts).toMatchObject([{}, { payload: null, errors: [{ extensions: { code: 'INTERNAL', resubscribe: true } }] }]);
  await chat.restart();
});

test('shares one subscription among its watchers', async () => {
  await start();
  const all = await Promise.all(upTo(5).map(() => subscribe(room)));
  await until(() => all.every(({ parts }) => parts.length === 1));
  chat.publish('room');
  await until(() => all.every(({ parts }) => parts.length === 2));
  expect(chat.subscriptions.opened).toBe(1);
  for (const { leave } of all) leave();
});

test('answers queries, and what is wrong with a request, as JSON', async () => {
  await start();
  const whole = async (query: string): Promise<unknown[]> => {
    const { response } = await subscribe(query);
    return [response.statusCode, response.headers['content-type']];
  };
  expect(await whole('{ first }')).toEqual([200, 'application/json; charset=utf-8']);
  expect((await whole('subscription { nothing }'))[1]).toBe('application/json; charset=utf-8');
});

test('a sign of life is an empty object, at least every five seconds', () => {
  const { heartbeat, heartbeatMs } = framings['multipart/mixed'];
  expect(heartbeat.toString()).toBe('\r\ncontent-type: application/json\r\n\r\n{}\r\n--graphql');
  expect(heartbeatMs).toBeLessThanOrEqual(5000);
});
