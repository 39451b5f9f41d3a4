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

const inner: Topic = {
  topic: 'a key with the key of another entity in it',
  subgraphs: [
    subgraph(
      'fleet',
      `type Query { trips: [Trip!]! } type Trip @key(fields: "ship { imo } no") { ship: Ship! no: Int! cargo: String } type Ship @key(fields: "imo") { imo: ID! name: String! }`,
      {
        Query: {
          trips: [
            { ship: { imo: 'a', name: 'Ant' }, no: 1, cargo: 'salt' },
            { ship: { imo: 'b', name: 'Bee' }, no: 1, cargo: null },
          ],
        },
      },
      {
        Ship: [
          { imo: 'a', name: 'Ant' },
          { imo: 'b', name: 'Bee' },
        ],
      },
    ),
    subgraph(
      'tracking',
      `type Query { late: [Trip!]! } type Trip @key(fields: "ship { imo } no") { ship: Ship! no: Int! miles: Int! } type Ship @key(fields: "imo") { imo: ID! speed: Float! }`,
      {
        Query: { late: [{ ship: { imo: 'b', speed: 2.5 }, no: 1, miles: 9 }] },
      },
      {
        Trip: [
          { ship: { imo: 'a', speed: 10 }, no: 1, miles: 7 },
          { ship: { imo: 'b', speed: 2.5 }, no: 1, miles: 9 },
        ],
        Ship: [
          { imo: 'a', speed: 10 },
          { imo: 'b', speed: 2.5 },
        ],
      },
    ),
  ],
  cases: {
    'joins both, the entity and the one in its key': {
      query: '{ trips { cargo miles ship { name speed } } }',
      data: {
        trips: [
          { cargo: 'salt', miles: 7, ship: { name: 'Ant', speed: 10 } },
          { cargo: null, miles: 9, ship: { name: 'Bee', speed: 2.5 } },
        ],
      },
    },
    'joins the inner one where the outer one comes from elsewhere': {
      query: '{ late { ship { name } miles } }',
      data: { late: [{ ship: { name: 'Bee' }, miles: 9 }] },
    },
  },
};

const bridge: Topic = {
  topic: 'subgraphs without a common key, and bridges between them',
  subgraphs: [
    subgraph(
      'a',
      `type Query { stone: Stone } type Stone @key(fields: "a") { a: ID! weight: Int! }`,
      { Query: { stone: { a: 'a1', weight: 10 } } },
      { Stone: [{ a: 'a1', weight: 10 }] },
    ),
    subgraph('ab', `type Stone @key(fields: "a") @key(fields: "b") { a: ID! b: ID! }`, {}, { Stone: [{ a: 'a1', b: 'b1' }] }),
    subgraph(
      'bc',
      `type Stone @key(fields: "b") @key(fields: "c { id }") { b: ID! c: Vein! } type Vein @shareable { id: ID! }`,
      {},
      { Stone: [{ b: 'b1', c: { id: 'c1' } }] },
    ),
    subgraph(
      'c',
      `type Query { deepest: Stone! } type Stone @key(fields: "c { id }") { c: Vein! depth: Int! } type Vein @shareable { id: ID! }`,
      { Query: { deepest: { c: { id: 'c1' }, depth: 99 } } },
      { Stone: [{ c: { id: 'c1' }, depth: 99 }] },
    ),
  ],
  cases: {
    'crosses two bridges': {
      query: '{ stone { weight depth } }',
      data: { stone: { weight: 10, depth: 99 } },
      asks: ['a', 'ab', 'bc', 'c'],
    },
    'crosses them back': {
      query: '{ deepest { depth weight } }',
      data: { deepest: { depth: 99, weight: 10 } },
      asks: ['a', 'ab', 'bc', 'c'],
    },
    'crosses no further than it must': { query: '{ stone { b } }', data: { stone: { b: 'b1' } }, asks: ['a', 'ab'] },
  },
};

const nullKeys: Topic = {
  topic: 'a key that is null',
  subgraphs: [
    subgraph('sightings', `type Query { birds: [Bird]! } type Bird @key(fields: "ring") { ring: ID seen: String! }`, {
      Query: { birds: [{ ring: 'r1', seen: 'marsh' }, { ring: null, seen: 'cliff' }, null, { ring: 'r9', seen: 'lake' }] },
    }),
    subgraph(
      'rings',
      `type Bird @key(fields: "ring") { ring: ID species: String age: Int! }`,
      {},
      { Bird: [{ ring: 'r1', species: 'heron', age: 3 }] },
    ),
  ],
  cases: {
    'leaves null what another subgraph does not know': {
      query: '{ birds { seen species } }',
      data: {
        birds: [{ seen: 'marsh', species: 'heron' }, { seen: 'cliff', species: null }, null, { seen: 'lake', species: null }],
      },
    },
  },
};

