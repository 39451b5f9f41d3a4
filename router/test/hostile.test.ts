import { once } from 'node:events';
import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { startTestRouter, type Result, type TestRouter } from './toys/router.ts';
import { store } from './toys/store.ts';
import { startToys } from './toys/subgraph.ts';

let toys: Awaited<ReturnType<typeof startToys>>;
let router: TestRouter;
beforeAll(async () => {
  toys = await startToys(store);
  router = await startTestRouter(toys.supergraph);
  for (let warm = 0; warm < 20; warm += 1) await router.post(`{ me { a${String(warm)}: id friends { name } } }`);
});
afterAll(async () => {
  await router.stop();
  await toys.stop();
});

const many = (count: number, make: (index: number) => string): string => Array.from({ length: count }, (_, index) => make(index)).join(' ');
const nest = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const fragments = (levels: number, make: (next: string) => string): string =>
  `{ me { ...F0 } } ${many(levels, (n) => `fragment F${String(n)} on User { ${make(`F${String(n + 1)}`)} }`)} fragment F${String(levels)} on User { id }`;

/**
 * Bodies by what they are, each within the 256 KB that are read, with the words of why they are refused: the limit that they meet before
 * anything dear is done with them, or what is wrong with them. Fragments multiply so that whoever wrote them out would never end.
 */
