import { subgraph } from '../subgraph.ts';
import type { Topic } from '../topic.ts';

const local: Topic = {
  topic: 'an interface and its types',
  subgraphs: [
    subgraph(
      'zoo',
      `type Query { animals: [Animal]! eldest: Animal } interface Animal { id: ID! name: String! keeper: Keeper! }
      type Owl implements Animal @key(fields: "id") { id: ID! name: String! keeper: Keeper! span: Int! food(times: Int = 1): String! } type Seal implements Animal @key(fields: "id") { id: ID! name: String! keeper: Keeper! food(times: Int = 1): [String!]! }
      type Keeper @key(fields: "id") { id: ID! }`,
      {
        Query: {
          animals: [
            { __typename: 'Owl', id: 'o', name: 'Minerva', keeper: { id: 'k' }, span: 90 },
            null,
            { __typename: 'Seal', id: 's', name: 'Sam', keeper: { id: 'k' } },
          ],
          eldest: { __typename: 'Seal', id: 's', name: 'Sam', keeper: { id: 'k' } },
        },
        Owl: { food: (_, { times }: { times: number }) => 'mouse'.repeat(times) },
        Seal: { food: (_, { times }: { times: number }) => Array.from({ length: times }, () => 'herring') },
      },
    ),
    subgraph(
      'care',
      `type Keeper @key(fields: "id") { id: ID! name: String! } type Owl @key(fields: "id") { id: ID! awake: Boolean! } type Seal @key(fields: "id") { id: ID! awake: Int! }`,
      {},
      {
        Keeper: [{ id: 'k', name: 'Kim' }],
        Owl: [{ id: 'o', awake: false }],
        Seal: [{ id: 's', awake: 7 }],
      },
    ),
  ],
  cases: {
    'share fields that lead to another subgraph': {
      query: '{ animals { name keeper { name } } }',
      data: { animals: [{ name: 'Minerva', keeper: { name: 'Kim' } }, null, { name: 'Sam', keeper: { name: 'Kim' } }] },
    },
    'have fields of their own, in both subgraphs, of other types under other names': {
      query: '{ animals { ... on Owl { span asleep: awake } __typename ... on Seal { hours: awake } } }',
      data: { animals: [{ span: 90, asleep: false, __typename: 'Owl' }, null, { __typename: 'Seal', hours: 7 }] },
    },
    'have a field of one name and two types': {
      query: '{ animals { ... on Owl { one: food } ... on Seal { many: food(times: 2) } } eldest { ... on Owl { food } } }',
      data: { animals: [{ one: 'mouse' }, null, { many: ['herring', 'herring'] }], eldest: {} },
    },
    'keep the order of the selection, the type condition where it stands': {
      query: '{ animals { ... on Animal { id ... on Seal { name } } ... on Owl { keeper { id } name } } }',
      data: { animals: [{ id: 'o', keeper: { id: 'k' }, name: 'Minerva' }, null, { id: 's', name: 'Sam' }] },
    },
    'are asked for by type name alone': {
      query: '{ animals { kind: __typename } eldest { __typename } }',
      data: { animals: [{ kind: 'Owl' }, null, { kind: 'Seal' }], eldest: { __typename: 'Seal' } },
      asks: ['zoo'],
    },
  },
};

const across: Topic = {
  topic: 'an interface that two subgraphs implement in part',
  subgraphs: [
    subgraph(
      'rail',
      `type Query { vehicles: [Vehicle!]! } interface Vehicle { id: ID! seats: Int! } type Train implements Vehicle @key(fields: "id") { id: ID! seats: Int! } type Tram implements Vehicle @key(fields: "id") { id: ID! seats: Int! @shareable lines: [Int!]! }`,
      {
        Query: {
          vehicles: [
            { __typename: 'Train', id: '1', seats: 400 },
            { __typename: 'Tram', id: '2', seats: 90, lines: [3] },
          ],
        },
      },
      { Tram: [{ id: '2', seats: 90, lines: [3] }], Train: [{ id: '1', seats: 400 }] },
    ),
    subgraph(
      'road',
      `type Query { late: [Vehicle!]! } interface Vehicle { id: ID! delay: Int } type Train implements Vehicle @key(fields: "id") { id: ID! delay: Int } type Tram implements Vehicle @key(fields: "id") { id: ID! delay: Int } type Bus implements Vehicle @key(fields: "id") { id: ID! delay: Int seats: Int! }`,
      {
        Query: {
          late: [
            { __typename: 'Bus', id: '3', delay: 9, seats: 40 },
            { __typename: 'Tram', id: '2', delay: 2 },
          ],
        },
      },
      { Tram: [{ id: '2', delay: 2 }], Train: [{ id: '1', delay: null }] },
    ),
  ],
  cases: {
    'has the fields of both': {
      query: '{ vehicles { seats delay } late { __typename seats delay } }',
      data: {
        vehicles: [
          { seats: 400, delay: null },
          { seats: 90, delay: 2 },
        ],
        late: [
          { __typename: 'Bus', seats: 40, delay: 9 },
          { __typename: 'Tram', seats: 90, delay: 2 },
        ],
      },
    },
    'has types that one of them does not know': {
      query:
        '{ vehicles { ... on Bus { seats } ... on Tram { lines } } late { ... on Train { id } ... on Bus { id } ... on Tram { lines } } }',
      data: { vehicles: [{}, { lines: [3] }], late: [{ id: '3' }, { lines: [3] }] },
    },
  },
};

