import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { SignJWT } from 'jose';
import { logger } from '../src/log.ts';
import { serve } from '../src/serve.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const internalKey = Buffer.alloc(32, 7);
let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  server = await serve({
    name: 'probe',
    port: 0,
    host: '127.0.0.1',
    internalKey,
    schema: buildSubgraphSchema([
      {
        typeDefs: parse('type Query { thing: Thing } type Thing { name: String thing: Thing }'),
        resolvers: { Query: { thing: () => null } },
      },
    ]),
    context: (scope) => scope,
    ready: () => Promise.resolve(),
    log: logger('probe', 'silent'),
  });
});
afterAll(() => server.stop());

/** Megabytes that are held, once what nobody needs is gone. */
const held = (): number => {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

test('documents that all differ, each as large as the router lets through, are not kept beyond a few megabytes', async () => {
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('router')
    .setAudience('probe')
    .setIssuedAt()
    .setExpirationTime('60 s')
    .sign(internalKey);
  const ask = async (index: number): Promise<number> => {
    const selected = Array.from({ length: 1500 }, (_, field) => `f${String(index)}_${String(field)}: name`).join(' ');
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const body = JSON.stringify({ query: `{ thing { ${selected} } }` });
    const { status } = await fetch(`http://127.0.0.1:${String(server.port)}/graphql`, { method: 'POST', headers, body });
    return status;
  };
  for (let index = 0; index < 10; index += 1) await ask(index);
  const before = held();
  for (let index = 10; index < 70; index += 1) expect(await ask(index)).toBe(200);
  expect(held() - before).toBeLessThan(12);
});
