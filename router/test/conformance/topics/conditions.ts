import { hotel } from '../worlds/hotel.ts';
import type { Topic } from '../topic.ts';

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

export const conditional: readonly Topic[] = [conditions, variables];
