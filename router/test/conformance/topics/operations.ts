import { subgraph } from '../subgraph.ts';
import type { Topic } from '../topic.ts';

const guest = { id: 'g', name: 'Gil', nick: null, born: 1990 };
const hotel = [
  subgraph(
    'desk',
    `type Query { guest(id: ID = "g"): Guest guests(first: Int): [Guest!]! count: Int! } type Guest @key(fields: "id") { id: ID! name: String! nick: String born: Int! }`,
    {
      Query: {
        guest: (_, { id }: { id: string }) => (id === 'g' ? guest : null),
        guests: (_, { first }: { first?: number }) => [guest, { ...guest, id: 'h', name: 'Hao' }].slice(0, first),
        count: 2,
      },
    },
    { Guest: [guest, { ...guest, id: 'h', name: 'Hao' }] },
  ),
  subgraph(
    'rooms',
    `type Query { free: [Room!]! } type Guest @key(fields: "id") { id: ID! room(floor: Int): Room rooms(floors: [Int!]! = [1]): [Room!]! } type Room { no: Int! beds: [Bed!]! guest: Guest! } type Bed { wide: Boolean! }`,
    {
      Query: { free: [{ no: 9, beds: [] }] },
      Guest: {
        room: (_, { floor }: { floor?: number }) => ({ no: floor ?? 0, beds: [{ wide: true }], guest: { id: 'h' } }),
        rooms: (_, { floors }: { floors: number[] }) =>
          floors.map((no) => ({ no, beds: [{ wide: false }, { wide: true }], guest: { id: 'g' } })),
      },
    },
  ),
  subgraph('bar', `type Guest @key(fields: "id") { id: ID! tab: Int! drinks: [String!]! }`, {
    Guest: { tab: ({ id }: { id: string }) => id.length * 12, drinks: ['tea', 'ale'] },
  }),
];

const fragments: Topic = {
  topic: 'fragments: named, inline, nested, repeated, without a type',
  subgraphs: hotel,
  cases: {
    'merge with each other and with fields': {
      query:
        '{ guest { ...A ... on Guest { name room { no } } ... { born room { beds { wide } } } ...B } } fragment A on Guest { room { guest { name } } name } fragment B on Guest { ...A id }',
      data: { guest: { room: { guest: { name: 'Hao' }, no: 0, beds: [{ wide: true }] }, name: 'Gil', born: 1990, id: 'g' } },
    },
    'stand on the root type': {
      query: '{ ...Q ... on Query { n: count } } fragment Q on Query { count guest { ...G } } fragment G on Guest { tab }',
      data: { count: 2, guest: { tab: 12 }, n: 2 },
    },
    'of which another operation uses one': {
      query: 'query One { guest { ...G } } fragment G on Guest { nick drinks }',
      data: { guest: { nick: null, drinks: ['tea', 'ale'] } },
    },
    'in which the same fields stand in another order': {
      query: '{ a: guest { tab name room { no } } b: guest { room { no } name tab } }',
      data: { a: { tab: 12, name: 'Gil', room: { no: 0 } }, b: { room: { no: 0 }, name: 'Gil', tab: 12 } },
    },
    'that nobody uses are refused': { query: '{ count } fragment G on Guest { nick }', errors: [' BAD_INPUT'] },
    'that go in circles are refused': {
      query: '{ guest { ...A } } fragment A on Guest { room { guest { ...A } } }',
      errors: [' BAD_INPUT'],
    },
    'on a type that can’t be are refused': { query: '{ guest { ... on Room { no } } }', errors: [' BAD_INPUT'] },
  },
};

