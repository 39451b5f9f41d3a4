import { once } from 'node:events';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { createClient, type Client } from 'graphql-ws';
import { SignJWT } from 'jose';
import { WebSocket } from 'ws';
import { logger } from '../src/log.ts';
import type { RequestScope } from '../src/scope.ts';
import { serve } from '../src/serve.ts';

const internalKey = Buffer.alloc(32, 7);
let server: Awaited<ReturnType<typeof serve>>;
let client: Client | undefined;
const url = (): string => `ws://127.0.0.1:${String(server.port)}/graphql`;
const token = async (subject: string, audience = 'probe', issuer = 'router'): Promise<string> =>
  `Bearer ${await new SignJWT({ sub: subject, role: 'CUSTOMER' })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('60 s')
    .sign(internalKey)}`;

const asked = ({ viewer, language, traceId }: RequestScope): string => [viewer.id, language, traceId].join(' ');

beforeAll(async () => {
  server = await serve<RequestScope>({
    name: 'probe',
    port: 0,
    host: '127.0.0.1',
    internalKey,
    schema: buildSubgraphSchema([
      {
        typeDefs: parse('type Query { who: String! } type Subscription { who: String! bug: String }'),
        resolvers: {
          Query: { who: (_: unknown, _args: unknown, scope: RequestScope) => asked(scope) },
          Subscription: {
            who: {
              subscribe: async function* (_: unknown, _args: unknown, scope: RequestScope) {
                for (let n = 0; n < 2; n += 1) yield { who: await Promise.resolve(asked(scope)) };
              },
            },
            bug: {
              subscribe: () => {
                throw new Error('secret');
              },
            },
          },
        },
      },
    ]),
    context: (scope) => scope,
    ready: () => Promise.resolve(),
    log: logger('probe', 'silent'),
  });
});
afterEach(async () => {
  await client?.dispose();
  client = undefined;
});
afterAll(() => server.stop());

const open = (connectionParams?: Record<string, unknown>): Client =>
  (client = createClient({
    url: url(),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: false,
    ...(connectionParams && { connectionParams }),
  }));
async function results(from: Client, extensions?: Record<string, unknown>, query = 'subscription { who }'): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const one of from.iterate({ query, ...(extensions && { extensions }) })) all.push(one);
  return all;
}
const who = (said: unknown): unknown => ({ data: { who: said } });
const traceId = 'a'.repeat(32);
const traceparent = `00-${traceId}-${'b'.repeat(16)}-01`;

test('each operation on one socket speaks for whom its own token names, in its own language and trace', async () => {
  const shared = open();
  const [ada, grace] = await Promise.all([
    results(shared, { authorization: await token('ada'), acceptLanguage: 'en', traceparent }),
    results(shared, { authorization: await token('grace') }, '{ who }'),
  ]);
  expect(ada).toEqual([who(`ada en ${traceId}`), who(`ada en ${traceId}`)]);
  expect(grace).toEqual([who(expect.stringMatching(/^grace fr [0-9a-f]{32}$/))]);
});

test('an operation without authority, or with a bad one, is refused alone', async () => {
  const shared = open();
  await expect(results(shared)).rejects.toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  for (const authorization of ['Bearer nonsense', await token('ada', 'another'), await token('ada', 'probe', 'nobody'), 7, null]) {
    await expect(results(shared, { authorization })).rejects.toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  }
  expect(await results(shared, { authorization: await token('ada'), traceparent }, 'subscription { bug }')).toMatchObject([
    { errors: [{ extensions: { code: 'INTERNAL', traceId } }] },
  ]);
  expect(await results(shared, { authorization: await token('ada') })).toHaveLength(2);
});

test('a socket with authority lends it to operations that bring none, and not to those that bring a bad one', async () => {
  const own = open({ authorization: await token('ada'), acceptLanguage: 'en' });
  expect(await results(own)).toEqual([who(expect.stringMatching(/^ada en /)), who(expect.stringMatching(/^ada en /))]);
  expect(await results(own, { authorization: await token('grace') }, '{ who }')).toEqual([who(expect.stringMatching(/^grace en /))]);
  await expect(results(own, { authorization: 'Bearer nonsense' })).rejects.toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
});

test('a socket with a bad token is closed', async () => {
  const socket = new WebSocket(url(), 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: await token('ada', 'another') } }));
  expect(((await once(socket, 'close')) as [number])[0]).toBe(4403);
});

test('what is no document of the schema is refused, each time', async () => {
  const authorization = await token('ada');
  for (const query of ['subscription { nothing }', 'subscription {', 'subscription { nothing }'])
    await expect(results(open(), { authorization }, query)).rejects.toMatchObject([
      { message: expect.stringMatching(/nothing|Expected/) as string },
    ]);
});
