import { subgraph } from '../subgraph.ts';
import type { Topic } from '../topic.ts';

let dug = 0;
const wells = [5, 7, 9].map((metres, index) => ({ id: `w${String(index + 1)}`, metres }));
const sandwich: Topic = {
  topic: '@requires of a field that requires one of the same subgraph, which requires a third',
  subgraphs: [
    subgraph(
      'wells',
      `type Query { well: Well! wells(first: Int = 3): [Well!]! } type Mutation { dig: Well! }
      type Well @key(fields: "id") { id: ID! metres: Int }`,
      {
        Query: { well: wells[0] ?? null, wells: (_, { first }: { first: number }) => wells.slice(0, first) },
        Mutation: { dig: () => wells[dug++] ?? null },
      },
      { Well: wells },
    ),
    subgraph(
      'pumps',
      `type Well @key(fields: "id") { id: ID! metres: Int @external power: Int @inaccessible @requires(fields: "metres") bill: Int @external
      paid: Boolean @requires(fields: "bill") debt(of: Int!): Int @requires(fields: "bill") }`,
      {
        Well: {
          power: ({ metres }: { metres: number }) => metres * 10,
          paid: ({ bill }: { bill: number }) => bill === 51,
          debt: ({ bill }: { bill: number }, { of }: { of: number }) => of - bill,
        },
      },
    ),
    subgraph('meters', `type Well @key(fields: "id") { id: ID! power: Int @external bill: Int @requires(fields: "power") }`, {
      Well: { bill: ({ power }: { power: number }) => power + 1 },
    }),
    subgraph(
      'sites',
      `type Query { sites: [[Site]!]! } type Mutation { fill: Int! } type Site { no: Int! wells: [Well] } type Well @key(fields: "id", resolvable: false) { id: ID! }`,
      {
        Query: { sites: [[{ no: 1, wells: [{ id: 'w3' }, null, { id: 'w1' }] }, null], [], [{ no: 2, wells: null }]] },
        Mutation: { fill: () => dug },
      },
    ),
  ],
  reset: () => {
    dug = 0;
  },
  cases: {
    'asks for the first with what it requires': {
      query: '{ well { paid } }',
      data: { well: { paid: true } },
      asks: ['meters', 'pumps', 'wells'],
      stock: { data: 'asks for power without metres' },
    },
    'asks for it in lists, under fragments, conditions and aliases': {
      query: `query ($no: Boolean!, $n: Int!) { sites { ...S @skip(if: $no) no } few: wells(first: $n) { ... @include(if: $no) { id } metres: paid } }
      fragment S on Site { wells { d: debt(of: $n) ... on Well { power: paid bill } } }`,
      variables: { no: false, n: 1 },
      data: {
        sites: [
          [
            {
              wells: [{ d: -90, power: false, bill: 91 }, null, { d: -50, power: true, bill: 51 }],
              no: 1,
            },
            null,
          ],
          [],
          [{ wells: null, no: 2 }],
        ],
        few: [{ metres: true }],
      },
      stock: { data: 'asks for power without metres' },
    },
    'does mutations once': {
      query: 'mutation { dig { id paid } again: dig { paid bill } fill }',
      data: { dig: { id: 'w1', paid: true }, again: { paid: false, bill: 71 }, fill: 2 },
      stock: { data: 'asks for power without metres' },
    },
    'does no mutation that can’t be planned so': {
      query: 'mutation { fill dig { paid } }',
      errors: [' BAD_INPUT'],
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
    'from where the last is': { query: '{ rug { price } }', data: { rug: { price: 'price of 80' } } },
    'from between': {
      query: '{ graded { price grade inspector { knots } } }',
      data: { graded: [{ price: 'price of 80', grade: '80', inspector: null }] },
      stock: { data: 'takes what is external for its own' },
    },
    'from both': {
      query: '{ graded { price } rug { grade id } }',
      data: { graded: [{ price: 'price of 80' }], rug: { grade: '80', id: 'r' } },
      stock: { data: 'takes what is external for its own' },
    },
  },
};

export const requiresOfRequires: readonly Topic[] = [sandwich, between];