const aliases: Topic = {
  topic: 'aliases',
  subgraphs: hotel,
  cases: {
    'tell apart one field with several arguments': {
      query: '{ guest { low: room(floor: 1) { no } high: room(floor: 7) { no at: no } room { no } } }',
      data: { guest: { low: { no: 1 }, high: { no: 7, at: 7 }, room: { no: 0 } } },
    },
    'tell apart root fields': {
      query: '{ a: guest { n: name } b: guest(id: "nobody") { name tab } c: guests(first: 1) { x: id y: id t: tab u: tab } }',
      data: { a: { n: 'Gil' }, b: null, c: [{ x: 'g', y: 'g', t: 12, u: 12 }] },
    },
    'of keys leave the keys alone': { query: '{ guest { key: id tab ref: id } }', data: { guest: { key: 'g', tab: 12, ref: 'g' } } },
    'may have the names of fields of other subgraphs': {
      query: '{ guest { tab: name name: tab } }',
      data: { guest: { tab: 'Gil', name: 12 } },
    },
    'of type names': {
      query: '{ t: __typename guest { a: __typename b: __typename tab room { __typename k: __typename } } }',
      data: { t: 'Query', guest: { a: 'Guest', b: 'Guest', tab: 12, room: { __typename: 'Room', k: 'Room' } } },
    },
    'may look like the names of properties that all objects have': {
      query: '{ guest { constructor: name toString: tab hasOwnProperty: room { valueOf: no } } }',
      data: { guest: { constructor: 'Gil', toString: 12, hasOwnProperty: { valueOf: 0 } } },
    },
    'may look like numbers with letters': {
      query: '{ _1: count _0: count a1: guest { _2: tab _1: id } }',
      data: { _1: 2, _0: 2, a1: { _2: 12, _1: 'g' } },
    },
    'that give one name to two fields are refused': { query: '{ guest { x: name x: born } }', errors: [' BAD_INPUT'] },
    'that give one name to two arguments are refused': {
      query: '{ guest { room(floor: 1) { no } room(floor: 2) { no } } }',
      errors: [' BAD_INPUT'],
    },
  },
};

const conditions: Topic = {
  topic: '@skip and @include',
  subgraphs: hotel,
  cases: {
    'by value': {
      query:
        '{ count @skip(if: true) guest { name @include(if: false) born @include(if: true) tab @skip(if: true) room @skip(if: false) { no } } }',
      data: { guest: { born: 1990, room: { no: 0 } } },
      asks: ['desk', 'rooms'],
    },
    'by variable, at the border of a subgraph': {
      query: 'query ($no: Boolean!) { guest { name tab @include(if: $no) room @skip(if: $no) { no } } }',
      variables: { no: false },
      data: { guest: { name: 'Gil', room: { no: 0 } } },
      asks: ['desk', 'rooms'],
    },
    'by variable, at the root': {
      query: 'query ($yes: Boolean!) { count @skip(if: $yes) free @include(if: $yes) { no } guest @skip(if: $yes) { tab } }',
      variables: { yes: true },
      data: { free: [{ no: 9 }] },
      asks: ['rooms'],
    },
    'both at once': {
      query:
        'query ($a: Boolean!, $b: Boolean!) { guest { w: tab @skip(if: $a) @include(if: $b) x: tab @skip(if: $b) @include(if: $a) y: drinks @include(if: $a) @skip(if: $a) z: name @skip(if: $b) @include(if: $a) } }',
      variables: { a: true, b: false },
      data: { guest: { x: 12, z: 'Gil' } },
    },
    'by the default of a variable': {
      query:
        'query ($a: Boolean = true, $b: Boolean! = false) { guest { name @skip(if: $a) tab @include(if: $b) id drinks @include(if: $a) } }',
      data: { guest: { id: 'g', drinks: ['tea', 'ale'] } },
    },
    'by a variable given against its default': {
      query: 'query ($a: Boolean = true) { guest { name @skip(if: $a) tab @include(if: $a) } }',
      variables: { a: false },
      data: { guest: { name: 'Gil' } },
      asks: ['desk'],
    },
    'on fragments': {
      query:
        'query ($a: Boolean!, $b: Boolean!) { guest { ...F @include(if: $a) ...G @include(if: $b) ... @skip(if: $a) { id } ... on Guest @skip(if: $b) { room { no @skip(if: $a) beds @include(if: $a) { wide } } } } } fragment F on Guest { tab name } fragment G on Guest { drinks }',
      variables: { a: true, b: false },
      data: { guest: { tab: 12, name: 'Gil', room: { beds: [{ wide: true }] } } },
    },
    'on the same field here and there': {
      query:
        'query ($a: Boolean!) { guest { room { no } room @include(if: $a) { beds { wide } } tab @skip(if: $a) ... on Guest { tab } } }',
      variables: { a: false },
      data: { guest: { room: { no: 0 }, tab: 12 } },
    },
    'within each other': {
      query:
        'query ($a: Boolean!, $b: Boolean!) { guest { ... @include(if: $a) { name ... @skip(if: $b) { tab ... @include(if: $b) { drinks } } } } }',
      variables: { a: true, b: false },
      data: { guest: { name: 'Gil', tab: 12 } },
    },
    'leave an object with nothing in it': {
      query: 'query ($a: Boolean!) { guest { name @include(if: $a) room @include(if: $a) { no } } guests { tab @include(if: $a) } }',
      variables: { a: false },
      data: { guest: {}, guests: [{}, {}] },
    },
    'leave nothing at all': { query: 'query ($a: Boolean!) { guest @skip(if: $a) { tab } }', variables: { a: true }, data: {}, asks: [] },
    'on type names': {
      query: 'query ($a: Boolean!) { __typename @skip(if: $a) guest { __typename @include(if: $a) t: __typename @skip(if: $a) tab } }',
      variables: { a: true },
      data: { guest: { __typename: 'Guest', tab: 12 } },
    },
    'without a value for the variable are refused': { query: 'query ($a: Boolean!) { count @skip(if: $a) }', errors: [' BAD_INPUT'] },
  },
};

