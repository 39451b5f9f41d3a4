import { afterEach, expect, jest, test } from '@jest/globals';
import { scopeOf, startAsking, type Asking } from './toys/asking.ts';
import { answer, startRaw, type RawSubgraph } from './toys/rawSubgraph.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  jest.restoreAllMocks();
  for (const close of closing.splice(0).reverse()) await close();
});

async function started(
  respond: Parameters<typeof startRaw>[0],
  configuration: Parameters<typeof startAsking>[1] = {},
): Promise<{ raw: RawSubgraph; asking: Asking }> {
  const raw = await startRaw(respond);
  const asking = startAsking(raw.url, configuration);
  closing.push(raw.stop, asking.close);
  return { raw, asking };
}

const json = '{"data":{"name":"Édith 🚗"}}';
const chunked = (pieces: readonly (string | Buffer)[]): Buffer =>
  Buffer.concat([
    ...pieces.flatMap((piece) => [Buffer.from(`${Buffer.byteLength(piece).toString(16)}\r\n`), Buffer.from(piece), Buffer.from('\r\n')]),
    Buffer.from('0\r\n\r\n'),
  ]);
const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
const splitUtf8 = (text: string): Buffer[] => [...Buffer.from(text)].map((byte) => Buffer.from([byte]));

test.each<[string, (string | Buffer)[]]>([
  ['with a length', [answer(json)]],
  ['byte by byte', splitUtf8(answer(json))],
  ['in chunks', [head, 'transfer-encoding: chunked\r\n\r\n', chunked([json])]],
  [
    'in chunks of a byte, in one packet',
    [Buffer.concat([Buffer.from(`${head}transfer-encoding: chunked\r\n\r\n`), chunked(splitUtf8(json))])],
  ],
  ['in chunks, byte by byte', splitUtf8(`${head}Transfer-Encoding: Chunked\r\n\r\n${chunked([json]).toString()}`)],
  [
    'in chunks with extensions and trailers',
    [`${head}transfer-encoding: chunked\r\n\r\n${Buffer.byteLength(json).toString(16)};a=b\r\n${json}\r\n0\r\nx: y\r\n\r\n`],
  ],
  ['after interim responses', ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n', answer(json)]],
])('reads an answer %s, and keeps the connection', async (_how, packets) => {
  const { raw, asking } = await started((socket) => {
    void (async () => {
      for (const packet of packets) {
        socket.write(packet);
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
  });
  expect(await asking.ask()).toBe(json);
  expect(await asking.ask()).toBe(json);
  expect(raw.connections()).toBe(1);
});

test('sends what is not ASCII with its length in bytes', async () => {
  const { raw, asking } = await started((socket) => socket.write(answer()));
  const body = JSON.stringify({ query: '{ a }', variables: { name: json } });
  await asking.ask(body);
  await asking.ask(body);
  expect(raw.requests.map((request) => request.body)).toEqual([body, body]);
});

test.each<[string, string]>([
  ['until the server closes', `HTTP/1.1 200 OK\r\n\r\n${json}`],
  ['of HTTP/1.0', `HTTP/1.0 200 OK\r\ncontent-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`],
  ['with connection: close', answer(json, 'Connection: close\r\n')],
])('reads an answer %s, and takes another connection for the next', async (_how, text) => {
  const { raw, asking } = await started((socket) => socket.end(text));
  expect(await asking.ask()).toBe(json);
  expect(await asking.ask()).toBe(json);
  expect(raw.connections()).toBe(2);
});

test.each<[string, string]>([
  ['two lengths', 'content-length: 11\r\ncontent-length: 12\r\n\r\n{"data":{}}'],
  ['a length and chunks', 'content-length: 11\r\ntransfer-encoding: chunked\r\n\r\nb\r\n{"data":{}}\r\n0\r\n\r\n'],
  ['a negative length', 'content-length: -1\r\n\r\n{"data":{}}'],
  ['a length with a sign', 'content-length: +11\r\n\r\n{"data":{}}'],
  ['a list of lengths', 'content-length: 11, 11\r\n\r\n{"data":{}}'],
  ['another coding', 'transfer-encoding: gzip, chunked\r\n\r\nb\r\n{"data":{}}\r\n0\r\n\r\n'],
  ['chunked twice', 'transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\nb\r\n{"data":{}}\r\n0\r\n\r\n'],
  ['a space before the colon', 'content-length : 11\r\n\r\n{"data":{}}'],
  ['a folded line', 'x: y\r\n z\r\ncontent-length: 11\r\n\r\n{"data":{}}'],
  ['a bare line feed in a header', 'x: y\ncontent-length: 5\r\ncontent-length: 11\r\n\r\n{"data":{}}'],
  ['a bare carriage return', 'x: y\rcontent-length: 5\r\ncontent-length: 11\r\n\r\n{"data":{}}'],
  ['a NUL', 'x: \0\r\ncontent-length: 11\r\n\r\n{"data":{}}'],
  ['a chunk size with a sign', 'transfer-encoding: chunked\r\n\r\n+b\r\n{"data":{}}\r\n0\r\n\r\n'],
  ['a chunk size with 0x', 'transfer-encoding: chunked\r\n\r\n0xb\r\n{"data":{}}\r\n0\r\n\r\n'],
  ['a chunk longer than its size', 'transfer-encoding: chunked\r\n\r\n2\r\n{"data":{}}\r\n0\r\n\r\n'],
  ['bare line feeds between chunks', 'transfer-encoding: chunked\r\n\r\nb\n{"data":{}}\n0\n\n'],
  ['endless trailers', `transfer-encoding: chunked\r\n\r\n0\r\n${'a: b\r\n'.repeat(100)}`],
  ['an endless chunk extension', `transfer-encoding: chunked\r\n\r\nb;${'a'.repeat(5000)}`],
  ['endless headers', 'x: y\r\n'.repeat(10_000)],
])('ends the connection on %s', async (_what, rest) => {
  const { raw, asking } = await started((socket, { turn }) => socket.write(turn === 1 ? `HTTP/1.1 200 OK\r\n${rest}` : answer()));
  await expect(asking.ask()).rejects.toThrow('malformed answer');
  await expect(asking.ask()).rejects.toThrow('malformed answer');
  expect(raw.connections()).toBe(2);
  expect(raw.requests).toHaveLength(2);
});

test.each([
  ['another version', 'HTTP/2.0 200 OK\r\n\r\n'],
  ['another protocol, agreed', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
  ['another protocol', 'SSH-2.0-OpenSSH_9\r\n'],
  ['endless promises', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(50)],
  ['zeros', '\0'.repeat(100)],
])('takes %s for no answer', async (_what, text) => {
  const { asking } = await started((socket) => socket.write(text));
  await expect(asking.ask()).rejects.toThrow('malformed answer');
});

test('gives nobody the bytes that come after an answer', async () => {
  const smuggled = answer('{"data":{"of":"somebody else"}}');
  const { raw, asking } = await started((socket, { turn }) =>
    socket.write(turn === 1 ? answer('{"data":{"of":"me"}}') + smuggled : smuggled),
  );
  expect(await asking.ask()).toBe('{"data":{"of":"me"}}');
  expect(await asking.ask()).toBe('{"data":{"of":"me"}}');
  expect(raw.connections()).toBe(2);
});

test('gives nobody what comes while nothing is asked', async () => {
  const { raw, asking } = await started((socket) => {
    socket.write(answer('{"data":{"of":"me"}}'));
    setTimeout(() => socket.write(answer('{"data":{"of":"somebody else"}}')), 20);
  });
  await asking.ask();
  while (raw.open() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await asking.ask()).toBe('{"data":{"of":"me"}}');
});

test('asks again where a kept-alive connection closed under the request, but not a mutation', async () => {
  const { raw, asking } = await started((socket, { turn }) => (turn === 1 ? socket.write(answer(json)) : socket.destroy()));
  for (let n = 0; n < 40; n += 1) expect(await asking.ask()).toBe(json);
  expect(asking.counted.filter((what) => what !== 'ok')).toEqual([]);
  const asked = raw.requests.length;
  await asking.ask();
  await expect(asking.ask('{"query":"mutation"}', 'mutation')).rejects.toMatchObject({ name: 'SubgraphFailure' });
  expect(raw.requests.filter(({ body }) => body.includes('mutation'))).toHaveLength(1);
  expect(raw.requests.length).toBeGreaterThan(asked);
});

test('leaves a connection that its server is about to close', async () => {
  const { raw, asking } = await started((socket) => socket.write(answer(json, 'keep-alive: timeout=20\r\n')));
  await asking.ask();
  await asking.ask();
  expect(raw.connections()).toBe(1);
  const now = performance.now();
  jest.spyOn(performance, 'now').mockImplementation(() => now + 19_600);
  await asking.ask();
  expect(raw.connections()).toBe(2);
});

test('sends constant headers, forwards by rule, removes, and lets no value begin another header', async () => {
  const { raw, asking } = await started((socket) => socket.write(answer()), {
    headers: {
      forward: ['accept-language', 'x-tenant', 'x-secret', 'x-client', 'connection', 'accept-encoding'],
      set: { 'x-from': 'router', 'x-client': 'set' },
    },
    subgraphs: { toy: { set: { 'x-for': 'toy' }, remove: ['x-secret'] } },
  });
  const headers = {
    'accept-language': 'fr',
    'x-tenant': 'a\r\nx-admin: yes',
    'x-secret': 'secret',
    'x-client': 'forged',
    connection: 'close',
    'accept-encoding': 'gzip',
  };
  await asking.ask('{}', 'query', scopeOf({ headers }));
  await asking.ask('{}', 'query', scopeOf({ headers: { 'accept-language': `fr\u010ax-admin: yes` } }));
  const [first = '', second = ''] = raw.requests.map((request) => request.head.split('\r\n').slice(2).join('\n'));
  expect(first.replace(/00-\w+-\w+-01/, 'trace')).toBe(
    [
      'content-type: application/json',
      'accept: application/graphql-response+json, application/json',
      'x-from: router',
      'x-client: set',
      'x-for: toy',
      'accept-language: fr',
      'traceparent: trace',
      'content-length: 2',
    ].join('\n'),
  );
  expect(second).not.toContain('x-admin');
});
