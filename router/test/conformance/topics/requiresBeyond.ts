import { subgraph } from '../subgraph.ts';
import type { Topic } from '../topic.ts';

type Given = Record<string, unknown>;
const text = JSON.stringify;

const chain: Topic = {
  topic: '@requires of fields that themselves require others',
  subgraphs: [
    subgraph('wells', `type Query { well: Well! wells: [Well!]! } type Well @key(fields: "id") { id: ID! metres: Int }`, {
      Query: {
        well: { id: 'w1', metres: 5 },
        wells: [
          { id: 'w1', metres: 5 },
          { id: 'w2', metres: null },
        ],
      },
    }),
    subgraph('pumps', `type Well @key(fields: "id") { id: ID! metres: Int @external power: Int @requires(fields: "metres") }`, {
      Well: {
        power: ({ metres }: Given) => (typeof metres === 'number' ? metres * 10 : null),
      },
    }),
    subgraph('meters', `type Well @key(fields: "id") { id: ID! power: Int @external bill: Int @requires(fields: "power") }`, {
      Well: { bill: ({ power }: Given) => (typeof power === 'number' ? power + 1 : null) },
    }),
    subgraph('office', `type Well @key(fields: "id") { id: ID! bill: Int @external paid: Boolean @requires(fields: "bill") }`, {
      Well: { paid: ({ bill }: Given) => (typeof bill === 'number' ? bill < 1000 : null) },
    }),
  ],
  cases: {
    'asks in the order in which they stand upon each other': {
      query: '{ well { paid } }',
      data: { well: { paid: true } },
      asks: ['meters', 'office', 'pumps', 'wells'],
    },
    'carries nulls through': {
      query: '{ wells { paid bill power id } }',
      data: {
        wells: [
          { paid: true, bill: 51, power: 50, id: 'w1' },
          { paid: null, bill: null, power: null, id: 'w2' },
        ],
      },
    },
  },
};

const entity: Topic = {
  topic: '@requires of fields of another entity',
  subgraphs: [
    subgraph(
      'hives',
      `type Query { hives: [Hive!]! } type Hive @key(fields: "id") { id: ID! keeper: Keeper } type Keeper @key(fields: "id") { id: ID! }`,
      {
        Query: {
          hives: [
            { id: 'h1', keeper: { id: 'k1' } },
            { id: 'h2', keeper: null },
            { id: 'h3', keeper: { id: 'k2' } },
          ],
        },
      },
    ),
    subgraph(
      'keepers',
      `type Keeper @key(fields: "id") { id: ID! name: String! licence: Licence } type Licence @key(fields: "no") { no: Int! }`,
      {},
      {
        Keeper: [
          { id: 'k1', name: 'Ana', licence: { no: 1 } },
          { id: 'k2', name: 'Bo', licence: null },
        ],
      },
    ),
    subgraph('registry', `type Licence @key(fields: "no") { no: Int! until: Int! }`, {}, { Licence: [{ no: 1, until: 2030 }] }),
    subgraph(
      'honey',
      `type Hive @key(fields: "id") { id: ID! keeper: Keeper @external label: String! @requires(fields: "keeper { name licence { until } }") }
      type Keeper @key(fields: "id") { id: ID! name: String! @external licence: Licence @external } type Licence @key(fields: "no") { no: Int! until: Int! @external }`,
      {
        Hive: { label: ({ keeper }: Given) => text(keeper ?? null).replaceAll(/"__typename":"\w+",?/g, '') },
      },
    ),
  ],
  cases: {
    'fetches them from where they are first': {
      query: '{ hives { label } }',
      data: { hives: [{ label: '{"name":"Ana","licence":{"until":2030}}' }, { label: 'null' }, { label: '{"name":"Bo","licence":null}' }] },
      asks: ['hives', 'honey', 'keepers', 'registry'],
    },
    'and shows some of them': {
      query: '{ hives { label keeper { licence { until } } } }',
      data: {
        hives: [
          { label: '{"name":"Ana","licence":{"until":2030}}', keeper: { licence: { until: 2030 } } },
          { label: 'null', keeper: null },
          { label: '{"name":"Bo","licence":null}', keeper: { licence: null } },
        ],
      },
    },
  },
};

