import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { expect, test } from '@jest/globals';
import { startTestRouter } from './toys/router.ts';
import { startToys, type ToySubgraph } from './toys/subgraph.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@requires", "@external", "@shareable", "@interfaceObject", "@override"])';
const prices: Record<string, number> = { EUR: 10, USD: 12, GBP: 8 };
type Parent = Record<string, unknown>;

const shop: ToySubgraph = {
  name: 'shop',
  typeDefs: `${link}
    type Query { product: Product products: [Product!]! }
    type Product @key(fields: "id") { id: ID! name: String! weight: Int! price(currency: String! = "GBP"): Int! box: Box! }
    type Box @shareable { side(unit: String!): Int! }`,
  resolvers: {
    Query: { product: () => ({ id: 'p1' }), products: () => [{ id: 'p1' }, { id: 'p2' }] },
    Product: {
      __resolveReference: (reference: Parent) => reference,
      name: () => 'Lamp',
      weight: () => 3,
      price: (_: unknown, { currency }: { currency: string }) => prices[currency],
      box: () => ({}),
    },
    Box: { side: (_: unknown, { unit }: { unit: string }) => (unit === 'CM' ? 100 : 1) },
  },
};
const port: ToySubgraph = {
  name: 'port',
  typeDefs: `${link}
    type Product @key(fields: "id") {
      id: ID! weight: Int! @external price(currency: String! = "GBP"): Int! @external box: Box! @external
      toll(times: Int! = 1): Int! @requires(fields: "price(currency: \\"EUR\\")")
      duty: Int! @requires(fields: "price(currency: \\"USD\\")")
      fee: Int! @requires(fields: "price")
      stack: Int! @requires(fields: "box { side(unit: \\"CM\\") }")
      shelf: Int! @requires(fields: "box { side(unit: \\"M\\") }")
      load: Int! @requires(fields: "weight")
    }
    type Box { side(unit: String!): Int! @external }`,
  resolvers: {
    Product: {
      __resolveReference: (reference: Parent) => reference,
      toll: ({ price }: Parent, { times }: { times: number }) => Number(price) * times,
      duty: ({ price }: Parent) => price,
      fee: ({ price }: Parent) => price,
      stack: ({ box }: Parent) => (box as Parent)['side'],
      shelf: ({ box }: Parent) => (box as Parent)['side'],
      load: ({ weight }: Parent) => weight,
    },
  },
};

const compositeId = { one: 'a', two: 'b', three: 'c' };
const names: ToySubgraph = {
  name: 'names',
  typeDefs: `${link}
    type A @key(fields: "id") @key(fields: "compositeId { one two }", resolvable: false) @key(fields: "id compositeId { two three }", resolvable: false) {
      id: ID! compositeId: CompositeId! name: String!
    }
    type CompositeId @shareable { one: ID! two: ID! three: ID! }`,
  resolvers: { A: { __resolveReference: ({ id }: Parent) => ({ id, compositeId, name: 'a.1' }) } },
};
const mashup: ToySubgraph = {
  name: 'mashup',
  typeDefs: `${link}
    type Query { a: A }
    type A @key(fields: "compositeId { one two }", resolvable: false) @key(fields: "id compositeId { two three }") @key(fields: "id", resolvable: false) {
      id: ID! compositeId: CompositeId! name: String! @external nameHere: String! @requires(fields: "name")
    }
    type CompositeId @shareable { one: ID! two: ID! three: ID! }`,
  resolvers: {
    Query: { a: () => ({ id: '1', compositeId }) },
    A: {
      __resolveReference: (reference: Parent) => (reference['id'] === '1' ? { ...reference, compositeId } : null),
      nameHere: ({ id, name }: Parent) => `${String(id)} ${String(name)}`,
    },
  },
};

const nodes: ToySubgraph = {
  name: 'nodes',
  typeDefs: `${link} type Query { a: Node me: Int } interface Node @key(fields: "id") { id: ID! }`,
  resolvers: { Query: { a: () => ({ __typename: 'Nothing', id: 'n1' }), me: () => 1 } },
};
const unresolvable: ToySubgraph = {
  name: 'unresolvable',
  typeDefs: `${link} type Query { b: Node } type Node @interfaceObject @key(fields: "id", resolvable: false) { id: ID! field: String! }`,
  resolvers: { Query: { b: () => ({ id: 'n1', field: 'foo' }) } },
};

