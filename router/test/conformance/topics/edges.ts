import { subgraph } from '../subgraph.ts';
import type { Topic } from '../topic.ts';

const yarn = subgraph(
  'quotes',
  `type Query { yarn: Yarn! yarns: [Yarn!]! } type Yarn @key(fields: "id") { id: ID! price(in: Currency! = EUR): Int! } enum Currency { EUR GBP USD }`,
  {
    Query: { yarn: { id: 'y' }, yarns: [{ id: 'y' }, { id: 'z' }] },
    Yarn: {
      price: ({ id }: { id: string }, { in: currency }: { in: string }) => id.charCodeAt(0) * 10 + ['EUR', 'GBP', 'USD'].indexOf(currency),
    },
  },
);

const customs = subgraph(
  'customs',
  `type Yarn @key(fields: "id") { id: ID! price(in: Currency! = EUR): Int! @external duty: Int! @requires(fields: "price(in: GBP)") } enum Currency { EUR GBP USD }`,
  { Yarn: { duty: ({ price }: { price: number }) => -price } },
);

const asked: Topic = {
  topic: '@requires with arguments that are not the client’s',
  subgraphs: [yarn, customs],
  cases: {
    'by value, in a list': {
      query: '{ yarns { duty price(in: USD) } }',
      data: {
        yarns: [
          { duty: -1211, price: 1212 },
          { duty: -1221, price: 1222 },
        ],
      },
      stock: { data: 'sends the client’s price as the one required' },
    },
    'by variable': {
      query: 'query ($c: Currency!) { yarn { price(in: $c) other: price(in: USD) duty } }',
      variables: { c: 'EUR' },
      data: { yarn: { price: 1210, other: 1212, duty: -1211 } },
      stock: { data: 'sends the client’s price as the one required' },
    },
    'by a fragment': {
      query: '{ yarn { duty ...P } } fragment P on Yarn { ... { price(in: EUR) } }',
      data: { yarn: { duty: -1211, price: 1210 } },
      stock: { data: 'sends the client’s price as the one required' },
    },
  },
};

const mashup: Topic = {
  topic: 'composite keys of parts that other keys have too',
  subgraphs: [
    subgraph(
      'yard',
      `type Crate @key(fields: "id") @key(fields: "mark") @key(fields: "spot { row }") @key(fields: "id spot { row }") { id: ID! mark: ID! spot: Spot! name: String! } type Spot { row: Int! @shareable level: Int! }`,
      {},
      {
        Crate: [{ id: '1', mark: 'm1', spot: { row: 5, level: 0 }, name: 'Teas' }],
      },
    ),
    subgraph(
      'crane',
      `type Query { lift: Lift } type Lift @key(fields: "id") { id: ID! crates: [Crate!]! } type Crate @key(fields: "id spot { row }") { id: ID! spot: Spot! @shareable tons: Int! } type Spot { row: Int! @shareable }`,
      {
        Query: { lift: { id: 'l', crates: [{ id: '1', spot: { row: 5 }, tons: 2 }] } },
      },
    ),
  ],
  cases: {
    'lead to all fields': {
      query: '{ lift { id crates { id name mark tons spot { row } } } }',
      data: { lift: { id: 'l', crates: [{ id: '1', name: 'Teas', mark: 'm1', tons: 2, spot: { row: 5 } }] } },
    },
    'lead to the rest of the part': {
      query: '{ lift { crates { spot { level row } } } }',
      data: { lift: { crates: [{ spot: { level: 0, row: 5 } }] } },
    },
  },
};

const levels = 12;
const nest = (depth: number, leaf: unknown): unknown => (depth === 0 ? leaf : { child: nest(depth - 1, leaf) });
const numbers = Array.from({ length: 1000 }, (_, index) => index);
const large: Topic = {
  topic: 'deep nesting, long lists and one entity at many places',
  subgraphs: [
    subgraph('nodes', `type Query { node: Node! many: [Node!]! same: [Node!]! } type Node @key(fields: "id") { id: ID! child: Node! }`, {
      Query: { node: { id: '0' }, many: numbers.map((id) => ({ id })), same: numbers.map((id) => ({ id: id % 3 })) },
      Node: { child: ({ id }: { id: string }) => ({ id: Number(id) + 1 }) },
    }),
    subgraph('labels', `type Node @key(fields: "id") { id: ID! label: String! }`, {
      Node: { label: ({ id }: { id: string }) => `n${id}` },
    }),
  ],
  cases: {
    'as deep as is asked, back and forth': {
      query: `{ node ${'{ child '.repeat(levels)} { label id } ${'}'.repeat(levels)} }`,
      data: { node: nest(levels, { label: `n${levels}`, id: String(levels) }) },
    },
    'at each level': {
      query: `{ node ${'{ label child '.repeat(levels)} { label } ${'}'.repeat(levels)} }`,
      data: {
        node: Array.from({ length: levels }).reduce((child: unknown, _, index) => ({ label: `n${levels - 1 - index}`, child }), {
          label: `n${levels}`,
        }),
      },
    },
    'a thousand entities': { query: '{ many { label } }', data: { many: numbers.map((id) => ({ label: `n${id}` })) } },
    'three entities at a thousand places': {
      query: '{ same { label id } }',
      data: { same: numbers.map((id) => ({ label: `n${id % 3}`, id: String(id % 3) })) },
    },
  },
};