const ofInterfaces: Topic = {
  topic: 'interfaces that implement interfaces',
  subgraphs: [
    subgraph(
      'media',
      `type Query { nodes: [Node!]! works: [Work!]! } interface Node { id: ID! } interface Work implements Node { id: ID! title: String! } interface Timed { minutes: Int }
      type Film implements Work & Node & Timed @key(fields: "id") { id: ID! title: String! minutes: Int } type Poem implements Work & Node @key(fields: "id") { id: ID! title: String! } type Reader implements Node @key(fields: "id") { id: ID! }`,
      {
        Query: {
          nodes: [
            { __typename: 'Film', id: 'f', title: 'Sea', minutes: 90 },
            { __typename: 'Poem', id: 'p', title: 'Ode' },
            { __typename: 'Reader', id: 'r' },
          ],
          works: [
            { __typename: 'Film', id: 'f', title: 'Sea', minutes: null },
            { __typename: 'Poem', id: 'p', title: 'Ode' },
          ],
        },
      },
    ),
    subgraph(
      'people',
      `type Reader @key(fields: "id") { id: ID! name: String! } type Poem @key(fields: "id") { id: ID! lines: Int! }`,
      {},
      { Reader: [{ id: 'r', name: 'Rae' }], Poem: [{ id: 'p', lines: 14 }] },
    ),
  ],
  cases: {
    'are conditions for what is below them': {
      query: '{ nodes { ... on Work { title ... on Timed { minutes } } ... on Reader { name } } }',
      data: { nodes: [{ title: 'Sea', minutes: 90 }, { title: 'Ode' }, { name: 'Rae' }] },
    },
    'are conditions that hold for what is above, and beside': {
      query: '{ works { ... on Node { id __typename } ... on Timed { minutes } ... on Poem { ... on Work { lines: title } } } }',
      data: {
        works: [
          { id: 'f', __typename: 'Film', minutes: null },
          { id: 'p', __typename: 'Poem', lines: 'Ode' },
        ],
      },
    },
    'lead to fields of other subgraphs': {
      query: '{ nodes { ... on Node { ... on Poem { lines } } } }',
      data: { nodes: [{}, { lines: 14 }, {}] },
    },
  },
};

const unions: Topic = {
  topic: 'a union whose members differ between subgraphs',
  subgraphs: [
    subgraph(
      'inbox',
      `type Query { inbox: [Item]! top: Item @shareable } union Item = Note | Bill type Note @key(fields: "id") { id: ID! text: String! } type Bill @key(fields: "id") { id: ID! }`,
      {
        Query: {
          inbox: [{ __typename: 'Note', id: 'n', text: 'hi' }, { __typename: 'Bill', id: 'b' }, null],
          top: { __typename: 'Bill', id: 'b' },
        },
      },
      { Note: [{ id: 'n', text: 'hi' }] },
    ),
    subgraph(
      'outbox',
      `type Query { outbox: [Item!]! top: Item @shareable } union Item = Bill | Parcel type Bill @key(fields: "id") { id: ID! cents: Int } type Parcel @key(fields: "id") { id: ID! kilos: Float! }`,
      {
        Query: {
          outbox: [
            { __typename: 'Parcel', id: 'p', kilos: 2 },
            { __typename: 'Bill', id: 'b', cents: 5 },
          ],
          top: { __typename: 'Bill', id: 'b', cents: 5 },
        },
      },
      { Bill: [{ id: 'b', cents: 5 }] },
    ),
  ],
  cases: {
    'may be any of them': {
      query:
        '{ inbox { __typename ...I } outbox { ...I } } fragment I on Item { ... on Note { text } ... on Bill { cents } ... on Parcel { kilos } }',
      data: { inbox: [{ __typename: 'Note', text: 'hi' }, { __typename: 'Bill', cents: 5 }, null], outbox: [{ kilos: 2 }, { cents: 5 }] },
    },
    'is not asked of a subgraph for members that it does not know': {
      query: '{ inbox { ... on Parcel { kilos } } outbox { ... on Note { text } } }',
      data: { inbox: [{}, {}, null], outbox: [{}, {}] },
    },
    'is shared at the root': {
      query: '{ top { ... on Bill { id cents } ... on Note { text } ... on Parcel { kilos } } }',
      data: { top: { id: 'b', cents: 5 } },
    },
  },
};

