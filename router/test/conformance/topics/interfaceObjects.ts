import { subgraph } from '../subgraph.ts';
import type { Topic } from '../topic.ts';

const loaves = [
  { __typename: 'Rye', id: 'r', name: 'Rye', days: 3 },
  { __typename: 'Bun', id: 'b', name: 'Bun', glazed: true },
];
const bakery = subgraph(
  'bakery',
  `type Query { breads: [Bread!]! bread(id: ID!): Bread } interface Bread @key(fields: "id") { id: ID! name: String! }
  type Rye implements Bread @key(fields: "id") { id: ID! name: String! days: Int! } type Bun implements Bread @key(fields: "id") { id: ID! name: String! glazed: Boolean! }`,
  {
    Query: { breads: loaves, bread: (_, { id }: { id: string }) => loaves.find((one) => one.id === id) ?? null },
  },
  { Bread: loaves, Rye: loaves, Bun: loaves },
);

const plain: Topic = {
  topic: '@interfaceObject: fields for every type of an interface',
  subgraphs: [
    bakery,
    subgraph(
      'critics',
      `type Query { best: Bread! rated: [Bread]! } type Bread @interfaceObject @key(fields: "id") { id: ID! stars: Int! review(length: Int): String }`,
      {
        Query: { best: { id: 'b' }, rated: [{ id: 'r' }, null, { id: 'b' }] },
        Bread: {
          stars: ({ id }: { id: string }) => (id === 'b' ? 5 : 4),
          review: (_, { length }: { length?: number }) => 'Crisp.'.slice(0, length),
        },
      },
    ),
  ],
  cases: {
    'are there for all its types': {
      query: '{ breads { name stars } }',
      data: {
        breads: [
          { name: 'Rye', stars: 4 },
          { name: 'Bun', stars: 5 },
        ],
      },
    },
    'are there on one of its types': {
      query: '{ breads { ... on Bun { stars glazed } ... on Rye { days } } }',
      data: { breads: [{ days: 3 }, { stars: 5, glazed: true }] },
    },
    'need no other subgraph': { query: '{ best { stars id } }', data: { best: { stars: 5, id: 'b' } }, asks: ['critics'] },
    'lead to the fields of the interface': {
      query: '{ best { name stars } rated { name } }',
      data: { best: { name: 'Bun', stars: 5 }, rated: [{ name: 'Rye' }, null, { name: 'Bun' }] },
    },
    'lead to the fields of the types': {
      query: '{ rated { ... on Rye { days } ... on Bun { glazed review(length: 2) } } }',
      data: { rated: [{ days: 3 }, null, { glazed: true, review: 'Cr' }] },
    },
    'have the type names of the interface’s types': {
      query: '{ best { __typename } rated { kind: __typename stars } breads { __typename stars } }',
      data: {
        best: { __typename: 'Bun' },
        rated: [{ kind: 'Rye', stars: 4 }, null, { kind: 'Bun', stars: 5 }],
        breads: [
          { __typename: 'Rye', stars: 4 },
          { __typename: 'Bun', stars: 5 },
        ],
      },
      asks: ['bakery', 'critics'],
    },
    'are asked for under two names': {
      query: '{ bread(id: "r") { short: review(length: 1) review } }',
      data: { bread: { short: 'C', review: 'Crisp.' } },
    },
  },
};

const requiring: Topic = {
  topic: '@interfaceObject with @requires',
  subgraphs: [
    bakery,
    subgraph(
      'labels',
      `type Query { labelled: [Bread!]! } type Bread @interfaceObject @key(fields: "id") { id: ID! name: String! @external label: String! @requires(fields: "name") }`,
      {
        Query: { labelled: [{ id: 'b' }] },
        Bread: { label: ({ name }: { name: string }) => `** ${name} **` },
      },
    ),
  ],
  cases: {
    'gets what it requires from the types': {
      query: '{ breads { label } }',
      data: { breads: [{ label: '** Rye **' }, { label: '** Bun **' }] },
    },
    'gets it where it starts itself': {
      query: '{ labelled { label ... on Bun { glazed } } }',
      data: { labelled: [{ label: '** Bun **', glazed: true }] },
    },
    'gets it on one type': { query: '{ bread(id: "r") { ... on Rye { label } } }', data: { bread: { label: '** Rye **' } } },
  },
};