const scalars: Topic = {
  topic: 'keys that are numbers, booleans, enums and custom scalars',
  subgraphs: [
    subgraph(
      'sky',
      `scalar Position enum Band { RADIO XRAY } type Query { stars: [Star!]! } type Star @key(fields: "at band no bright") { at: Position! band: Band! no: Int! bright: Boolean! name: String! }`,
      {
        Query: {
          stars: [
            { at: { ra: 1.5, dec: [-2, null] }, band: 'RADIO', no: 0, bright: false, name: 'Dim' },
            { at: 'zenith', band: 'XRAY', no: -7, bright: true, name: 'Loud' },
          ],
        },
      },
    ),
    subgraph(
      'survey',
      `scalar Position enum Band { RADIO XRAY } type Star @key(fields: "at band no bright") { at: Position! band: Band! no: Int! bright: Boolean! key: String! }`,
      {
        Star: { key: ({ at, band, no, bright }: Record<string, unknown>) => JSON.stringify([at, band, no, bright]) },
      },
    ),
  ],
  cases: {
    'arrive as they are': {
      query: '{ stars { name key } }',
      data: {
        stars: [
          { name: 'Dim', key: '[{"ra":1.5,"dec":[-2,null]},"RADIO",0,false]' },
          { name: 'Loud', key: '["zenith","XRAY",-7,true]' },
        ],
      },
    },
  },
};

const coerced: Topic = {
  topic: 'an ID that one subgraph keeps as a number',
  subgraphs: [
    subgraph('orchard', `type Query { tree: Tree trees(ids: [ID!]!): [Tree!]! } type Tree @key(fields: "id") { id: ID! kind: String! }`, {
      Query: {
        tree: { id: 7, kind: 'pear' },
        trees: (_, { ids }: { ids: unknown[] }) => ids.map((id) => ({ id, kind: typeof id })),
      },
    }),
    subgraph(
      'harvest',
      `type Tree @key(fields: "id") { id: ID! kilos: Int! }`,
      {},
      {
        Tree: [
          { id: '7', kilos: 30 },
          { id: '8', kilos: 1 },
        ],
      },
    ),
  ],
  cases: {
    'is text between subgraphs': { query: '{ tree { id kind kilos } }', data: { tree: { id: '7', kind: 'pear', kilos: 30 } } },
    'may be given as a number': {
      query: 'query ($ids: [ID!]!) { trees(ids: $ids) { id kind kilos } one: trees(ids: [8]) { kilos } }',
      variables: { ids: [7, '8'] },
      data: {
        trees: [
          { id: '7', kind: 'string', kilos: 30 },
          { id: '8', kind: 'string', kilos: 1 },
        ],
        one: [{ kilos: 1 }],
      },
    },
  },
};

const bare: Topic = {
  topic: 'an entity of which a subgraph knows the key alone',
  subgraphs: [
    subgraph('menus', `type Query { menu: [Dish!]! } type Dish @key(fields: "id") { id: ID! }`, {
      Query: { menu: [{ id: 'd1' }, { id: 'd2' }] },
    }),
    subgraph(
      'recipes',
      `type Dish @key(fields: "id") { id: ID! name: String! }`,
      {},
      {
        Dish: [
          { id: 'd1', name: 'Soup' },
          { id: 'd2', name: 'Bread' },
        ],
      },
    ),
    subgraph('costs', `type Dish @key(fields: "id") { id: ID! cents: Int }`, {}, { Dish: [{ id: 'd2', cents: 90 }] }),
  ],
  cases: {
    'gets all else elsewhere': {
      query: '{ menu { name cents } }',
      data: {
        menu: [
          { name: 'Soup', cents: null },
          { name: 'Bread', cents: 90 },
        ],
      },
    },
    'keeps its type name': {
      query: '{ menu { __typename cents } }',
      data: {
        menu: [
          { __typename: 'Dish', cents: null },
          { __typename: 'Dish', cents: 90 },
        ],
      },
    },
  },
};

const friends: Record<string, string[]> = { x: ['y', 'z'], y: ['x'], z: [] };
const circular: Topic = {
  topic: 'entities that refer to each other in circles',
  subgraphs: [
    subgraph(
      'persons',
      `type Query { person(id: ID!): Person } type Person @key(fields: "id") { id: ID! name: String! friends: [Person!]! self: Person! }`,
      {
        Query: { person: (_, { id }: { id: string }) => ({ id }) },
        Person: {
          name: ({ id }: { id: string }) => id.toUpperCase(),
          friends: ({ id }: { id: string }) => friends[id]?.map((other) => ({ id: other })),
          self: ({ id }: { id: string }) => ({ id }),
        },
      },
      { Person: [{ id: 'x' }, { id: 'y' }, { id: 'z' }] },
    ),
    subgraph(
      'clubs',
      `type Club @key(fields: "id") { id: ID! members: [Person!]! } type Person @key(fields: "id") { id: ID! club: Club! age: Int! }`,
      {
        Club: { members: [{ id: 'x' }, { id: 'z' }] },
        Person: { club: { id: 'c' }, age: ({ id }: { id: string }) => id.charCodeAt(0) },
      },
    ),
  ],
  cases: {
    'are followed as deep as is asked': {
      query: '{ person(id: "x") { club { members { name friends { age club { id members { name } } } } } } }',
      data: {
        person: {
          club: {
            members: [
              {
                name: 'X',
                friends: [
                  { age: 121, club: { id: 'c', members: [{ name: 'X' }, { name: 'Z' }] } },
                  { age: 122, club: { id: 'c', members: [{ name: 'X' }, { name: 'Z' }] } },
                ],
              },
              { name: 'Z', friends: [] },
            ],
          },
        },
      },
    },
    'refer to themselves': {
      query: '{ person(id: "y") { self { self { age name self { club { id } } } } } }',
      data: { person: { self: { self: { age: 121, name: 'Y', self: { club: { id: 'c' } } } } } },
    },
  },
};

export const keys: readonly Topic[] = [
  single,
  several,
  compound,
  nested,
  lists,
  unresolvable,
  inner,
  bridge,
  nullKeys,
  scalars,
  coerced,
  bare,
  circular,
];