const variables: Topic = {
  topic: 'variables',
  subgraphs: hotel,
  cases: {
    'reach fields of entities': {
      query: 'query ($f: Int, $l: [Int!] = [4, 5]) { guest { room(floor: $f) { no } rooms(floors: $l) { no guest { tab } } } }',
      variables: { f: 3 },
      data: {
        guest: {
          room: { no: 3 },
          rooms: [
            { no: 4, guest: { tab: 12 } },
            { no: 5, guest: { tab: 12 } },
          ],
        },
      },
    },
    'are lists where one value is given': {
      query: 'query ($l: [Int!]!) { guest { rooms(floors: $l) { no } } }',
      variables: { l: 6 },
      data: { guest: { rooms: [{ no: 6 }] } },
    },
    'are empty lists': {
      query: 'query ($l: [Int!]!) { guest { rooms(floors: $l) { no } } }',
      variables: { l: [] },
      data: { guest: { rooms: [] } },
    },
    'stand in lists': {
      query: 'query ($a: Int!, $b: Int! = 2) { guest { rooms(floors: [$a, 1, $b]) { no } } }',
      variables: { a: 0 },
      data: { guest: { rooms: [{ no: 0 }, { no: 1 }, { no: 2 }] } },
    },
    'that are null are not their default': {
      query: 'query ($i: ID = "g") { guest(id: $i) { name } }',
      variables: { i: null },
      data: { guest: null },
    },
    'that are nothing are the default of the argument': {
      query: 'query ($i: ID) { guest(id: $i) { name } }',
      data: { guest: { name: 'Gil' } },
    },
    'that nobody asked for are let be': {
      query: 'query ($i: ID) { guest(id: $i) { name } }',
      variables: { i: 'g', other: { x: 1 } },
      data: { guest: { name: 'Gil' } },
    },
    'of the wrong type are refused': {
      query: 'query ($f: Int) { guest { room(floor: $f) { no } } }',
      variables: { f: 'three' },
      errors: [' BAD_INPUT'],
    },
    'that are too large are refused': {
      query: 'query ($f: Int) { guest { room(floor: $f) { no } } }',
      variables: { f: 2147483648 },
      errors: [' BAD_INPUT'],
    },
    'that are fractions are refused': {
      query: 'query ($f: Int) { guest { room(floor: $f) { no } } }',
      variables: { f: 1.5 },
      errors: [' BAD_INPUT'],
    },
    'that are not declared are refused': { query: '{ guest { room(floor: $f) { no } } }', variables: { f: 1 }, errors: [' BAD_INPUT'] },
  },
};

