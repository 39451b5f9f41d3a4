import { subgraph } from './subgraph.ts';
import type { Topic } from './topic.ts';

/** Cases that the router does not answer as the specification says. Not run. */

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
      { Well: { power: ({ metres }: { metres: number }) => metres * 10, paid: ({ bill }: { bill: number }) => bill === 51 } },
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

const between: Topic = {
  topic: '@requires that starts between what it requires',
  subgraphs: [
    subgraph(
      'loom',
      `type Query { rug: Rug! } type Rug @key(fields: "id") { id: ID! knots: Int! grade: String @external price: String! @requires(fields: "grade") }`,
      { Query: { rug: { id: 'r', knots: 80 } }, Rug: { price: ({ grade }: { grade: string }) => `price of ${grade}` } },
      { Rug: [{ id: 'r', knots: 80 }] },
    ),
    subgraph(
      'graders',
      `type Query { graded: [Rug!]! } type Rug @key(fields: "id") { id: ID! knots: Int! @external grade: String @requires(fields: "knots") inspector: Rug }`,
      { Query: { graded: [{ id: 'r' }] }, Rug: { grade: ({ knots }: { knots: number }) => `${knots}`, inspector: null } },
    ),
  ],
  cases: {
    'from between': {
      query: '{ graded { price grade inspector { knots } } }',
      data: { graded: [{ price: 'price of 80', grade: '80', inspector: null }] },
    },
    'from both': {
      query: '{ graded { price } rug { grade id } }',
      data: { graded: [{ price: 'price of 80' }], rug: { grade: '80', id: 'r' } },
    },
  },
};

export const pending: readonly Topic[] = [sandwich, between];
