import { subgraph } from '../subgraph.ts';
import type { Topic } from '../topic.ts';

const shareable: Topic = {
  topic: '@shareable value types',
  subgraphs: [
    subgraph(
      'camp',
      `type Query { site: Site! } type Site @key(fields: "id") { id: ID! spot: Spot! } type Spot @shareable { lat: Float! lon: Float! height: Int }`,
      {
        Query: { site: { id: '1', spot: { lat: 1.25, lon: -2, height: 3 } } },
      },
      { Site: [{ id: '1', spot: { lat: 1.25, lon: -2, height: 3 } }] },
    ),
    subgraph(
      'survey',
      `type Query { highest: Site! } type Site @key(fields: "id") { id: ID! summit: Spot! rough: Boolean! } type Spot @shareable { lat: Float! lon: Float! height: Int }`,
      {
        Query: { highest: { id: '1', summit: { lat: 9, lon: 9.5, height: null }, rough: false } },
      },
      { Site: [{ id: '1', summit: { lat: 9, lon: 9.5, height: null }, rough: true }] },
    ),
  ],
  cases: {
    'are taken whole from where they are found': {
      query: '{ site { spot { lat height } summit { lon } rough } }',
      data: { site: { spot: { lat: 1.25, height: 3 }, summit: { lon: 9.5 }, rough: true } },
    },
    'are found by way of their owner': {
      query: '{ highest { spot { lon height } summit { lat lon } } }',
      data: { highest: { spot: { lon: -2, height: 3 }, summit: { lat: 9, lon: 9.5 } } },
    },
  },
};

const partly: Topic = {
  topic: '@shareable objects whose fields are spread over two subgraphs',
  subgraphs: [
    subgraph(
      'front',
      `type Query { stall: Stall! } type Stall @key(fields: "id") { id: ID! address: Address @shareable } type Address { street: String @shareable no: Int }`,
      {
        Query: { stall: { id: '1', address: { street: 'Quay', no: 4 } } },
      },
      { Stall: [{ id: '1', address: { street: 'Quay', no: 4 } }] },
    ),
    subgraph(
      'back',
      `type Query { nearest: Stall! } type Stall @key(fields: "id") { id: ID! address: Address @shareable } type Address { street: String @shareable postcode: String }`,
      {
        Query: { nearest: { id: '1', address: { street: 'Quay', postcode: 'Q4' } } },
      },
      { Stall: [{ id: '1', address: { street: 'Quay', postcode: 'Q4' } }] },
    ),
  ],
  cases: {
    'are put together from both': {
      query: '{ stall { address { street no postcode } } nearest { address { no postcode } } }',
      data: { stall: { address: { street: 'Quay', no: 4, postcode: 'Q4' } }, nearest: { address: { no: 4, postcode: 'Q4' } } },
    },
    'come from one where it has them all': {
      query: '{ stall { address { street } } }',
      data: { stall: { address: { street: 'Quay' } } },
      asks: ['front'],
    },
  },
};

const roots: Topic = {
  topic: 'root fields that two subgraphs share',
  subgraphs: [
    subgraph('east', `type Query { now: Clock! @shareable east: String! } type Clock { hour: Int! @shareable east: String! }`, {
      Query: { now: { hour: 6, east: 'dawn' }, east: 'E' },
    }),
    subgraph('west', `type Query { now: Clock! @shareable west: String! } type Clock { hour: Int! @shareable west: String! }`, {
      Query: { now: { hour: 6, west: 'night' }, west: 'W' },
    }),
  ],
  cases: {
    'are asked of both for what each knows': {
      query: '{ now { hour east west } }',
      data: { now: { hour: 6, east: 'dawn', west: 'night' } },
      asks: ['east', 'west'],
    },
    'are asked of one where it is enough': {
      query: '{ west now { hour west } }',
      data: { west: 'W', now: { hour: 6, west: 'night' } },
      asks: ['west'],
    },
    'keep the order of the operation': { query: '{ b: west n: now { west } a: east }', data: { b: 'W', n: { west: 'night' }, a: 'E' } },
  },
};