const ownWay: Topic = {
  topic: '@requires of a field that the asking subgraph hands on itself',
  subgraphs: [
    subgraph(
      'quarry',
      `type Query { block: Block! } type Block @key(fields: "id") { id: ID! tons: Int @external cut: Cut! crane: String! @requires(fields: "tons") }
      type Cut { of: Block! }`,
      {
        Query: { block: { id: 'b1' } },
        Block: { cut: { of: { id: 'b2' } }, crane: ({ tons }: Given) => `crane for ${text(tons)}` },
      },
    ),
    subgraph(
      'scales',
      `type Block @key(fields: "id") { id: ID! tons: Int }`,
      {},
      {
        Block: [
          { id: 'b1', tons: 7 },
          { id: 'b2', tons: 8 },
        ],
      },
    ),
  ],
  cases: {
    'leaves the subgraph and comes back': {
      query: '{ block { crane } }',
      data: { block: { crane: 'crane for 7' } },
      asks: ['quarry', 'scales'],
    },
    'leaves it again further down': {
      query: '{ block { crane cut { of { crane cut { of { tons } } } } } }',
      data: { block: { crane: 'crane for 7', cut: { of: { crane: 'crane for 8', cut: { of: { tons: 8 } } } } } },
    },
  },
};

const withArguments: Topic = {
  topic: '@requires with arguments',
  subgraphs: [
    subgraph(
      'quotes',
      `type Query { yarn: Yarn! } type Yarn @key(fields: "id") { id: ID! price(in: Currency! = EUR): Int! } enum Currency { EUR GBP }`,
      {
        Query: { yarn: { id: 'y' } },
        Yarn: { price: (_, { in: currency }: { in: string }) => (currency === 'EUR' ? 100 : 80) },
      },
    ),
    subgraph(
      'customs',
      `type Yarn @key(fields: "id") { id: ID! price(in: Currency! = EUR): Int! @external duty: Int! @requires(fields: "price(in: GBP)") } enum Currency { EUR GBP }`,
      {
        Yarn: { duty: ({ price }: { price: number }) => price * 2 },
      },
    ),
  ],
  cases: {
    'asks with those arguments': { query: '{ yarn { duty } }', data: { yarn: { duty: 160 } } },
    'while the client asks with the same': { query: '{ yarn { duty price(in: GBP) } }', data: { yarn: { duty: 160, price: 80 } } },
    'while the client asks with others under another name': {
      query: '{ yarn { duty euros: price(in: EUR) } }',
      data: { yarn: { duty: 160, euros: 100 } },
    },
  },
};

const aliased: Topic = {
  topic: 'an alias with the name of a field that @requires or @key needs',
  subgraphs: [
    subgraph('parcels', `type Query { parcels: [Parcel!]! } type Parcel @key(fields: "id") { id: ID! grams: Int zone: String! }`, {
      Query: { parcels: [{ id: 'p1', grams: 1200, zone: 'north' }] },
    }),
    subgraph(
      'post',
      `type Parcel @key(fields: "id") { id: ID! grams: Int @external zone: String! @external stamp: String! @requires(fields: "grams zone") depot: String! }`,
      { Parcel: { stamp: ({ grams, zone }: Given) => text([grams, zone]), depot: ({ id }: Given) => `of ${text(id)}` } },
    ),
  ],
  cases: {
    'does not become what is required': {
      query: '{ parcels { grams: zone zone: id stamp } }',
      data: { parcels: [{ grams: 'north', zone: 'p1', stamp: '[1200,"north"]' }] },
      stock: { data: 'sends the values of the aliases as what is required' },
    },
    'does not become the key': {
      query: '{ parcels { id: zone depot } }',
      data: { parcels: [{ id: 'north', depot: 'of "p1"' }] },
      stock: { data: 'sends the value of the alias as the key' },
    },
    'does not become the type name': {
      query: '{ parcels { __typename: zone depot } }',
      data: { parcels: [{ __typename: 'north', depot: 'of "p1"' }] },
      stock: { data: 'sends the value of the alias as the type' },
    },
  },
};

export const requiresBeyond: readonly Topic[] = [chain, entity, ownWay, withArguments, aliased];
