import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { WebSocket } from 'ws';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { startToys, type ToySubgraph } from './toys/subgraph.ts';

const link = (imports: string): string =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", ${imports}])`;

const person = { __typename: 'Person', id: 'p1', name: 'Ada', salary: 9, diary: 'dear', mood: 'GOOD' };
const people: ToySubgraph = {
  name: 'people',
  typeDefs: `${link('{ name: "@authenticated", as: "@signedIn" }, "@requiresScopes", { name: "@policy", as: "@rule" }')}
    type Query { person: Person people: [Person!]! beings: [Being!]! anything: [Anything!]! vault: Vault! open: String }
    type Mutation { promote: Person @requiresScopes(scopes: [["hr:write"]]) hello: String }
    type Subscription { promoted: Person @requiresScopes(scopes: [["hr:read"]]) }
    interface Being { id: ID! name: String secret: String }
    type Person implements Being @key(fields: "id") {
      id: ID! name: String salary: Int @requiresScopes(scopes: [["hr:read", "money"], ["boss"]])
      diary: String! @rule(policies: [["author"]]) mood: Mood secret: String @signedIn
    }
    type Robot implements Being { id: ID! name: String secret: String serial: String }
    type Vault @signedIn { gold: Int! }
    union Anything = Robot | Vault
    enum Mood @signedIn { GOOD BAD }`,
  resolvers: {
    Query: {
      person: () => person,
      people: () => [person, { ...person, id: 'p2', name: 'Grace' }],
      beings: () => [person, { __typename: 'Robot', id: 'r1', name: 'R2', secret: 'oil' }],
      anything: () => [
        { __typename: 'Vault', gold: 3 },
        { __typename: 'Robot', id: 'r1', serial: 's' },
      ],
      vault: () => ({ gold: 3 }),
      open: () => 'open',
    },
    Mutation: { promote: () => person, hello: () => 'hello' },
    Subscription: {
      promoted: {
        subscribe: async function* () {
          yield await Promise.resolve({ promoted: person });
        },
      },
    },
    Being: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
    Anything: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
    Person: { __resolveReference: () => person, secret: () => 'shh' },
  },
};
const taxes: ToySubgraph = {
  name: 'taxes',
  typeDefs: `${link('"@requiresScopes"')}
    type Person @key(fields: "id") { id: ID! salary: Int @external
      tax: Int @requires(fields: "salary") @requiresScopes(scopes: [["hr:read", "money"], ["boss"]]) city: String }`,
  resolvers: {
    Person: {
      __resolveReference: (reference: object) => reference,
      tax: ({ salary }: { salary: number }) => salary / 3,
      city: () => 'London',
    },
  },
};

const pair = await generateKeyPair('EdDSA');
const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'EdDSA' };
const keys = createServer((_, response) => response.end(JSON.stringify({ keys: [jwk] })));
let toys: Awaited<ReturnType<typeof startToys>>;
let router: TestRouter;

beforeAll(async () => {
  await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve));
  toys = await startToys([people, taxes]);
  router = await startTestRouter(toys.supergraph, {
    auth: {
      accessTokens: { jwksUrl: `http://127.0.0.1:${String((keys.address() as AddressInfo).port)}/`, issuer: 'i', audience: 'a' },
      internal: { key: Buffer.alloc(32, 7).toString('base64url') },
      policies: { author: { claim: 'role', values: ['AUTHOR'] } },
    },
  });
});
afterAll(async () => {
  await router.stop();
  await toys.stop();
  await new Promise((resolve) => keys.close(resolve));
});
beforeEach(() => {
  for (const { requests } of Object.values(toys.running)) requests.splice(0);
});

const token = (claims: Record<string, unknown>): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA', kid: 'k1' })
    .setSubject('u1')
    .setIssuer('i')
    .setAudience('a')
    .setExpirationTime('10 min')
    .sign(pair.privateKey);
const ask = async (query: string, claims?: Record<string, unknown>) => {
  const { body } = await router.post(
    query,
    {},
    { 'accept-language': 'en', ...(claims && { authorization: `Bearer ${await token(claims)}` }) },
  );
  const errors = (body.errors ?? []).map(({ path, extensions: { code, reason, required } }) => ({
    path,
    code,
    ...(reason !== undefined && { reason }),
    required,
  }));
  return { data: body.data, errors };
};
const asked = (): string =>
  Object.values(toys.running)
    .flatMap(({ requests }) => requests.map(({ query }) => query))
    .join('\n');