async function ask(toys: readonly ToySubgraph[], query: string, variables?: Record<string, unknown>) {
  const started = await startToys(toys);
  const router = await startTestRouter(started.supergraph).catch(async (error: unknown) => {
    await started.stop();
    throw error;
  });
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const stock = new ApolloServer({ gateway: new ApolloGateway({ supergraphSdl: started.supergraph, logger: silent }), logger: silent });
  try {
    await stock.start();
    const { body } = await stock.executeOperation({ query, ...(variables && { variables }) });
    const theirs = body.kind === 'single' ? (JSON.parse(JSON.stringify(body.singleResult)) as { data?: unknown; errors?: unknown[] }) : {};
    const { data, errors } = (await router.post(query, variables)).body;
    return { ours: { ...(data !== undefined && { data }), ...(errors && { errors }) }, theirs };
  } finally {
    await Promise.all([router.stop(), stock.stop()]);
    await started.stop();
  }
}

const required: [behaviour: string, query: string, data: unknown, variables?: Record<string, unknown>][] = [
  ["a client's argument and that of a @requires", '{ product { price(currency: "USD") toll } }', { product: { price: 12, toll: 10 } }],
  [
    "a client's variable and the argument of a @requires",
    'query ($c: String!, $n: Int!) { products { price(currency: $c) toll(times: $n) } }',
    {
      products: [
        { price: 8, toll: 20 },
        { price: 8, toll: 20 },
      ],
    },
    { c: 'GBP', n: 2 },
  ],
  ["a client's argument and a @requires by default", '{ product { price(currency: "USD") fee } }', { product: { price: 12, fee: 8 } }],
  ['two @requires with other arguments', '{ product { toll duty } }', { product: { toll: 10, duty: 12 } }],
  [
    'three @requires and a client, each with other arguments',
    'query ($n: Int!) { products { toll(times: $n) duty fee load price(currency: "EUR") } }',
    {
      products: [
        { toll: 30, duty: 12, fee: 8, load: 3, price: 10 },
        { toll: 30, duty: 12, fee: 8, load: 3, price: 10 },
      ],
    },
    { n: 3 },
  ],
  [
    'arguments below what is required',
    '{ product { stack shelf box { side(unit: "CM") } } }',
    { product: { stack: 100, shelf: 1, box: { side: 100 } } },
  ],
];

test.each(required.map(([behaviour, query, data, variables]) => ({ behaviour, query, data, variables })))(
  'keeps apart $behaviour, which stock confuses',
  async ({ query, data, variables }) => {
    const { ours, theirs } = await ask([shop, port], query, variables);
    expect(ours).toEqual({ data });
    expect(theirs.data).not.toEqual(data);
  },
);

test('finds an entity by the key that its subgraph resolves by, where stock takes another', async () => {
  const { ours, theirs } = await ask([names, mashup], '{ a { id name nameHere } }');
  expect(ours).toEqual({ data: { a: { id: '1', name: 'a.1', nameHere: '1 a.1' } } });
  expect(theirs.data).not.toEqual(ours.data);
});

test.each([['{ a { field } }'], ['{ a { field } me }'], ['{ a { ...F } me } fragment F on Node { field }']])(
  'refuses %s, of which no subgraph can ever say the field; stock leaves it out without a word',
  async (query) => {
    const { ours, theirs } = await ask([nodes, unresolvable], query);
    expect(ours.errors?.map(({ message }) => message)).toEqual(['No subgraph can answer "Query.a" here.']);
    expect(theirs.errors).toBeUndefined();
  },
);

test('still answers what the interface object itself can say', async () => {
  const { ours } = await ask([nodes, unresolvable], '{ b { field } me }');
  expect(ours).toEqual({ data: { b: { field: 'foo' }, me: 1 } });
});

test.each([
  { query: '{ product { weight: name load } }', right: { weight: 'Lamp', load: 3 } },
  { query: '{ product { id: name load } }', right: { id: 'Lamp', load: 3 } },
])('never lets an alias pass for a field that others need: $query, which stock answers wrongly', async ({ query, right }) => {
  const { ours, theirs } = await ask([shop, port], query);
  expect(ours).toEqual({ data: { product: right } });
  expect(theirs.data).not.toEqual({ product: right });
});
