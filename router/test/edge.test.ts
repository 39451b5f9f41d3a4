import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestRouter, type Result, type TestRouter } from './toys/router.ts';
import { store } from './toys/store.ts';
import { startToys } from './toys/subgraph.ts';

let toys: Awaited<ReturnType<typeof startToys>>;
let router: TestRouter;
beforeAll(async () => {
  toys = await startToys(store);
  router = await startTestRouter(toys.supergraph, {
    headers: { forward: ['accept-language', 'x-tenant'] },
    subgraphs: { accounts: { forward: ['cookie'], setCookie: true } },
  });
});
afterAll(async () => {
  await router.stop();
  await toys.stop();
});

const json = { 'content-type': 'application/json' };
const raw = (init: RequestInit, search = ''): Promise<Response> => fetch(`${router.url}${search}`, init);
const codeOf = async (response: Response): Promise<unknown> => ((await response.json()) as Result).errors?.[0]?.extensions['code'];

describe('refuses what is no request', () => {
  test.each<[string, RequestInit, number]>([
    ['malformed JSON', { method: 'POST', headers: json, body: '{"query":' }, 400],
    ['broken UTF-8', { method: 'POST', headers: json, body: Buffer.from([0x7b, 0xff, 0xfe]) }, 400],
    ['an empty body', { method: 'POST', headers: json }, 400],
    ['a batch', { method: 'POST', headers: json, body: '[{"query":"{ me { id } }"}]' }, 400],
    ['a missing query', { method: 'POST', headers: json, body: '{}' }, 400],
    ['variables that are a list', { method: 'POST', headers: json, body: '{"query":"{ me { id } }","variables":[]}' }, 400],
    ['malformed GraphQL', { method: 'POST', headers: json, body: '{"query":"{ me "}' }, 400],
    ['an unknown field', { method: 'POST', headers: json, body: '{"query":"{ mee }"}' }, 400],
    [
      'a wrong variable',
      { method: 'POST', headers: json, body: '{"query":"query ($n: Int) { items(first: $n) { sku } }","variables":{"n":"x"}}' },
      400,
    ],
    ['introspection', { method: 'POST', headers: json, body: '{"query":"{ __schema { types { name } } }"}' }, 400],
    ['a subscription over HTTP', { method: 'POST', headers: json, body: '{"query":"subscription { reviewAdded { id } }"}' }, 400],
    ['text/plain', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{"query":"{ me { id } }"}' }, 415],
    ['a form', { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--x--' }, 415],
    ['another charset', { method: 'POST', headers: { 'content-type': 'application/json; charset=latin1' }, body: '{}' }, 415],
    ['PUT', { method: 'PUT', headers: json, body: '{}' }, 405],
    ['an answer nobody makes', { method: 'POST', headers: { ...json, accept: 'text/html' }, body: '{"query":"{ me { id } }"}' }, 406],
  ])('%s', async (_what, init, status) => {
    const response = await raw(init);
    expect(response.status).toBe(status);
    expect(await codeOf(response)).toBe('BAD_INPUT');
  });

  test('hides what the schema holds', async () => {
    const { body } = await router.post('{ me { nam } }');
    expect(body.errors?.[0]?.message).not.toContain('Did you mean');
  });
});

describe('a body of 20 MB', () => {
  const size = 20_000_000;
  test('is refused with 413 by its length, unread', async () => {
    const response = await raw({ method: 'POST', headers: json, body: Buffer.alloc(size, 0x20) });
    expect(response.status).toBe(413);
    expect(await codeOf(response)).toBe('TOO_COSTLY');
  });

  test('is refused without a length too, and read no further than the limit', async () => {
    const { port } = new URL(router.url);
    const socket = connect(Number(port), '127.0.0.1');
    const answer = new Promise<string>((resolve) => socket.on('data', (chunk) => resolve(chunk.toString())));
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', () => undefined);
    socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n');
    let sent = 0;
    for (; sent < size && !socket.destroyed; sent += 65_536) {
      const taken = socket.write(`10000\r\n${' '.repeat(65_536)}\r\n`);
      if (!taken) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), answer]);
      if (socket.bytesRead > 0) break;
    }
    expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
    await closed;
    expect(sent).toBeLessThan(10_000_000);
  });

  test('is not even sent by a client that asks before', async () => {
    const socket = connect(Number(new URL(router.url).port), '127.0.0.1');
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nexpect: 100-continue\r\ncontent-length: ${String(size)}\r\n\r\n`,
    );
    const answer = await new Promise<string>((resolve) => socket.on('data', (chunk) => resolve(chunk.toString())));
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });
});

describe('limits', () => {
  const nested = (levels: number): string => `{ me ${'{ best '.repeat(levels)}{ id } ${'}'.repeat(levels)}}`;
  test.each([
    ['depth', nested(15)],
    [
      'depth in fragments',
      `{ me { ...A } } ${'ABCDEFGHIJKLMNO'
        .split('')
        .map((name, index) => `fragment ${name} on User { best { ...${'BCDEFGHIJKLMNOP'[index] ?? ''} } }`)
        .join(' ')} fragment P on User { id }`,
    ],
    ['aliases', `{ me { ${Array.from({ length: 61 }, (_, index) => `a${String(index)}: id`).join(' ')} } }`],
    ['root fields', `{ ${Array.from({ length: 21 }, (_, index) => `a${String(index)}: me { id }`).join(' ')} }`],
    ['tokens', `{ me { ${'id '.repeat(4000)} } }`],
    [
      'fragments that multiply',
      // Written out these are 3^40 fields: whoever did that would never answer.
      `{ me { ...F0 } } ${Array.from({ length: 40 }, (_, index) => {
        const next = `...F${String(index + 1)}`;
        return `fragment F${String(index)} on User { ${next} ${next} ${next} }`;
      }).join(' ')} fragment F40 on User { id }`,
    ],
  ])('refuses too many by %s', async (_what, query) => {
    const { status, body } = await router.post(query);
    expect(status).toBe(400);
    expect(body.errors?.[0]?.extensions['code']).toBe('TOO_COSTLY');
  });

  test('lets through what is within them', async () => {
    expect((await router.post(nested(10))).status).toBe(200);
  });

  test('refuses an alias that would reach a prototype', async () => {
    expect((await router.post('{ __proto__: me { id } }')).status).toBe(400);
  });
});

describe('GET', () => {
  const search = `?query=${encodeURIComponent('query ($i: ID!) { user(id: $i) { name } }')}&variables=${encodeURIComponent('{"i":"u2"}')}`;
  test('answers a query that another site could not have made', async () => {
    expect(await (await raw({ headers: { 'x-graphql-client': 'test' } }, search)).json()).toMatchObject({
      data: { user: { name: 'Grace' } },
    });
    expect((await raw({ headers: { 'apollo-require-preflight': '1' } }, search)).status).toBe(200);
  });
  test('refuses one that another site could have made', async () => {
    expect((await raw({}, search)).status).toBe(400);
  });
  test('refuses a mutation with 405', async () => {
    const response = await raw({ headers: { 'x-graphql-client': 'test' } }, `?query=${encodeURIComponent('mutation { signIn }')}`);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('content negotiation', () => {
  const post = (query: string, accept?: string): Promise<Response> =>
    raw({ method: 'POST', headers: { ...json, ...(accept && { accept }) }, body: JSON.stringify({ query }) });
  test.each([
    [undefined, 'application/json', 400],
    ['*/*', 'application/json', 400],
    ['application/json', 'application/json', 200],
    ['application/graphql-response+json', 'application/graphql-response+json', 400],
    ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json', 400],
  ])('for accept %s answers %s, a bad document with %i', async (accept, type, status) => {
    const good = await post('{ me { id } }', accept);
    expect([good.status, good.headers.get('content-type')]).toEqual([200, `${type}; charset=utf-8`]);
    const bad = await post('{ nobody }', accept);
    expect([bad.status, bad.headers.get('content-type')]).toEqual([status, `${type}; charset=utf-8`]);
  });
});

describe('headers', () => {
  const seenBy = async (name: string): Promise<Record<string, unknown>> => {
    toys.running[name]?.requests.splice(0);
    await router.post(
      '{ me { reviews { id } } }',
      {},
      {
        authorization: 'Bearer mine',
        cookie: 'session=1',
        'x-tenant': 't',
        'x-secret': 's',
        'accept-language': 'en',
        traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
      },
    );
    return toys.running[name]?.requests[0]?.headers ?? {};
  };
  test('reach subgraphs by rule only, cookies only the one named', async () => {
    const accounts = await seenBy('accounts');
    const reviews = await seenBy('reviews');
    expect(accounts).toMatchObject({ cookie: 'session=1', 'x-tenant': 't', 'accept-language': 'en' });
    expect(reviews).toMatchObject({ 'x-tenant': 't' });
    for (const name of ['authorization', 'x-secret', 'cookie']) expect(reviews).not.toHaveProperty(name);
    expect(accounts).not.toHaveProperty('authorization');
    expect(String(reviews['traceparent'])).toMatch(new RegExp(`^00-${'a'.repeat(32)}-(?!${'b'.repeat(16)})[0-9a-f]{16}-01$`));
  });
  test('let Set-Cookie of the named subgraph pass', async () => {
    const { headers } = await router.post('mutation { signIn }');
    expect(headers.getSetCookie()).toEqual(['session=1; HttpOnly', 'theme=dark']);
  });
  test('let no other Set-Cookie pass', async () => {
    const strict = await startTestRouter(toys.supergraph);
    const { headers } = await strict.post('mutation { signIn }');
    expect(headers.getSetCookie()).toEqual([]);
    await strict.stop();
  });
});

test('says that it lives and is ready', async () => {
  const { origin } = new URL(router.url);
  expect([
    (await fetch(`${origin}/livez`)).status,
    (await fetch(`${origin}/readyz`)).status,
    (await fetch(`${origin}/nothing`)).status,
  ]).toEqual([200, 200, 404]);
});