describe('a field that requires more than who asks has', () => {
  test('is null with the scopes that it takes, and no subgraph is asked for it', async () => {
    expect(await ask('{ person { name pay: salary tax city } }', { scope: 'hr:read' })).toEqual({
      data: { person: { name: 'Ada', pay: null, tax: null, city: 'London' } },
      errors: ['salary', 'tax'].map((field) => ({
        path: ['person', field === 'salary' ? 'pay' : field],
        code: 'SCOPE_MISSING',
        reason: 'money',
        required: { coordinate: `Person.${field}`, scopes: [['hr:read', 'money'], ['boss']] },
      })),
    });
    expect(asked()).not.toMatch(/salary|tax/);
  });

  test.each([
    ['all scopes of one alternative', { scope: 'x money hr:read' }],
    ['another alternative', { scope: 'boss' }],
    ['scopes in a list', { scope: ['money', 'hr:read'] }],
  ])('is read with %s, for another subgraph’s @requires, too', async (_what, claims) => {
    expect(await ask('{ person { tax } }', claims)).toEqual({ data: { person: { tax: 3 } }, errors: [] });
  });

  test('tells the anonymous to sign in, and carries a null up where there may be none', async () => {
    const errors = [{ path: ['vault'], code: 'UNAUTHENTICATED', required: { coordinate: 'Vault' } }];
    expect(await ask('{ open vault { gold } }')).toEqual({ data: null, errors });
    expect(asked()).not.toContain('vault');
    expect(await ask('{ open vault { gold } }', {})).toEqual({ data: { open: 'open', vault: { gold: 3 } }, errors: [] });
  });

  test('takes a policy by the claim that the configuration names', async () => {
    expect(await ask('{ person { diary } }', { role: 'AUTHOR' })).toEqual({ data: { person: { diary: 'dear' } }, errors: [] });
    const refused = await ask('{ person { diary } }', { role: 'READER' });
    expect(refused.data).toEqual({ person: null });
    expect(refused.errors).toEqual([
      { path: ['person', 'diary'], code: 'FORBIDDEN', required: { coordinate: 'Person.diary', policies: [['author']] } },
    ]);
  });

  test('has an error at each place in a list, and by the enum that it returns', async () => {
    const { data, errors } = await ask('{ people { name ...M } } fragment M on Person { mood }');
    expect(data).toEqual({
      people: [
        { name: 'Ada', mood: null },
        { name: 'Grace', mood: null },
      ],
    });
    expect(errors.map(({ path, required }) => [path, required])).toEqual(
      [0, 1].map((at) => [['people', at, 'mood'], { coordinate: 'Mood' }]),
    );
  });

  test('is found through interfaces, where what all implementations ask for counts, and through fragments', async () => {
    const through = await ask('{ beings { id secret } }');
    expect(through.data).toEqual({
      beings: [
        { id: 'p1', secret: null },
        { id: 'r1', secret: null },
      ],
    });
    const apart = await ask('{ beings { id ... on Person { secret } ... on Robot { secret } } }');
    expect(apart.data).toEqual({
      beings: [
        { id: 'p1', secret: null },
        { id: 'r1', secret: 'oil' },
      ],
    });
    const { data, errors } = await ask('{ anything { __typename ... on Vault { gold } ... on Robot { serial } } }');
    expect([data, errors[0]?.path]).toEqual([null, ['anything', 0, 'gold']]);
  });

  test('is left alone where @skip leaves it out', async () => {
    expect(await ask('{ person { name salary @skip(if: true) } }')).toEqual({ data: { person: { name: 'Ada' } }, errors: [] });
  });
});

test('each who asks the same gets what is theirs', async () => {
  const query = '{ person { name salary diary } open }';
  const answers = [];
  for (const claims of [undefined, { scope: 'boss' }, { scope: 'boss', role: 'AUTHOR' }, undefined, { role: 'AUTHOR' }])
    answers.push((await ask(query, claims)).data?.['person']);
  expect(answers).toEqual([null, null, { name: 'Ada', salary: 9, diary: 'dear' }, null, { name: 'Ada', salary: null, diary: 'dear' }]);
});

test('a mutation that is not allowed is not made, the others are', async () => {
  expect((await ask('mutation { promote { id } hello }', { scope: 'hr:read' })).data).toEqual({ promote: null, hello: 'hello' });
  expect(asked()).not.toContain('promote');
  expect((await ask('mutation { promote { id } }')).data).toEqual({ promote: null });
});

test('a subscription of which nothing is left is refused', async () => {
  const subscribe = async (claims?: Record<string, unknown>) => {
    const client = createClient({
      url: router.url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: claims ? { authorization: `Bearer ${await token(claims)}` } : {},
    });
    try {
      return (await client.iterate({ query: 'subscription { promoted { name salary } }' }).next()).value as unknown;
    } finally {
      await client.dispose();
    }
  };
  await expect(subscribe()).rejects.toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  await expect(subscribe({ scope: 'x' })).rejects.toMatchObject([
    { message: 'Il vous manque le droit hr:read.', extensions: { code: 'SCOPE_MISSING', reason: 'hr:read' } },
  ]);
  expect(await subscribe({ scope: 'hr:read' })).toMatchObject({ data: { promoted: { name: 'Ada', salary: null } } });
});
