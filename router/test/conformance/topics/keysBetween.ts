import { subgraph } from '../subgraph.ts';
import type { Topic } from '../topic.ts';

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

export const keysBetween: readonly Topic[] = [inner, bridge, nullKeys, scalars, coerced, bare, circular];
