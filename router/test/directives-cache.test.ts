import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { startIssuer } from './toys/issuer.ts';
import { startRedis } from './toys/redis.ts';
import { startTestRouter } from './toys/router.ts';
import { startToys } from './toys/subgraph.ts';

const vault = {
  name: 'vault',
  typeDefs: `extend schema
      @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective", { name: "@authenticated", as: "@signedIn" }])
      @link(url: "https://example.com/cacheControl/v0.1", import: ["@cacheControl"])
      @composeDirective(name: "@cacheControl")
    enum CacheControlScope { PUBLIC PRIVATE }
    directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
    type Query { open: String @cacheControl(maxAge: 60) gold: String @cacheControl(maxAge: 60) @signedIn }`,
  resolvers: { Query: { open: () => 'open', gold: () => 'gold' } },
};

test('what the graph lets only some read is not answered to the others from the cache, nor called public', async () => {
  const [toys, issuer, redis] = await Promise.all([startToys([vault]), startIssuer(), startRedis()]);
  const router = await startTestRouter(toys.supergraph, {
    auth: issuer.auth,
    cache: { redisUrl: redis.url, prefix: 'test', timeoutMs: 5000 },
  });
  const kept = async (): Promise<number> => (await redis.client.keys('test:answer:*')).length;
  try {
    for (let tries = 0; (await kept()) === 0 && tries < 200; tries += 1) await router.post(`{ a${String(tries)}: open }`);
    const before = await kept();
    const authorization = await issuer.bearer('ada');
    const ada = await router.post('{ open gold }', {}, { authorization });
    expect([ada.body.data, ada.headers.get('cache-control')]).toEqual([{ open: 'open', gold: 'gold' }, 'max-age=60, private']);
    for (let tries = 0; (await kept()) === before && tries < 4000; tries += 1) await wait(5);
    expect(await kept()).toBeGreaterThan(before);
    const nobody = await router.post('{ open gold }');
    expect(nobody.body.data).toEqual({ open: 'open', gold: null });
    expect(nobody.headers.get('cache-control')).toBe('no-store');
  } finally {
    await redis.stop();
    await router.stop();
    await toys.stop();
    issuer.stop();
  }
});