const typenames: Topic = {
  topic: 'operations with little but __typename, and introspection',
  subgraphs: hotel,
  cases: {
    'at the root': { query: '{ __typename }', data: { __typename: 'Query' }, asks: [] },
    'by a fragment': {
      query: '{ ... on Query { a: __typename ...F } } fragment F on Query { __typename }',
      data: { a: 'Query', __typename: 'Query' },
      asks: [],
    },
    'of objects': {
      query: '{ guest { __typename } guests { room { __typename } } }',
      data: { guest: { __typename: 'Guest' }, guests: [{ room: { __typename: 'Room' } }, { room: { __typename: 'Room' } }] },
    },
    'of nothing': { query: '{ guest(id: "x") { __typename room { __typename } } }', data: { guest: null } },
    'beside introspection and data': {
      query:
        '{ __typename __type(name: "Bed") { kind name fields { name type { kind ofType { name } } } } none: __type(name: "Sofa") { name } count }',
      data: {
        __typename: 'Query',
        __type: { kind: 'OBJECT', name: 'Bed', fields: [{ name: 'wide', type: { kind: 'NON_NULL', ofType: { name: 'Boolean' } } }] },
        none: null,
        count: 2,
      },
    },
    'of the schema': {
      query: '{ __schema { queryType { name } mutationType { name } subscriptionType { name } } }',
      data: {
        __schema: {
          queryType: { name: 'Query' },
          mutationType: null,
          subscriptionType: null,
        },
      },
    },
    'without the machinery of federation': { query: '{ _service { sdl } }', errors: [' BAD_INPUT'] },
    'without entities': { query: '{ _entities(representations: []) { __typename } }', errors: [' BAD_INPUT'] },
  },
};

let done: string[] = [];
const write = (what: string): number => done.push(what);
const mutations: Topic = {
  topic: 'mutations, one after another across subgraphs',
  reset: () => (done = []),
  subgraphs: [
    subgraph(
      'pens',
      `type Query { written: [String!]! } type Mutation { pen(word: String!): Page! slow(word: String!): Int } type Page @key(fields: "no") { no: Int! word: String! }`,
      {
        Query: { written: () => done },
        Mutation: {
          pen: (_, { word }: { word: string }) => ({ no: write(word), word }),
          slow: async (_, { word }: { word: string }) => {
            await new Promise((resolve) => setTimeout(resolve, 20));
            return write(word);
          },
        },
      },
    ),
    subgraph(
      'inks',
      `type Mutation { ink(word: String!): Page fail(word: String!): Int! } type Page @key(fields: "no") { no: Int! sofar: [String!]! }`,
      {
        Mutation: {
          ink: (_, { word }: { word: string }) => ({ no: write(word) }),
          fail: (_, { word }: { word: string }) => {
            write(word);
            throw new Error(word);
          },
        },
        Page: { sofar: () => [...done] },
      },
      { Page: [1, 2, 3, 4, 5].map((no) => ({ no })) },
    ),
    subgraph('bins', `type Mutation { bin: [String!]! }`, { Mutation: { bin: () => done.splice(0) } }),
  ],
  cases: {
    'are done in their order': {
      query: 'mutation { a: slow(word: "a") b: ink(word: "b") { no } c: slow(word: "c") d: pen(word: "d") { no } all: bin }',
      data: { a: 1, b: { no: 2 }, c: 3, d: { no: 4 }, all: ['a', 'b', 'c', 'd'] },
    },
    'are done twice where they stand twice': {
      query: 'mutation { x: pen(word: "w") { no } y: pen(word: "w") { no } bin }',
      data: { x: { no: 1 }, y: { no: 2 }, bin: ['w', 'w'] },
    },
    'are done once where two selections are one': {
      query: 'mutation { pen(word: "w") { no } pen(word: "w") { word } bin }',
      data: { pen: { no: 1, word: 'w' }, bin: ['w'] },
    },
    'lead to other subgraphs': {
      query: 'mutation ($w: String!) { pen(word: $w) { word sofar } __typename }',
      variables: { w: 'v' },
      data: { pen: { word: 'v', sofar: ['v'] }, __typename: 'Mutation' },
    },
    'that are skipped are not done': {
      query: 'mutation ($no: Boolean!) { pen(word: "a") @include(if: $no) { no } ink(word: "b") @skip(if: $no) { no } bin }',
      variables: { no: false },
      data: { ink: { no: 1 }, bin: ['b'] },
    },
  },
};

export const operations: readonly Topic[] = [fragments, aliases, conditions, variables, typenames, mutations];