const nestedUnions: Topic = {
  topic: 'unions and interfaces within each other',
  subgraphs: [
    subgraph(
      'plants',
      `type Query { finds: [Find!]! } union Find = Moss | Tree | Stone interface Living { id: ID! latin: String grows: [Find] } type Moss implements Living @key(fields: "id") { id: ID! latin: String grows: [Find] } type Tree implements Living @key(fields: "id") { id: ID! latin: String grows: [Find] rings: Int! } type Stone @key(fields: "id") { id: ID! kg: Int! }`,
      {
        Query: {
          finds: [
            {
              __typename: 'Tree',
              id: 't',
              latin: 'Acer',
              rings: 40,
              grows: [{ __typename: 'Moss', id: 'm', latin: null, grows: null }, null],
            },
            { __typename: 'Stone', id: 's', kg: 3 },
          ],
        },
      },
    ),
    subgraph(
      'places',
      `type Moss @key(fields: "id") { id: ID! wet: Boolean! } type Stone @key(fields: "id") { id: ID! at: [Float!]! }`,
      {},
      { Moss: [{ id: 'm', wet: true }], Stone: [{ id: 's', at: [1.5, 2] }] },
    ),
  ],
  cases: {
    'are conditions on each other': {
      query: '{ finds { ... on Living { latin grows { ... on Living { latin } ... on Moss { wet } } } ... on Stone { at } } }',
      data: { finds: [{ latin: 'Acer', grows: [{ latin: null, wet: true }, null] }, { at: [1.5, 2] }] },
    },
    'are named fragments in named fragments': {
      query:
        '{ finds { ...A } } fragment A on Find { ...B ... on Stone { kg } } fragment B on Living { id grows { ...C } } fragment C on Find { __typename ... on Living { grows { ... on Stone { kg } } } }',
      data: { finds: [{ id: 't', grows: [{ __typename: 'Moss', grows: null }, null] }, { kg: 3 }] },
    },
    'may have nothing to say': {
      query: '{ finds { ... on Moss { id } ... on Living { ... on Moss { wet } } } }',
      data: { finds: [{}, {}] },
    },
  },
};

const mutations: Topic = {
  topic: 'a mutation that answers with an abstract type',
  subgraphs: [
    subgraph(
      'bookings',
      `type Query { any: Outcome } type Mutation { book(seats: Int!): Outcome! } union Outcome = Booked | Full interface Fault { why: String! } type Booked { seat: Seat! } type Full implements Fault { why: String! instead: [Seat!] } type Seat @key(fields: "no") { no: Int! }`,
      {
        Mutation: {
          book: (_, { seats }: { seats: number }) =>
            seats < 3
              ? { __typename: 'Booked', seat: { no: seats } }
              : { __typename: 'Full', why: 'none left', instead: [{ no: 8 }, { no: 9 }] },
        },
      },
    ),
    subgraph('plan', `type Seat @key(fields: "no") { no: Int! window: Boolean! }`, {
      Seat: { window: ({ no }: { no: number }) => no % 2 === 0 },
    }),
  ],
  cases: {
    'shows the member that it became': {
      query:
        'mutation { a: book(seats: 2) { ...O } b: book(seats: 3) { ...O } } fragment O on Outcome { __typename ... on Booked { seat { no window } } ... on Fault { why } ... on Full { instead { window } } }',
      data: {
        a: { __typename: 'Booked', seat: { no: 2, window: true } },
        b: { __typename: 'Full', why: 'none left', instead: [{ window: true }, { window: false }] },
      },
    },
  },
};

export const abstractTypes: readonly Topic[] = [local, across, ofInterfaces, unions, nestedUnions, mutations];