const two: Topic = {
  topic: '@interfaceObject in two subgraphs',
  subgraphs: [
    bakery,
    subgraph('stock', `type Bread @interfaceObject @key(fields: "id") { id: ID! left: Int }`, {
      Bread: { left: ({ id }: { id: string }) => (id === 'r' ? 0 : null) },
    }),
    subgraph(
      'orders',
      `type Query { order: Order! } type Order { lines: [Line!]! } type Line { bread: Bread no: Int! } type Bread @interfaceObject @key(fields: "id") { id: ID! sold: Int! }`,
      {
        Query: {
          order: {
            lines: [
              { bread: { id: 'r' }, no: 1 },
              { bread: null, no: 2 },
            ],
          },
        },
        Bread: { sold: 11 },
      },
    ),
  ],
  cases: {
    'goes from one to the other': {
      query: '{ order { lines { no bread { sold left } } } }',
      data: {
        order: {
          lines: [
            { no: 1, bread: { sold: 11, left: 0 } },
            { no: 2, bread: null },
          ],
        },
      },
    },
    'and by way of the types': {
      query: '{ order { lines { bread { left ... on Rye { days sold } } } } }',
      data: { order: { lines: [{ bread: { left: 0, days: 3, sold: 11 } }, { bread: null }] } },
    },
    'adds all to the types': {
      query: '{ breads { sold left name } }',
      data: {
        breads: [
          { sold: 11, left: 0, name: 'Rye' },
          { sold: 11, left: null, name: 'Bun' },
        ],
      },
    },
  },
};

const named: Topic = {
  topic: '@interfaceObject behind fields of an interface that others implement',
  subgraphs: [
    subgraph(
      'ids',
      `type Query { tickets: [Ticket!]! } interface Ticket @key(fields: "no") { no: Int! } type Day implements Ticket @key(fields: "no") { no: Int! } type Season implements Ticket @key(fields: "no") { no: Int! months: Int! }`,
      {
        Query: {
          tickets: [
            { __typename: 'Day', no: 1 },
            { __typename: 'Season', no: 2, months: 6 },
          ],
        },
        Ticket: {
          __resolveReference: ({ no }: { no: number }) => (no === 1 ? { __typename: 'Day', no } : { __typename: 'Season', no, months: 6 }),
        },
      },
    ),
    subgraph(
      'holders',
      `type Query { holder: Holder! } type Ticket @interfaceObject @key(fields: "no") { no: Int! holder: Holder! } type Holder @key(fields: "id") { id: ID! tickets: [Ticket!]! }`,
      {
        Query: { holder: { id: 'h', tickets: [{ no: 2 }, { no: 1 }] } },
        Ticket: { holder: { id: 'h', tickets: [{ no: 2 }] } },
      },
    ),
    subgraph('names', `type Holder @key(fields: "id") { id: ID! name: String! }`, {}, { Holder: [{ id: 'h', name: 'Hal' }] }),
  ],
  cases: {
    'goes there and back': {
      query: '{ tickets { holder { name tickets { ... on Season { months } __typename } } } }',
      data: { tickets: [1, 2].map(() => ({ holder: { name: 'Hal', tickets: [{ months: 6, __typename: 'Season' }] } })) },
    },
    'starts there': {
      query: '{ holder { tickets { no ... on Season { months holder { name } } } } }',
      data: { holder: { tickets: [{ no: 2, months: 6, holder: { name: 'Hal' } }, { no: 1 }] } },
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
    'shows what needs no type': {
      query: '{ part { id } parts { id } }',
      data: { part: { id: 'b' }, parts: [{ id: 'b' }, null, { id: 'gone' }] },
    },
    'learns the type': {
      query: '{ part { __typename ... on Bolt { size } } bolt { __typename id } }',
      data: { part: { __typename: 'Bolt', size: 8 }, bolt: { __typename: 'Bolt', id: 'b' } },
    },
    'is an error where the type is asked for': {
      query: '{ parts { id __typename } }',
      data: { parts: [{ id: 'b', __typename: 'Bolt' }, null, null] },
      errors: ['parts.2 INTERNAL'],
      stock: { errors: 'says nothing of a null that it puts in place of a value' },
    },
    'is an error where what is shown depends on the type': {
      query: '{ parts { ... on Bolt { size } ... on Part { id } } }',
      data: { parts: [{ size: 8, id: 'b' }, null, null] },
      errors: ['parts.2 INTERNAL'],
      stock: { data: 'shows it as of none of the types' },
    },
    'is shown where all types are alike': {
      query:
        'query ($no: Boolean = false) { parts { ... on Part { id } __typename @include(if: $no) ... on Bolt { size @skip(if: true) } } }',
      data: { parts: [{ id: 'b' }, null, { id: 'gone' }] },
    },
  },
};

export const interfaceObjects: readonly Topic[] = [plain, requiring, two, named, conditional, unlearnt];
