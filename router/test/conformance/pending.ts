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

const conditional: Topic = {
  topic: '@interfaceObject under one type',
  subgraphs: [
    subgraph(
      'port',
      `type Query { boats: [Boat!]! } interface Boat @key(fields: "id") { id: ID! name: String! } type Raft implements Boat @key(fields: "id") { id: ID! name: String! logs: Int! } type Yawl implements Boat @key(fields: "id") { id: ID! name: String! }`,
      {
        Query: {
          boats: [
            { __typename: 'Raft', id: 'r', name: 'Rafaela', logs: 9 },
            { __typename: 'Yawl', id: 'y', name: 'Yara' },
          ],
        },
      },
    ),
    subgraph(
      'dues',
      `type Boat @interfaceObject @key(fields: "id") { id: ID! name: String! @external due: Int! owed: Int! label: String! @requires(fields: "name") }`,
      { Boat: { due: 3, owed: 4, label: ({ name }: { name: string }) => `of ${name}` } },
    ),
  ],
  cases: {
    'keeps the type of what it adds nothing to': {
      query: 'query ($a: Boolean!, $b: Boolean!) { boats { ... on Raft { __typename due @include(if: $a) owed @include(if: $b) logs } } }',
      variables: { a: false, b: false },
      data: { boats: [{ __typename: 'Raft', logs: 9 }, {}] },
      stock: { data: 'takes the name of the interface object for the type' },
    },
    'keeps it where the condition is a constant': {
      query: '{ boats { ... on Raft { logs due @skip(if: true) } } }',
      data: { boats: [{ logs: 9 }, {}] },
    },
    'gets what it requires for objects of that type alone': {
      query: '{ boats { ... on Raft { label } name } }',
      data: { boats: [{ label: 'of Rafaela', name: 'Rafaela' }, { name: 'Yara' }] },
      stock: { data: 'asks for the others too, without their key' },
    },
  },
};

const unlearnt: Topic = {
  topic: '@interfaceObject whose type can’t be learnt',
  subgraphs: [
    subgraph(
      'parts',
      `type Query { bolt: Bolt! } interface Part @key(fields: "id") { id: ID! } type Bolt implements Part @key(fields: "id") { id: ID! size: Int! }`,
      {
        Query: { bolt: { id: 'b', size: 8 } },
        Part: { __resolveReference: ({ id }: { id: string }) => (id === 'b' ? { __typename: 'Bolt', id, size: 8 } : null) },
      },
      { Bolt: [{ id: 'b', size: 8 }] },
    ),
    subgraph(
      'shop',
      `type Query { part: Part! parts: [Part] } type Part @interfaceObject @key(fields: "id", resolvable: false) { id: ID! }`,
      {
        Query: { part: { id: 'b' }, parts: [{ id: 'b' }, null, { id: 'gone' }] },
      },
    ),
  ],
  cases: {
    'is an error where the type is asked for': {
      query: '{ parts { id __typename } }',
      data: { parts: [{ id: 'b', __typename: 'Bolt' }, null, null] },
      errors: ['parts.2 INTERNAL'],
      stock: { errors: 'says nothing of a null that it puts in place of a value' },
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

export const pending: readonly Topic[] = [sandwich, conditional, unlearnt, between];
