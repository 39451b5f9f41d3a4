import { subgraph } from '../subgraph.ts';
import type { Topic } from '../topic.ts';

type Given = Record<string, unknown>;
const text = JSON.stringify;

const scalar: Topic = {
  topic: '@requires of scalars, some of them null',
  subgraphs: [
    subgraph('parcels', `type Query { parcels: [Parcel!]! } type Parcel @key(fields: "id") { id: ID! grams: Int zone: String! }`, {
      Query: {
        parcels: [
          { id: 'p1', grams: 1200, zone: 'north' },
          { id: 'p2', grams: null, zone: 'south' },
          { id: 'p3', grams: 0, zone: '' },
        ],
      },
    }),
    subgraph(
      'post',
      `type Parcel @key(fields: "id") { id: ID! grams: Int @external zone: String! @external stamp: String! @requires(fields: "grams zone") depot: String! }`,
      {
        Parcel: { stamp: ({ grams, zone }: Given) => text([grams, zone]), depot: 'central' },
      },
    ),
  ],
  cases: {
    'gives the subgraph what it requires': {
      query: '{ parcels { stamp } }',
      data: { parcels: [{ stamp: '[1200,"north"]' }, { stamp: '[null,"south"]' }, { stamp: '[0,""]' }] },
    },
    'shows what is required only where it is asked for': {
      query: '{ parcels { weight: grams stamp depot } }',
      data: {
        parcels: [
          { weight: 1200, stamp: '[1200,"north"]', depot: 'central' },
          { weight: null, stamp: '[null,"south"]', depot: 'central' },
          { weight: 0, stamp: '[0,""]', depot: 'central' },
        ],
      },
    },
  },
};

const nested: Topic = {
  topic: '@requires of fields of objects and of lists of objects',
  subgraphs: [
    subgraph(
      'rooms',
      `type Query { halls: [Hall!]! } type Hall @key(fields: "id") { id: ID! size: Size walls: [Wall]! grid: [[Int]!] } type Size { w: Int! d: Int! } type Wall { m: Int! paint: Paint } type Paint { colour: String! code: Int }`,
      {
        Query: {
          halls: [
            {
              id: 'h1',
              size: { w: 3, d: 4 },
              walls: [{ m: 3, paint: { colour: 'red', code: 1 } }, null, { m: 4, paint: null }],
              grid: [[1, null], []],
            },
            { id: 'h2', size: null, walls: [], grid: null },
          ],
        },
      },
    ),
    subgraph(
      'painters',
      `type Hall @key(fields: "id") { id: ID! size: Size @external walls: [Wall]! @external grid: [[Int]!] @external quote: String! @requires(fields: "size { w } walls { m paint { colour } } grid") }
      type Size { w: Int! @external } type Wall { m: Int! @external paint: Paint @external } type Paint { colour: String! @external }`,
      {
        Hall: { quote: ({ size, walls, grid }: Given) => text([size, walls, grid]) },
      },
    ),
  ],
  cases: {
    'keeps nulls, lists and empty lists as they are': {
      query: '{ halls { quote } }',
      data: {
        halls: [
          { quote: '[{"w":3},[{"m":3,"paint":{"colour":"red"}},null,{"m":4,"paint":null}],[[1,null],[]]]' },
          { quote: '[null,[],null]' },
        ],
      },
    },
    'mixes what is required with what is asked for': {
      query: '{ halls { size { d } quote walls { paint { code } } } }',
      data: {
        halls: [
          {
            size: { d: 4 },
            quote: '[{"w":3},[{"m":3,"paint":{"colour":"red"}},null,{"m":4,"paint":null}],[[1,null],[]]]',
            walls: [{ paint: { code: 1 } }, null, { paint: null }],
          },
          { size: null, quote: '[null,[],null]', walls: [] },
        ],
      },
    },
  },
};

const fragments: Topic = {
  topic: '@requires with fragments on a union and an interface',
  subgraphs: [
    subgraph(
      'kennel',
      `type Query { owners: [Owner!]! } type Owner @key(fields: "id") { id: ID! pet: Pet home: Home! } union Pet = Dog | Cat type Dog { name: String! bark: Int! } type Cat { name: String! lives: Int }
      interface Home { street: String! } type House implements Home { street: String! rooms: Int! } type Boat implements Home { street: String! berth: String }`,
      {
        Query: {
          owners: [
            { id: 'o1', pet: { __typename: 'Dog', name: 'Rex', bark: 9 }, home: { __typename: 'House', street: 'Elm', rooms: 3 } },
            { id: 'o2', pet: { __typename: 'Cat', name: 'Tom', lives: null }, home: { __typename: 'Boat', street: 'Quay', berth: 'B2' } },
            { id: 'o3', pet: null, home: { __typename: 'Boat', street: 'Pier', berth: null } },
          ],
        },
      },
    ),
    subgraph(
      'insurer',
      `type Owner @key(fields: "id") { id: ID! pet: Pet @external home: Home! @external risk: String! @requires(fields: "pet { ... on Dog { bark } ... on Cat { lives } } home { street ... on House { rooms } }") }
      union Pet = Dog | Cat type Dog { bark: Int! @external } type Cat { lives: Int @external } interface Home { street: String! } type House implements Home { street: String! @external rooms: Int! @external } type Boat implements Home { street: String! @external }`,
      {
        Owner: {
          risk: ({ pet, home }: Record<string, Given | null>) =>
            text([pet?.['bark'] ?? pet?.['lives'] ?? 'none', home?.['street'], home?.['rooms'] ?? 'afloat']),
        },
      },
    ),
  ],
  cases: {
    'gives what each type has': {
      query: '{ owners { risk } }',
      data: { owners: [{ risk: '[9,"Elm",3]' }, { risk: '["none","Quay","afloat"]' }, { risk: '["none","Pier","afloat"]' }] },
    },
    'beside a selection of the same field on another type': {
      query: '{ owners { pet { ... on Cat { name } __typename } risk home { ... on Boat { berth } } } }',
      data: {
        owners: [
          { pet: { __typename: 'Dog' }, risk: '[9,"Elm",3]', home: {} },
          { pet: { name: 'Tom', __typename: 'Cat' }, risk: '["none","Quay","afloat"]', home: { berth: 'B2' } },
          { pet: null, risk: '["none","Pier","afloat"]', home: { berth: null } },
        ],
      },
    },
  },
};

export const requires: readonly Topic[] = [scalar, nested, fragments];
