import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { SignJWT } from 'jose';
import { WebSocket } from 'ws';
import type { ConfigurationInput } from '../src/configuration.ts';
import { startTestRouter, type Result, type TestRouter } from './toys/router.ts';
import { store } from './toys/store.ts';
import { startToys } from './toys/subgraph.ts';

const folder = mkdtempSync(join(tmpdir(), 'persisted-'));
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
let toys: Awaited<ReturnType<typeof startToys>>;
beforeAll(async () => {
  toys = await startToys(store);
});
afterAll(async () => {
  await toys.stop();
  rmSync(folder, { recursive: true });
});

const withRouter = async (configuration: ConfigurationInput, use: (router: TestRouter) => Promise<void>): Promise<void> => {
  const router = await startTestRouter(toys.supergraph, configuration);
  await use(router).finally(() => router.stop());
};
interface Sent {
  query?: string;
  extensions?: unknown;
  variables?: unknown;
}
const named = (sha256Hash: string): { extensions: Record<string, unknown> } => ({
  extensions: { persistedQuery: { version: 1, sha256Hash } },
});
const post = async ({ url }: TestRouter, sent: Sent, headers: Record<string, string> = {}) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(sent),
  });
  const { data, errors } = (await response.json()) as Result;
  return { status: response.status, data, code: errors?.[0]?.extensions['code'], message: errors?.[0]?.message };
};

describe('automatic persisted queries', () => {
  const query = 'query Who($id: ID!) { user(id: $id) { name } }';
  const variables = { id: 'u2' };
  const hash = named(sha256(query));

  test('are asked for once, then known by their hash over POST, GET and WebSocket', async () => {
    await withRouter({}, async (router) => {
      expect(await post(router, { ...hash, variables })).toEqual({
        status: 200,
        data: undefined,
        code: 'PERSISTED_QUERY_NOT_FOUND',
        message: 'PersistedQueryNotFound',
      });
      const found = { status: 200, data: { user: { name: 'Grace' } } };
      expect(await post(router, { query, ...hash, variables })).toMatchObject(found);
      expect(await post(router, { ...hash, variables })).toMatchObject(found);
      const search = new URLSearchParams({ variables: JSON.stringify(variables), extensions: JSON.stringify(hash.extensions) });
      const got = await fetch(`${router.url}?${search.toString()}`, { headers: { 'apollo-require-preflight': '1' } });
      expect(await got.json()).toMatchObject({ data: found.data });
      const client = createClient({ url: router.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
      const sent = { query: '', ...hash, variables };
      expect((await client.iterate(sent).next()).value).toMatchObject({ data: found.data });
      await client.dispose();
    });
  });

  test('are not remembered by a name that is not theirs, nor when they can not be run', async () => {
    await withRouter({}, async (router) => {
      const other = named(sha256('{ me { id } }'));
      expect(await post(router, { query, ...other, variables })).toMatchObject({ status: 400, code: 'BAD_INPUT' });
      expect(await post(router, other)).toMatchObject({ code: 'PERSISTED_QUERY_NOT_FOUND' });
      const broken = named(sha256('{ nobody }'));
      expect(await post(router, { query: '{ nobody }', ...broken })).toMatchObject({ status: 400, code: 'BAD_INPUT' });
      expect(await post(router, broken)).toMatchObject({ code: 'PERSISTED_QUERY_NOT_FOUND' });
      expect(await post(router, { extensions: { persistedQuery: { version: 2, sha256Hash: 'x' } } })).toMatchObject({ code: 'BAD_INPUT' });
    });
  });

  test('are forgotten, the least used first, where they come to too much', async () => {
    await withRouter({ persisted: { automaticCharacters: 400 } }, async (router) => {
      const queries = Array.from({ length: 20 }, (_, index) => `{ me { a${String(index).padStart(3, '0')}: name } }`);
      for (const one of queries) await post(router, { query: one, ...named(sha256(one)) });
      const kept = [];
      for (const one of queries) if ((await post(router, named(sha256(one)))).code === undefined) kept.push(one);
      expect(kept).toEqual(queries.slice(-kept.length));
      expect(kept.join('').length).toBeLessThanOrEqual(400);
      expect(kept.length).toBeGreaterThan(10);
    });
  });
});

describe('a list of known operations', () => {
  const listed = 'query Me {\n  me {\n    name # theirs\n  }\n}';
  const manifest = join(folder, 'manifest.json');
  writeFileSync(
    manifest,
    JSON.stringify({
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [{ id: sha256(listed), name: 'Me', type: 'query', body: listed }],
    }),
  );
  const internalKey = Buffer.alloc(32, 7);
  const auth = {
    serviceTokens: { audience: 'router', claims: { role: 'PARTNER' } },
    internal: { key: internalKey.toString('base64url') },
    policies: { partner: { claim: 'role', values: ['PARTNER', 'ADMIN'] } },
  };
  const partner = async (): Promise<Record<string, string>> => {
    const token = new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setIssuer('x').setAudience('router').setIssuedAt();
    return { authorization: `Bearer ${await token.setExpirationTime('60 s').sign(internalKey)}` };
  };
  const data = { me: { name: 'Ada' } };

  test('lets those through by id and as written, however laid out, and nothing else', async () => {
    await withRouter({ persisted: { manifest, only: true } }, async (router) => {
      for (const sent of [named(sha256(listed)), { query: listed }, { query: 'query Me{me{name}}' }])
        expect(await post(router, sent)).toMatchObject({ status: 200, data });
      const other = '{ me { id } }';
      for (const sent of [{ query: other }, { query: other, ...named(sha256(other)) }, named(sha256(other)), { query: '{ me { name } ' }])
        expect(await post(router, sent)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
      const client = createClient({ url: router.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
      await expect(client.iterate({ query: other }).next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
      await client.dispose();
    });
  });

  test('binds nobody who fulfils a policy that frees, and lends them no name of the others', async () => {
    await withRouter({ auth, persisted: { manifest, only: true, freeFor: ['partner'] } }, async (router) => {
      const query = '{ me { id } }';
      expect(await post(router, { query })).toMatchObject({ status: 403 });
      expect(await post(router, { query }, await partner())).toMatchObject({ status: 200, data: { me: { id: 'u1' } } });
      await post(router, { query: listed, ...named('evil') });
      expect(await post(router, named('evil'), await partner())).toMatchObject({ code: 'PERSISTED_QUERY_NOT_FOUND' });
    });
  });

  test('may be { id: document }, and leaves other documents alone without only', async () => {
    const plain = join(folder, 'plain.json');
    writeFileSync(plain, JSON.stringify({ me: listed }));
    await withRouter({ persisted: { manifest: plain } }, async (router) => {
      expect(await post(router, named('me'))).toMatchObject({ data });
      expect(await post(router, { query: '{ me { id } }' })).toMatchObject({ status: 200 });
    });
  });

  test.each<[string, ConfigurationInput]>([
    ['only without a manifest', { persisted: { only: true } }],
    ['a policy that is not there', { persisted: { freeFor: ['partner'] } }],
    ['a manifest that is none', { persisted: { manifest: join(folder, 'none.json') } }],
  ])('does not start with %s', async (_what, configuration) => {
    await expect(async () => startTestRouter(toys.supergraph, configuration)).rejects.toThrow(/manifest|policies|no such file/);
  });
});
