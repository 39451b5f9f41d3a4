import { subgraph } from '../subgraph.ts';
import type { Topic } from '../topic.ts';

const single: Topic = {
  topic: 'a key of one field',
  subgraphs: [
    subgraph(
      'harbour',
      `type Query { ferries: [Ferry!]! ferry(imo: ID!): Ferry } type Ferry @key(fields: "imo") { imo: ID! name: String! }`,
      {
        Query: {
          ferries: [
            { imo: '1', name: 'Aurora' },
            { imo: '2', name: 'Borealis' },
          ],
          ferry: (_, { imo }: { imo: string }) => (imo === '1' ? { imo, name: 'Aurora' } : null),
        },
      },
    ),
    subgraph(
      'yard',
      `type Ferry @key(fields: "imo") { imo: ID! builtIn: Int decks: [Int!]! }`,
      {},
      {
        Ferry: [
          { imo: '1', builtIn: 1994, decks: [1, 2] },
          { imo: '2', builtIn: null, decks: [] },
        ],
      },
    ),
  ],
  cases: {
    'joins the fields of both subgraphs': {
      query: '{ ferries { name builtIn imo decks } }',
      data: {
        ferries: [
          { name: 'Aurora', builtIn: 1994, imo: '1', decks: [1, 2] },
          { name: 'Borealis', builtIn: null, imo: '2', decks: [] },
        ],
      },
      asks: ['harbour', 'yard'],
    },
    'does not show a key that nobody asked for': { query: '{ ferry(imo: "1") { builtIn } }', data: { ferry: { builtIn: 1994 } } },
    'does not ask for the fields of nothing': { query: '{ ferry(imo: "9") { builtIn } }', data: { ferry: null }, asks: ['harbour'] },
    'asks one subgraph for its own fields': {
      query: '{ ferries { imo } }',
      data: { ferries: [{ imo: '1' }, { imo: '2' }] },
      asks: ['harbour'],
    },
    'asks for the same entity twice under two names': {
      query: '{ a: ferry(imo: "1") { name } b: ferry(imo: "1") { builtIn } }',
      data: { a: { name: 'Aurora' }, b: { builtIn: 1994 } },
    },
  },
};

const several: Topic = {
  topic: 'several keys, of which each subgraph knows another',
  subgraphs: [
    subgraph(
      'catalogue',
      `type Query { book: Book } type Book @key(fields: "isbn") @key(fields: "shelfMark") { isbn: ID! shelfMark: String! title: String }`,
      {
        Query: { book: { isbn: 'i1', shelfMark: 's1', title: 'Tides' } },
      },
      {
        Book: [
          { isbn: 'i1', shelfMark: 's1', title: 'Tides' },
          { isbn: 'i2', shelfMark: 's2', title: 'Rivers' },
        ],
      },
    ),
    subgraph(
      'lending',
      `type Query { borrowed: [Book!]! } type Book @key(fields: "isbn") { isbn: ID! lent: Boolean! }`,
      {
        Query: { borrowed: [{ isbn: 'i2', lent: true }] },
      },
      {
        Book: [
          { isbn: 'i1', lent: false },
          { isbn: 'i2', lent: true },
        ],
      },
    ),
    subgraph(
      'stacks',
      `type Query { lost: Book } type Book @key(fields: "shelfMark") { shelfMark: String! room: Int! }`,
      {
        Query: { lost: { shelfMark: 's1', room: 4 } },
      },
      {
        Book: [
          { shelfMark: 's1', room: 4 },
          { shelfMark: 's2', room: 7 },
        ],
      },
    ),
  ],
  cases: {
    'follows each key from where both are known': {
      query: '{ book { title lent room } }',
      data: { book: { title: 'Tides', lent: false, room: 4 } },
      asks: ['catalogue', 'lending', 'stacks'],
    },
    'goes by way of the subgraph that knows both keys': {
      query: '{ borrowed { room } }',
      data: { borrowed: [{ room: 7 }] },
      asks: ['catalogue', 'lending', 'stacks'],
    },
    'goes by that way in the other direction': {
      query: '{ lost { lent room isbn } }',
      data: { lost: { lent: false, room: 4, isbn: 'i1' } },
    },
  },
};

const compound: Topic = {
  topic: 'a key of several fields',
  subgraphs: [
    subgraph(
      'timetable',
      `type Query { sailings: [Sailing!]! } type Sailing @key(fields: "route day") { route: ID! day: Int! at: String! }`,
      {
        Query: {
          sailings: [
            { route: 'r', day: 1, at: '08:00' },
            { route: 'r', day: 2, at: '09:00' },
          ],
        },
      },
    ),
    subgraph(
      'tickets',
      `type Sailing @key(fields: "route day") { route: ID! day: Int! sold: Int! }`,
      {},
      {
        Sailing: [
          { route: 'r', day: 1, sold: 11 },
          { route: 'r', day: 2, sold: 22 },
        ],
      },
    ),
  ],
  cases: {
    'tells apart what differs in one of them': {
      query: '{ sailings { at sold } }',
      data: {
        sailings: [
          { at: '08:00', sold: 11 },
          { at: '09:00', sold: 22 },
        ],
      },
    },
  },
};