const bodies: [string, string, string][] = [
  [
    'nested fragments, three a level',
    JSON.stringify({ query: fragments(40, (next) => `...${next} ...${next} ...${next}`) }),
    'fields 1215',
  ],
  ['nested fragments, two a level', JSON.stringify({ query: fragments(60, (next) => `...${next} ...${next}`) }), 'fields 1152'],
  [
    'nested fragments under fields',
    JSON.stringify({ query: fragments(60, (next) => `friends { ...${next} } best { ...${next} }`) }),
    'depth 62 > 15',
  ],
  [
    'nested fragments under fields that answer to the same key',
    JSON.stringify({ query: fragments(12, (next) => many(20, () => `best { ...${next} }`)) }),
    'fields 840',
  ],
  [
    'nested fragments that nobody uses',
    JSON.stringify({ query: fragments(60, (next) => `...${next} ...${next}`).replace('{ ...F0 }', '{ id }') }),
    'fields 1152',
  ],
  [
    'nested fragments of an operation that is not asked for',
    JSON.stringify({ query: `query A { me { id } } query B ${fragments(60, (next) => `...${next} ...${next}`)}`, operationName: 'A' }),
    'fields 1152',
  ],
  [
    'fragments in a circle',
    JSON.stringify({ query: '{ me { ...A } } fragment A on User { best { ...B ...B } } fragment B on User { best { ...A ...A } }' }),
    'fragment A … A',
  ],
  ['a fragment in itself', JSON.stringify({ query: '{ me { ...A } } fragment A on User { ...A }' }), 'fragment A … A'],
  ['1,000 aliases', JSON.stringify({ query: `{ me { ${many(1000, (n) => `a${String(n)}: id`)} } }` }), 'aliases 1000 > 60'],
  ['700 times the same object', JSON.stringify({ query: `{ me { ${many(700, () => 'best { id }')} } }` }), 'overlaps > 5000'],
  [
    '300 fragments that overlap',
    JSON.stringify({
      query: `{ me { ${many(300, (n) => `...F${String(n)}`)} } } ${many(300, (n) => `fragment F${String(n)} on User { best { id } }`)}`,
    }),
    'overlaps > 5000',
  ],
  ['1,000 arguments', JSON.stringify({ query: `{ user(${many(1000, (n) => `a${String(n)}: 1`)}) { id } }` }), 'Unknown argument "a0"'],
  [
    '600 variables',
    JSON.stringify({ query: `query (${many(600, (n) => `$v${String(n)}: Int`)}) { me { id } }` }),
    'Variable "$v0" is never used',
  ],
  ['10,000 directives', JSON.stringify({ query: `{ me { id ${many(10_000, () => '@skip(if: false)')} } }` }), 'tokens > 4000'],
  ['100 directives', JSON.stringify({ query: `{ me { id ${many(100, () => '@x')} } }` }), 'directives 100 > 50'],
  ['a list 20,000 deep as a literal', JSON.stringify({ query: `{ users(ids: ${nest(20_000)}) { id } }` }), 'nesting 20002 > 50'],
  ['a list 20,000 deep that never ends', JSON.stringify({ query: `{ users(ids: ${'['.repeat(20_000)}` }), 'nesting 20002 > 50'],
  [
    'a list 20,000 deep in variables',
    `{"query":"query ($ids: [ID!]!) { users(ids: $ids) { id } }","variables":{"ids":${nest(20_000)}}}`,
    'variables: nesting > 50',
  ],
  [
    'variables 20,000 deep that nobody uses',
    `{"query":"{ me { id } }","variables":{"x":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}}`,
    'variables: nesting > 50',
  ],
  ['JSON 100,000 deep', nest(100_000), 'batches are refused'],
  ['extensions 25,000 deep and no query', `{"extensions":${'{"a":'.repeat(25_000)}1${'}'.repeat(25_000)}}`, 'query: String!'],
  ['selections 20,000 deep', JSON.stringify({ query: `{ me ${'{ best '.repeat(20_000)}` }), 'nesting 20001 > 50'],
  ['a type 20,000 deep', JSON.stringify({ query: `query ($a: ${nest(20_000)}) { me { id } }` }), 'nesting 20001 > 50'],
  ['a number of 200,000 digits', JSON.stringify({ query: `{ items(first: ${'9'.repeat(200_000)}) { sku } }` }), 'Int cannot represent'],
  [
    'a number beyond all numbers in variables',
    '{"query":"query ($n: Int) { items(first: $n) { sku } }","variables":{"n":1e400}}',
    'Int cannot represent',
  ],
  ['a first of 2,000,000,000', JSON.stringify({ query: '{ items(first: 2000000000) { sku } }' }), 'cost 2000000001 > 10000'],
  ['200 KB of quotes', JSON.stringify({ query: '"'.repeat(100_000) }), 'Syntax Error'],
  ['250 KB of brackets', '{"query":"' + '{'.repeat(250_000) + '"}', 'nesting 250000 > 50'],
  ['a query twice, the last of another kind', '{"query":"{ me { id } }","query":7}', 'query: String!'],
  ['an alias __proto__', JSON.stringify({ query: '{ __proto__: me { id } }' }), 'alias __proto__'],
  ['an alias __proto__ below', JSON.stringify({ query: '{ me { __proto__: friends { id } } }' }), 'alias __proto__'],
  [
    'fields of every object',
    JSON.stringify({ query: '{ constructor toString hasOwnProperty valueOf }' }),
    'Cannot query field "constructor"',
  ],
  [
    'fragments on types of every object',
    JSON.stringify({ query: '{ ... on constructor { x } ...toString } fragment toString on __proto__ { id }' }),
    'Unknown type "constructor"',
  ],
  ['an operation named __proto__', JSON.stringify({ query: '{ me { id } }', operationName: '__proto__' }), 'operationName __proto__'],
  ['a prototype for a query', '{"__proto__":{"query":"{ me { id } }"}}', 'query: String!'],
  [
    'prototypes in an input',
    '{"query":"query ($f: Filter!) { search(filter: $f) { __typename } }","variables":{"f":{"text":"x","__proto__":{"range":{}},"constructor":1}}}',
    'Field "__proto__" is not defined',
  ],
];

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** What the process holds once what nobody needs is gone. */
const heldBytes = (): number => {
  collect();
  return process.memoryUsage().heapUsed;
};
const codes = ['BAD_INPUT', 'TOO_COSTLY'];

async function sane(): Promise<void> {
  expect((await router.post('{ me { id } }')).body.data).toEqual({ me: { id: 'u1' } });
  expect(({} as Record<string, unknown>)['range']).toBeUndefined();
}

