import { GraphQLError } from 'graphql';
import { subgraph } from '../subgraph.ts';
import type { Topic } from '../topic.ts';

const silent = { errors: 'says nothing of a null that it has to carry up' };
const refused = (code: string): GraphQLError => new GraphQLError('No.', { extensions: { code } });
const refuse = (code: string) => (): never => {
  throw refused(code);
};

const carried: Topic = {
  topic: 'nulls that are carried up across the border of a subgraph',
  subgraphs: [
    subgraph(
      'line',
      `type Query { stop: Stop stops: [Stop!] maybe: [Stop]! deep: [[Stop!]]! must: Stop! } type Stop @key(fields: "id") { id: ID! next: Stop }`,
      {
        Query: {
          stop: { id: 'x' },
          stops: [{ id: 'a' }, { id: 'x' }],
          maybe: [{ id: 'a', next: { id: 'x' } }, { id: 'x' }],
          deep: [[{ id: 'a' }], [{ id: 'x' }, { id: 'a' }]],
          must: { id: 'x' },
        },
      },
    ),
    subgraph(
      'signs',
      `type Stop @key(fields: "id") { id: ID! sign: String! colour: String names: [String!] near: [Stop!]! }`,
      {
        Stop: { near: [{ id: 'a' }, { id: 'x' }] },
      },
      { Stop: [{ id: 'a', sign: 'A', colour: 'red', names: ['A', 'Alpha'] }] },
    ),
  ],
  cases: {
    'of an entity that another subgraph does not know': {
      query: '{ stop { id colour names } }',
      data: { stop: { id: 'x', colour: null, names: null } },
    },
    'to the nearest object that may be null': {
      query: '{ stop { id sign } }',
      data: { stop: null },
      errors: ['stop.sign INTERNAL'],
      stock: silent,
    },
    'to the list': { query: '{ stops { sign } }', data: { stops: null }, errors: ['stops.1.sign INTERNAL'], stock: silent },
    'to the element': {
      query: '{ maybe { sign next { sign } } }',
      data: { maybe: [{ sign: 'A', next: null }, null] },
      errors: ['maybe.0.next.sign INTERNAL', 'maybe.1.sign INTERNAL'],
      stock: silent,
    },
    'to the list in the list': {
      query: '{ deep { sign } }',
      data: { deep: [[{ sign: 'A' }], null] },
      errors: ['deep.1.0.sign INTERNAL'],
      stock: silent,
    },
    'to the root': { query: '{ must { sign } stop { id } }', data: null, errors: ['must.sign INTERNAL'], stock: silent },
    'by way of a subgraph and back': {
      query: '{ maybe { near { colour near { sign } } } }',
      data: { maybe: [null, null] },
      errors: ['maybe.0.near.0.near.0.sign INTERNAL', 'maybe.1.near INTERNAL'],
      stock: silent,
    },
    'not where it is skipped': {
      query: 'query ($no: Boolean = false) { stop { id sign @include(if: $no) } }',
      data: { stop: { id: 'x' } },
    },
  },
};

const placed: Topic = {
  topic: 'errors with paths through lists, lists of lists and entities',
  subgraphs: [
    subgraph(
      'crates',
      `type Query { crates: [Crate!]! rows: [[Crate]]! other: Crate } type Crate @key(fields: "id") { id: ID! own: Int }`,
      {
        Query: {
          crates: [{ id: '1' }, { id: '2' }, { id: '1' }],
          rows: [[{ id: '1' }, null], [], [{ id: '3' }, { id: '2' }]],
          other: { id: '2' },
        },
        Crate: { own: refuse('NOT_FOUND') },
      },
    ),
    subgraph(
      'fruit',
      `type Crate @key(fields: "id") { id: ID! fruits: [Fruit]! fresh(days: Int): Boolean } type Fruit { name: String ripe: Boolean! worm: String }`,
      {
        Crate: {
          fruits: [{ name: 'fig' }, { name: 'date' }],
          fresh: ({ id }: { id: string }) => (id === '2' ? refuse('FORBIDDEN')() : true),
        },
        Fruit: { ripe: ({ name }: { name: string }) => (name === 'date' ? refuse('TEAPOT')() : true), worm: refuse('WORM') },
      },
    ),
  ],
  cases: {
    'in fields of entities': {
      query: '{ crates { fresh } }',
      data: { crates: [{ fresh: true }, { fresh: null }, { fresh: true }] },
      errors: ['crates.1.fresh FORBIDDEN'],
    },
    'in fields below entities, at each place': {
      query: '{ crates { fruits { name ripe } } }',
      data: { crates: [1, 2, 1].map(() => ({ fruits: [{ name: 'fig', ripe: true }, null] })) },
      errors: [0, 1, 2].map((index) => `crates.${index}.fruits.1.ripe TEAPOT`),
    },
    'in entities in lists of lists': {
      query: '{ rows { fresh } other { f: fresh(days: 1) } }',
      data: { rows: [[{ fresh: true }, null], [], [{ fresh: true }, { fresh: null }]], other: { f: null } },
      errors: ['other.f FORBIDDEN', 'rows.2.1.fresh FORBIDDEN'],
    },
    'in fields of the subgraph itself': {
      query: '{ rows { own } other { id mine: own } }',
      data: { rows: [[{ own: null }, null], [], [{ own: null }, { own: null }]], other: { id: '2', mine: null } },
      errors: ['rows.0.0.own NOT_FOUND', 'rows.2.0.own NOT_FOUND', 'rows.2.1.own NOT_FOUND', 'other.mine NOT_FOUND'],
    },
    'under other names': {
      query: '{ c: other { x: fruits { y: worm } } }',
      data: { c: { x: [{ y: null }, { y: null }] } },
      errors: ['c.x.0.y WORM', 'c.x.1.y WORM'],
    },
  },
};

