import { subgraph } from './subgraph.ts';
import type { Topic } from './topic.ts';

/** Cases that the router does not answer as the specification says. Not run. */

const text = JSON.stringify;
type Given = Record<string, unknown>;

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

const sandwich: Topic = {
  topic: '@requires of a field that requires one of the same subgraph, which requires a third',
  subgraphs: [
    subgraph(
      'wells',
      `type Query { well: Well! } type Well @key(fields: "id") { id: ID! metres: Int }`,
      { Query: { well: { id: 'w1', metres: 5 } } },
      {
        Well: [{ id: 'w1', metres: 5 }],
      },
    ),
    subgraph(
      'pumps',
      `type Well @key(fields: "id") { id: ID! metres: Int @external power: Int @requires(fields: "metres") bill: Int @external paid: Boolean @requires(fields: "bill") }`,
      { Well: { power: ({ metres }: { metres: number }) => metres * 10, paid: ({ bill }: { bill: number }) => bill < 1000 } },
    ),
    subgraph('meters', `type Well @key(fields: "id") { id: ID! power: Int @external bill: Int @requires(fields: "power") }`, {
      Well: { bill: ({ power }: { power: number }) => power + 1 },
    }),
  ],
  cases: {
    'asks for the first with what it requires': {
      query: '{ well { paid } }',
      data: { well: { paid: true } },
      asks: ['meters', 'pumps', 'wells'],
      stock: { data: 'asks for power without metres' },
    },
  },
};

export const pending: readonly Topic[] = [aliased, sandwich];