const nested: Topic = {
  topic: 'a key with fields of an object',
  subgraphs: [
    subgraph(
      'bakery',
      `type Query { loaves: [Loaf!]! } type Loaf @key(fields: "batch { oven { no } day } no") { batch: Batch! no: Int! grams: Int! } type Batch @shareable { oven: Oven! day: String! } type Oven @shareable { no: Int! }`,
      {
        Query: {
          loaves: [
            { batch: { oven: { no: 1 }, day: 'mon' }, no: 1, grams: 500 },
            { batch: { oven: { no: 2 }, day: 'mon' }, no: 1, grams: 750 },
          ],
        },
      },
    ),
    subgraph(
      'shop',
      `type Loaf @key(fields: "batch { day oven { no } } no") { batch: Batch! no: Int! price: Int! } type Batch @shareable { oven: Oven! day: String! } type Oven @shareable { no: Int! }`,
      {},
      {
        Loaf: [
          { batch: { oven: { no: 1 }, day: 'mon' }, no: 1, price: 3 },
          { batch: { oven: { no: 2 }, day: 'mon' }, no: 1, price: 4 },
        ],
      },
    ),
  ],
  cases: {
    'sends all of the key and shows none of it': {
      query: '{ loaves { grams price } }',
      data: {
        loaves: [
          { grams: 500, price: 3 },
          { grams: 750, price: 4 },
        ],
      },
    },
    'shows the part that is asked for': {
      query: '{ loaves { price batch { oven { number: no } } } }',
      data: {
        loaves: [
          { price: 3, batch: { oven: { number: 1 } } },
          { price: 4, batch: { oven: { number: 2 } } },
        ],
      },
    },
  },
};

const lists: Topic = {
  topic: 'a key that is a list',
  subgraphs: [
    subgraph(
      'garden',
      `type Query { blends: [Blend!]! } type Blend @key(fields: "herbs parts { herb grams }") { herbs: [ID!]! parts: [Part!]! name: String! } type Part @shareable { herb: ID! grams: Int }`,
      {
        Query: {
          blends: [
            {
              herbs: ['mint', 'sage'],
              parts: [
                { herb: 'mint', grams: 2 },
                { herb: 'sage', grams: null },
              ],
              name: 'Calm',
            },
            { herbs: [], parts: [], name: 'Water' },
          ],
        },
      },
    ),
    subgraph(
      'kitchen',
      `type Blend @key(fields: "herbs parts { herb grams }") { herbs: [ID!]! parts: [Part!]! minutes: Int! } type Part @shareable { herb: ID! grams: Int }`,
      {},
      {
        Blend: [
          {
            herbs: ['mint', 'sage'],
            parts: [
              { herb: 'mint', grams: 2 },
              { herb: 'sage', grams: null },
            ],
            minutes: 5,
          },
          { herbs: [], parts: [], minutes: 0 },
        ],
      },
    ),
  ],
  cases: {
    'sends all of the list, an empty one too': {
      query: '{ blends { name minutes } }',
      data: {
        blends: [
          { name: 'Calm', minutes: 5 },
          { name: 'Water', minutes: 0 },
        ],
      },
    },
  },
};

const unresolvable: Topic = {
  topic: 'a key that its subgraph does not resolve',
  subgraphs: [
    subgraph(
      'letters',
      `type Query { letter: Letter } type Letter { text: String! to: Person from: Person! } type Person @key(fields: "id", resolvable: false) { id: ID! }`,
      {
        Query: { letter: { text: 'Come home.', to: { id: 'p2' }, from: { id: 'p1' } } },
      },
    ),
    subgraph(
      'people',
      `type Query { people: [Person!]! } type Person @key(fields: "id") { id: ID! name: String! }`,
      {
        Query: { people: [{ id: 'p1', name: 'Ines' }] },
      },
      {
        Person: [
          { id: 'p1', name: 'Ines' },
          { id: 'p2', name: 'Joao' },
        ],
      },
    ),
  ],
  cases: {
    'names an entity that another subgraph describes': {
      query: '{ letter { text to { name } from { id name } } }',
      data: { letter: { text: 'Come home.', to: { name: 'Joao' }, from: { id: 'p1', name: 'Ines' } } },
    },
    'asks nobody else for the key alone': { query: '{ letter { to { id } } }', data: { letter: { to: { id: 'p2' } } }, asks: ['letters'] },
  },
};

export const keys: readonly Topic[] = [single, several, compound, nested, lists, unresolvable];