const halls = (from: string) =>
  subgraph(from, `type Query { ${from}: [Hall!]! } type Hall @key(fields: "id") { id: ID! seats: Int! @shareable }`, {
    Query: { [from]: [{ id: from, seats: from.length }] },
  });
const alike: Topic = {
  topic: 'root fields of many subgraphs in one operation',
  subgraphs: ['north', 'east', 'south', 'west'].map(halls),
  cases: {
    'in the order of the operation': {
      query: '{ west { id } a: north { seats } south { id seats } b: west { seats } east { __typename } }',
      data: {
        west: [{ id: 'west' }],
        a: [{ seats: 5 }],
        south: [{ id: 'south', seats: 5 }],
        b: [{ seats: 4 }],
        east: [{ __typename: 'Hall' }],
      },
      asks: ['east', 'north', 'south', 'west'],
    },
  },
};

const moved: Topic = {
  topic: '@override of fields of an interface’s types, and of what others require',
  subgraphs: [
    subgraph(
      'before',
      `type Query { lamps: [Lamp!]! } interface Lamp { id: ID! watts: Int } type Desk implements Lamp @key(fields: "id") { id: ID! watts: Int cost: Int! @requires(fields: "tariff") tariff: Int! @external } type Wall implements Lamp @key(fields: "id") { id: ID! watts: Int }`,
      {
        Query: {
          lamps: [
            { __typename: 'Desk', id: 'd', watts: 1 },
            { __typename: 'Wall', id: 'w', watts: 2 },
          ],
        },
        Desk: { cost: ({ tariff }: { tariff: number }) => tariff * 2 },
      },
      { Desk: [{ id: 'd', watts: 1 }] },
    ),
    subgraph(
      'after',
      `type Desk @key(fields: "id") { id: ID! watts: Int @override(from: "before") tariff: Int! @override(from: "older") }`,
      {},
      { Desk: [{ id: 'd', watts: 100, tariff: 7 }] },
    ),
    subgraph('older', `type Desk @key(fields: "id") { id: ID! tariff: Int! }`, {}, { Desk: [{ id: 'd', tariff: 0 }] }),
  ],
  cases: {
    'takes each from its owner': { query: '{ lamps { watts } }', data: { lamps: [{ watts: 100 }, { watts: 2 }] } },
    'requires it of the new owner': {
      query: '{ lamps { ... on Desk { cost } } }',
      data: { lamps: [{ cost: 14 }, {}] },
      asks: ['after', 'before'],
    },
  },
};

const byDefault: Topic = {
  topic: '@requires with arguments where the client leaves them to their default',
  subgraphs: [yarn, customs],
  cases: {
    'asks for both': {
      query: '{ yarn { price duty } }',
      data: { yarn: { price: 1210, duty: -1211 } },
      stock: { data: 'sends the client’s price as the one required' },
    },
  },
};

const conflicting: Topic = {
  topic: '@requires of one field with several arguments',
  subgraphs: [
    yarn,
    subgraph(
      'customs',
      `type Yarn @key(fields: "id") { id: ID! price(in: Currency! = EUR): Int! @external duty: Int! @requires(fields: "price(in: GBP)") fee: Int! @requires(fields: "price(in: USD)") } enum Currency { EUR GBP USD }`,
      {
        Yarn: { duty: ({ price }: { price: number }) => -price, fee: ({ price }: { price: number }) => price * 10 },
      },
    ),
  ],
  cases: {
    'each alone': { query: '{ yarn { fee } }', data: { yarn: { fee: 12_120 } } },
    'both at once': {
      query: '{ yarn { duty fee } }',
      data: { yarn: { duty: -1211, fee: 12_120 } },
      stock: { data: 'sends one price for both' },
    },
    'and the client a third': {
      query: '{ yarn { fee price duty } }',
      data: { yarn: { fee: 12_120, price: 1210, duty: -1211 } },
      stock: { data: 'sends one price for all' },
    },
  },
};

export const edges: readonly Topic[] = [moved, asked, byDefault, conflicting, mashup, large, alike];
