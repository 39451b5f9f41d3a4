import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { accounts } from './toys/store.ts';
import { startToys } from './toys/subgraph.ts';

let toys: Awaited<ReturnType<typeof startToys>>;
let router: TestRouter;

beforeAll(async () => {
  toys = await startToys([accounts]);
  router = await startTestRouter(toys.supergraph, {}, true);
});
afterAll(async () => {
  await router.stop();
  await toys.stop();
});

test('serves an explorer that loads nothing from elsewhere', async () => {
  const response = await fetch(new URL('/explorer', router.url));
  const page = await response.text();
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'self'");
  expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src/);
  const base = new URL(/<base href="([^"]+)"/.exec(page)?.[1] ?? '', router.url);
  const parts = [...page.matchAll(/(?:src|href)="([^"]+)"/g)]
    .map(([, part = '']) => new URL(part, base))
    .filter(({ href }) => href !== base.href);
  expect(parts.length).toBeGreaterThan(10);
  for (const part of parts) {
    const { status, headers } = await fetch(part, { method: 'HEAD' });
    expect([part.origin, part.pathname, status, headers.get('content-security-policy')]).toEqual([base.origin, part.pathname, 200, policy]);
  }
});

test('sets the explorer up for this graph', async () => {
  const script = await (await fetch(new URL('/explorer/settings.js', router.url))).text();
  expect(script).toContain('"/graphql"');
  expect(script).toContain('"x-graphql-client":"explorer"');
  expect(script).toContain('"banners.disable":true');
  const speaks = (language: string): unknown => {
    let given: { persistedSettings?: { language?: unknown } } = {};
    const page = { AltairGraphQL: { init: (options: typeof given) => (given = options) }, location: { origin: 'http://x' }, URL };
    runInNewContext(script, { ...page, navigator: { language } });
    return given.persistedSettings?.language;
  };
  expect([speaks('fr-CA'), speaks('en-GB')]).toEqual(['fr-FR', undefined]);
  const { body } = await router.post(getIntrospectionQuery());
  expect(body.errors).toBeUndefined();
});

test.each(['/explorer/none.js', '/explorer/..%2f..%2fpackage.json', '/explorers'])('finds nothing at %s', async (path) => {
  expect((await fetch(new URL(path, router.url))).status).toBe(404);
});

test('has no explorer without introspection, and refuses to be told otherwise', async () => {
  const closed = await startTestRouter(toys.supergraph);
  expect((await fetch(new URL('/explorer', closed.url))).status).toBe(404);
  await closed.stop();
  await expect(startTestRouter(toys.supergraph, { explorer: true })).rejects.toThrow('explorer: needs --introspection');
  const without = await startTestRouter(toys.supergraph, { explorer: false }, true);
  expect((await fetch(new URL('/explorer', without.url))).status).toBe(404);
  await without.stop();
});
