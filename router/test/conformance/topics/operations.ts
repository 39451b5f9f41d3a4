import { hotel } from '../worlds/hotel.ts';
import type { Topic } from '../topic.ts';

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

export const operations: readonly Topic[] = [fragments, aliases, typenames];