const override: Topic = {
  topic: '@override, and @tag that changes nothing',
  subgraphs: [
    subgraph(
      'old',
      `type Query { clubs: [Club!]! oldest: Club } type Club @key(fields: "id") { id: ID! name: String! @tag(name: "public") founded: Int fee: Int! motto: String }`,
      {
        Club: { motto: 'old' },
        Query: { clubs: [{ id: 'c1', name: 'Chess', founded: 1, fee: 5 }], oldest: { id: 'c1', name: 'Chess', founded: 1, fee: 5 } },
      },
      { Club: [{ id: 'c1', name: 'Chess', founded: 1, fee: 5 }] },
    ),
    subgraph(
      'new',
      `type Query { oldest: Club @override(from: "old") } type Club @key(fields: "id") { id: ID! founded: Int @override(from: "old") bill: Int! @requires(fields: "fee") fee: Int! @external motto: String @override(from: "old", label: "percent(0)") }`,
      {
        Query: { oldest: { id: 'c1', founded: 2 } },
        Club: { bill: ({ fee }: { fee: number }) => fee * 12, motto: 'new' },
      },
      { Club: [{ id: 'c1', founded: 2 }] },
    ),
  ],
  cases: {
    'takes the field from its new owner': { query: '{ clubs { name founded } }', data: { clubs: [{ name: 'Chess', founded: 2 }] } },
    'takes the root field from its new owner': { query: '{ oldest { founded } }', data: { oldest: { founded: 2 } }, asks: ['new'] },
    'takes the field from its old owner while none of it has moved': { query: '{ clubs { motto } }', data: { clubs: [{ motto: 'old' }] } },
    'goes back for what stayed': { query: '{ oldest { name founded bill } }', data: { oldest: { name: 'Chess', founded: 2, bill: 60 } } },
  },
};

const renamed: Topic = {
  topic: 'directives of the specification under other names',
  subgraphs: [
    subgraph(
      'one',
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", as: "fed", import: [{ name: "@key", as: "@identity" }, "@shareable", { name: "@inaccessible", as: "@secret" }])
      type Query { vat: Vat } type Vat @identity(fields: "id") { id: ID! litres: Int! @shareable hidden: Int @secret }`,
      { Query: { vat: { id: 'v', litres: 4, hidden: 1 } } },
    ),
    subgraph(
      'two',
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@key", as: "@by" }, { name: "@requires", as: "@given" }, { name: "@external", as: "@foreign" }])
      type Vat @by(fields: "id") { id: ID! litres: Int! @foreign half: Float! @given(fields: "litres") }`,
      { Vat: { half: ({ litres }: { litres: number }) => litres / 2 } },
    ),
  ],
  cases: {
    'mean the same': { query: '{ vat { half litres } }', data: { vat: { half: 2, litres: 4 } } },
    'hide the same': { query: '{ vat { hidden } }', errors: [' BAD_INPUT'] },
  },
};

const extended: Topic = {
  topic: 'types extended in the manner of Federation 1',
  subgraphs: [
    {
      name: 'first',
      typeDefs: `type Query { isle: Isle } type Isle @key(fields: "id") { id: ID! name: String }`,
      resolvers: { Query: { isle: () => ({ id: 'i', name: 'Skye' }) } },
    },
    {
      name: 'second',
      typeDefs: `extend type Query { isles: [Isle] } extend type Isle @key(fields: "id") { id: ID! @external name: String @external motto: String! @requires(fields: "name") people: Int }`,
      resolvers: {
        Query: { isles: () => [{ id: 'i', people: 3 }, null] },
        Isle: { __resolveReference: (isle: object) => ({ ...isle, people: 2 }), motto: ({ name }: { name: string }) => `${name}!` },
      },
    },
  ],
  cases: {
    'join like others': {
      query: '{ isle { motto people } isles { id name people } }',
      data: { isle: { motto: 'Skye!', people: 2 }, isles: [{ id: 'i', name: null, people: 3 }, null] },
    },
  },
};

export const sharing: readonly Topic[] = [shareable, partly, roots, override, renamed, extended];