describe('over HTTP', () => {
  const send = (body: string): Promise<Response> =>
    fetch(router.url, { method: 'POST', headers: { 'content-type': 'application/json', 'accept-language': 'en' }, body });

  test.each(bodies)('refuses %s', async (_what, body, why) => {
    const response = await send(body);
    const text = await response.text();
    expect(response.status).toBe(400);
    const [error] = (JSON.parse(text) as Result).errors ?? [];
    expect(codes).toContain(error?.extensions['code']);
    expect(error?.message).toContain(why);
    expect(text.length).toBeLessThan(10_000);
    await sane();
  });

  test('refuses them again and again, and keeps nothing of them', async () => {
    let sentBytes = 0;
    const all = async (round: number): Promise<void> => {
      for (const [, body] of bodies) {
        const fresh = body.replace('"query":"', `"query":"#${String(round)}\\n`);
        sentBytes += fresh.length;
        await (await send(fresh)).text();
      }
    };
    await all(0);
    const before = heldBytes();
    sentBytes = 0;
    for (let round = 1; round <= 3; round += 1) await all(round);
    expect(sentBytes).toBeGreaterThan(4_000_000);
    const kept = heldBytes() - before;
    process.stdout.write(`${String(Math.round(kept / 1000))} kB kept of ${String(Math.round(sentBytes / 1000))} kB refused\n`);
    expect(kept).toBeLessThan(sentBytes / 3);
    await sane();
  });

  test('answers aliases that every object has', async () => {
    const { body } = await router.post(
      'query ($toString: ID! = "u2") { constructor: user(id: $toString) { hasOwnProperty: name valueOf: best { id } } }',
    );
    expect(body.data).toEqual({ constructor: { hasOwnProperty: 'Grace', valueOf: null } });
    expect(body.errors).toBeUndefined();
  });
});

describe('60 MB', () => {
  const size = 60_000_000;

  test.each([
    ['with a length', `content-length: ${String(size)}`],
    ['without one', 'transfer-encoding: chunked'],
  ])('%s are refused unread', async (_what, header) => {
    const socket = connect(router.port, '127.0.0.1').on('error', () => undefined);
    const answer = new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(`POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${header}\r\n\r\n`);
    const chunk = header.startsWith('transfer') ? `10000\r\n${' '.repeat(65_536)}\r\n` : ' '.repeat(65_536);
    let sent = 0;
    for (; sent < size && !socket.destroyed && socket.bytesRead === 0; sent += 65_536)
      if (!socket.write(chunk)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), answer, closed]);
    expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
    await closed;
    expect(sent).toBeLessThan(20_000_000);
    await sane();
  });

  test('over a WebSocket close it', async () => {
    const socket = new WebSocket(router.url.replace('http', 'ws'), 'graphql-transport-ws').on('error', () => undefined);
    await once(socket, 'open');
    const closed = once(socket, 'close') as Promise<[number]>;
    socket.send(Buffer.alloc(size, 0x20), { binary: false });
    expect((await closed)[0]).toBe(1009);
    await sane();
  });
});

describe('broken UTF-8', () => {
  const broken = Buffer.concat([Buffer.from('{"query":"{ me { id } } #'), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from('"}')]);
  test('is refused over HTTP', async () => {
    const response = await fetch(router.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: broken });
    expect([response.status, ((await response.json()) as Result).errors?.[0]?.extensions['code']]).toEqual([400, 'BAD_INPUT']);
  });
  test('closes a WebSocket', async () => {
    const socket = new WebSocket(router.url.replace('http', 'ws'), 'graphql-transport-ws').on('error', () => undefined);
    await once(socket, 'open');
    const closed = once(socket, 'close') as Promise<[number]>;
    socket.send(broken, { binary: false });
    expect((await closed)[0]).toBe(1007);
    await sane();
  });
});

describe('over a WebSocket', () => {
  /** What the router says to one `subscribe`, or the code with which it closes. */
  async function said(payload: string): Promise<string | number> {
    const socket = new WebSocket(router.url.replace('http', 'ws'), 'graphql-transport-ws').on('error', () => undefined);
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    const answer = once(socket, 'message') as Promise<[Buffer]>;
    const closed = once(socket, 'close') as Promise<[number]>;
    socket.send(`{"id":"1","type":"subscribe","payload":${payload}}`);
    const first = await Promise.race([answer.then(([data]) => data.toString()), closed.then(([code]) => code)]);
    socket.terminate();
    return first;
  }

  test.each(bodies)('refuses %s', async (_what, payload, why) => {
    const answer = await said(payload);
    if (typeof answer === 'number') {
      expect(answer).toBe(4400);
    } else {
      const { type, payload: errors } = JSON.parse(answer) as { type: string; payload: Result['errors'] };
      expect(type).toBe('error');
      expect(codes).toContain(errors?.[0]?.extensions['code']);
      expect(errors?.[0]?.message).toContain(why);
      expect(answer.length).toBeLessThan(10_000);
    }
    await sane();
  });
});