const partial: Topic = {
  topic: 'what is left when a subgraph refuses',
  subgraphs: [
    subgraph(
      'guests',
      `type Query { open: [Guest!]! closed: [Guest!] wall: Guest! } type Guest @key(fields: "id") { id: ID! name: String! }`,
      {
        Query: {
          open: [
            { id: '1', name: 'Ute' },
            { id: '2', name: 'Vic' },
          ],
          closed: refuse('FORBIDDEN'),
          wall: refuse('UNAUTHENTICATED'),
        },
      },
    ),
    subgraph('rooms', `type Query { room: Int rooms: [Int!]! } type Guest @key(fields: "id") { id: ID! room: Int key: String! }`, {
      Query: { room: 4, rooms: [1, 2] },
      Guest: {
        __resolveReference: async ({ id }: { id: string }) =>
          id === '2' ? Promise.reject(refused('FORBIDDEN')) : { id, room: 7, key: 'k' },
      },
    }),
  ],
  cases: {
    'a root field that may be null': {
      query: '{ closed { id room } room open { name } }',
      data: { closed: null, room: 4, open: [{ name: 'Ute' }, { name: 'Vic' }] },
      errors: ['closed FORBIDDEN'],
    },
    'a root field that may not': { query: '{ room wall { id } }', data: null, errors: ['wall UNAUTHENTICATED'] },
    'one of several entities': {
      query: '{ open { name room } }',
      data: {
        open: [
          { name: 'Ute', room: 7 },
          { name: 'Vic', room: null },
        ],
      },
      errors: ['open.1 FORBIDDEN'],
    },
    'one of several entities, of which something must be known': {
      query: '{ open { name key } rooms }',
      data: null,
      errors: ['open.1 FORBIDDEN'],
    },
  },
};

const invalid: Topic = {
  topic: 'values that are not of their type',
  subgraphs: [
    subgraph(
      'loose',
      `enum Mood { GLAD SAD } scalar Any type Query { days: [Day]! } type Day @key(fields: "id") { id: ID! mood: Mood ok: Boolean n: Int list: [Int!] any: Any }`,
      {
        Query: {
          days: [
            { id: 1, mood: 'GLAD', ok: 1, n: '7', list: [1], any: 'x' },
            { id: 'b', mood: 'WILD', ok: 'maybe', n: 'many', list: [1, null], any: [1] },
          ],
        },
      },
    ),
    subgraph(
      'kept',
      `type Day @key(fields: "id") { id: ID! hours: Float }`,
      {},
      {
        Day: [
          { id: '1', hours: 7 },
          { id: 'b', hours: 7.5 },
        ],
      },
    ),
  ],
  cases: {
    'become null by the subgraph’s own errors': {
      query: '{ days { mood ok n list any hours } }',
      data: {
        days: [
          { mood: 'GLAD', ok: true, n: 7, list: [1], any: 'x', hours: 7 },
          { mood: null, ok: null, n: null, list: null, any: [1], hours: 7.5 },
        ],
      },
      errors: ['days.1.list.1 INTERNAL', 'days.1.mood INTERNAL', 'days.1.n INTERNAL', 'days.1.ok INTERNAL'],
    },
  },
};

const unknown: Topic = {
  topic: 'refusals of what is no operation of this graph',
  subgraphs: [
    subgraph('one', `type Query { a: Int b(c: Int!): Int } type Mutation { d: Int }`, { Query: { a: 1, b: 2 }, Mutation: { d: 3 } }),
  ],
  cases: {
    'a field that is not there': { query: '{ a z }', errors: [' BAD_INPUT'] },
    'an argument that is not there': { query: '{ b(c: 1, z: 2) }', errors: [' BAD_INPUT'] },
    'an argument that is missing': { query: '{ b }', errors: [' BAD_INPUT'] },
    'a selection of a scalar': { query: '{ a { b } }', errors: [' BAD_INPUT'] },
    'a query in place of a mutation': { query: '{ d }', errors: [' BAD_INPUT'] },
    'a subscription where there are none': { query: 'subscription { a }', errors: [' BAD_INPUT'] },
    'a directive that is not there': { query: '{ a @zap }', errors: [' BAD_INPUT'] },
    'and what is one': { query: 'mutation M { d }', data: { d: 3 } },
  },
};

export const failures: readonly Topic[] = [carried, placed, partial, invalid, unknown];
