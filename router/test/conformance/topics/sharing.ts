import { subgraph } from '../subgraph.ts';
import type { Topic } from '../topic.ts';

const provides: Topic = {
  topic: '@provides at one path and not at another',
  subgraphs: [
    subgraph(
      'museum',
      `type Query { exhibits: [Exhibit!]! guide: Artist! } type Exhibit { no: Int! by: Artist @provides(fields: "name") } type Artist @key(fields: "id") { id: ID! name: String! @external }`,
      {
        Query: {
          exhibits: [
            { no: 1, by: { id: 'a1', name: 'as the museum knows her' } },
            { no: 2, by: null },
          ],
          guide: { id: 'a1' },
        },
      },
    ),
    subgraph(
      'artists',
      `type Artist @key(fields: "id") { id: ID! name: String! @shareable born: Int }`,
      {},
      { Artist: [{ id: 'a1', name: 'as she is', born: 1900 }] },
    ),
  ],
  cases: {
    'takes what is provided': {
      query: '{ exhibits { by { name } } }',
      data: { exhibits: [{ by: { name: 'as the museum knows her' } }, { by: null }] },
      asks: ['museum'],
    },
    'asks the owner elsewhere': { query: '{ guide { name } }', data: { guide: { name: 'as she is' } }, asks: ['artists', 'museum'] },
    'asks the owner for the rest alone': {
      query: '{ exhibits { no by { name born } } }',
      data: {
        exhibits: [
          { no: 1, by: { name: 'as the museum knows her', born: 1900 } },
          { no: 2, by: null },
        ],
      },
    },
  },
};

const nestedProvides: Topic = {
  topic: '@provides of fields within fields',
  subgraphs: [
    subgraph(
      'press',
      `type Query { issue: Issue! } type Issue { lead: Story @provides(fields: "author { desk { floor } } tags { word }") } type Story @key(fields: "id") { id: ID! author: Writer @external tags: [Tag!]! @external }
      type Writer @key(fields: "id") { id: ID! desk: Desk @external } type Desk @key(fields: "id") { id: ID! floor: Int! @external } type Tag { word: String! @external }`,
      {
        Query: { issue: { lead: { id: 's', author: { id: 'w', desk: { id: 'd', floor: 3 } }, tags: [{ word: 'sea' }] } } },
      },
    ),
    subgraph(
      'staff',
      `type Story @key(fields: "id") { id: ID! author: Writer @shareable tags: [Tag!]! @shareable } type Tag { word: String! @shareable weight: Int } type Writer @key(fields: "id") { id: ID! name: String! desk: Desk @shareable } type Desk @key(fields: "id") { id: ID! floor: Int! @shareable lamp: Boolean! }`,
      {},
      {
        Story: [
          { id: 's', author: { id: 'w', name: 'Lu', desk: { id: 'd', floor: 9, lamp: true } }, tags: [{ word: 'ocean', weight: 1 }] },
        ],
        Writer: [{ id: 'w', name: 'Lu', desk: { id: 'd', floor: 9, lamp: true } }],
        Desk: [{ id: 'd', floor: 9, lamp: true }],
      },
    ),
  ],
  cases: {
    'takes them all from one subgraph': {
      query: '{ issue { lead { author { desk { floor } } tags { word } } } }',
      data: { issue: { lead: { author: { desk: { floor: 3 } }, tags: [{ word: 'sea' }] } } },
      asks: ['press'],
    },
    'goes to the owner from the innermost': {
      query: '{ issue { lead { author { name desk { floor lamp } } } } }',
      data: { issue: { lead: { author: { name: 'Lu', desk: { floor: 3, lamp: true } } } } },
      asks: ['press', 'staff'],
    },
  },
};

const providesAbstract: Topic = {
  topic: '@provides on a union and on an interface',
  subgraphs: [
    subgraph(
      'radio',
      `type Query { playing: [Sound!]! @provides(fields: "... on Song { title }") next: Audible @provides(fields: "... on Talk { seconds }") }
      union Sound = Song | Talk interface Audible { id: ID! } type Song implements Audible @key(fields: "id") { id: ID! title: String! @external } type Talk implements Audible @key(fields: "id") { id: ID! seconds: Int! @external }`,
      {
        Query: {
          playing: [
            { __typename: 'Song', id: 's1', title: 'on air' },
            { __typename: 'Talk', id: 't1' },
          ],
          next: { __typename: 'Talk', id: 't1', seconds: 1 },
        },
      },
    ),
    subgraph(
      'archive',
      `type Song @key(fields: "id") { id: ID! title: String! @shareable seconds: Int! } type Talk @key(fields: "id") { id: ID! title: String! seconds: Int! @shareable }`,
      {},
      {
        Song: [{ id: 's1', title: 'archived', seconds: 180 }],
        Talk: [{ id: 't1', title: 'Weather', seconds: 60 }],
      },
    ),
  ],
  cases: {
    'takes what is provided for one member': {
      query: '{ playing { ... on Song { title } ... on Talk { title } } }',
      data: { playing: [{ title: 'on air' }, { title: 'Weather' }] },
    },
    'asks for no other member': {
      query: '{ playing { ... on Song { title } } }',
      data: { playing: [{ title: 'on air' }, {}] },
      asks: ['radio'],
    },
    'takes what is provided for one implementation': {
      query: '{ next { id ... on Talk { seconds } } }',
      data: { next: { id: 't1', seconds: 1 } },
      asks: ['radio'],
    },
    'asks for what is provided of another': {
      query: '{ playing { ... on Talk { seconds } } }',
      data: { playing: [{}, { seconds: 60 }] },
      asks: ['archive', 'radio'],
    },
  },
};

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
      `type Query { clubs: [Club!]! oldest: Club } type Club @key(fields: "id") { id: ID! name: String! @tag(name: "public") founded: Int fee: Int! }`,
      {
        Query: { clubs: [{ id: 'c1', name: 'Chess', founded: 1, fee: 5 }], oldest: { id: 'c1', name: 'Chess', founded: 1, fee: 5 } },
      },
      { Club: [{ id: 'c1', name: 'Chess', founded: 1, fee: 5 }] },
    ),
    subgraph(
      'new',
      `type Query { oldest: Club @override(from: "old") } type Club @key(fields: "id") { id: ID! founded: Int @override(from: "old") bill: Int! @requires(fields: "fee") fee: Int! @external }`,
      {
        Query: { oldest: { id: 'c1', founded: 2 } },
        Club: { bill: ({ fee }: { fee: number }) => fee * 12 },
      },
      { Club: [{ id: 'c1', founded: 2 }] },
    ),
  ],
  cases: {
    'takes the field from its new owner': { query: '{ clubs { name founded } }', data: { clubs: [{ name: 'Chess', founded: 2 }] } },
    'takes the root field from its new owner': { query: '{ oldest { founded } }', data: { oldest: { founded: 2 } }, asks: ['new'] },
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

export const sharing: readonly Topic[] = [
  provides,
  nestedProvides,
  providesAbstract,
  shareable,
  partly,
  roots,
  override,
  renamed,
  extended,
];
