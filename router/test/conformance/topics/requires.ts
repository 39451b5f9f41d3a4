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

const chain: Topic = {
  topic: '@requires of fields that themselves require others',
  subgraphs: [
    subgraph('wells', `type Query { well: Well! wells: [Well!]! } type Well @key(fields: "id") { id: ID! metres: Int }`, {
      Query: {
        well: { id: 'w1', metres: 5 },
        wells: [
          { id: 'w1', metres: 5 },
          { id: 'w2', metres: null },
        ],
      },
    }),
    subgraph('pumps', `type Well @key(fields: "id") { id: ID! metres: Int @external power: Int @requires(fields: "metres") }`, {
      Well: {
        power: ({ metres }: Given) => (typeof metres === 'number' ? metres * 10 : null),
      },
    }),
    subgraph('meters', `type Well @key(fields: "id") { id: ID! power: Int @external bill: Int @requires(fields: "power") }`, {
      Well: { bill: ({ power }: Given) => (typeof power === 'number' ? power + 1 : null) },
    }),
    subgraph('office', `type Well @key(fields: "id") { id: ID! bill: Int @external paid: Boolean @requires(fields: "bill") }`, {
      Well: { paid: ({ bill }: Given) => (typeof bill === 'number' ? bill < 1000 : null) },
    }),
  ],
  cases: {
    'asks in the order in which they stand upon each other': {
      query: '{ well { paid } }',
      data: { well: { paid: true } },
      asks: ['meters', 'office', 'pumps', 'wells'],
    },
    'carries nulls through': {
      query: '{ wells { paid bill power id } }',
      data: {
        wells: [
          { paid: true, bill: 51, power: 50, id: 'w1' },
          { paid: null, bill: null, power: null, id: 'w2' },
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

const entity: Topic = {
  topic: '@requires of fields of another entity',
  subgraphs: [
    subgraph(
      'hives',
      `type Query { hives: [Hive!]! } type Hive @key(fields: "id") { id: ID! keeper: Keeper } type Keeper @key(fields: "id") { id: ID! }`,
      {
        Query: {
          hives: [
            { id: 'h1', keeper: { id: 'k1' } },
            { id: 'h2', keeper: null },
            { id: 'h3', keeper: { id: 'k2' } },
          ],
        },
      },
    ),
    subgraph(
      'keepers',
      `type Keeper @key(fields: "id") { id: ID! name: String! licence: Licence } type Licence @key(fields: "no") { no: Int! }`,
      {},
      {
        Keeper: [
          { id: 'k1', name: 'Ana', licence: { no: 1 } },
          { id: 'k2', name: 'Bo', licence: null },
        ],
      },
    ),
    subgraph('registry', `type Licence @key(fields: "no") { no: Int! until: Int! }`, {}, { Licence: [{ no: 1, until: 2030 }] }),
    subgraph(
      'honey',
      `type Hive @key(fields: "id") { id: ID! keeper: Keeper @external label: String! @requires(fields: "keeper { name licence { until } }") }
      type Keeper @key(fields: "id") { id: ID! name: String! @external licence: Licence @external } type Licence @key(fields: "no") { no: Int! until: Int! @external }`,
      {
        Hive: { label: ({ keeper }: Given) => text(keeper ?? null).replaceAll(/"__typename":"\w+",?/g, '') },
      },
    ),
  ],
  cases: {
    'fetches them from where they are first': {
      query: '{ hives { label } }',
      data: { hives: [{ label: '{"name":"Ana","licence":{"until":2030}}' }, { label: 'null' }, { label: '{"name":"Bo","licence":null}' }] },
      asks: ['hives', 'honey', 'keepers', 'registry'],
    },
    'and shows some of them': {
      query: '{ hives { label keeper { licence { until } } } }',
      data: {
        hives: [
          { label: '{"name":"Ana","licence":{"until":2030}}', keeper: { licence: { until: 2030 } } },
          { label: 'null', keeper: null },
          { label: '{"name":"Bo","licence":null}', keeper: { licence: null } },
        ],
      },
    },
  },
};

const ownWay: Topic = {
  topic: '@requires of a field that the asking subgraph hands on itself',
  subgraphs: [
    subgraph(
      'quarry',
      `type Query { block: Block! } type Block @key(fields: "id") { id: ID! tons: Int @external cut: Cut! crane: String! @requires(fields: "tons") }
      type Cut { of: Block! }`,
      {
        Query: { block: { id: 'b1' } },
        Block: { cut: { of: { id: 'b2' } }, crane: ({ tons }: Given) => `crane for ${text(tons)}` },
      },
    ),
    subgraph(
      'scales',
      `type Block @key(fields: "id") { id: ID! tons: Int }`,
      {},
      {
        Block: [
          { id: 'b1', tons: 7 },
          { id: 'b2', tons: 8 },
        ],
      },
    ),
  ],
  cases: {
    'leaves the subgraph and comes back': {
      query: '{ block { crane } }',
      data: { block: { crane: 'crane for 7' } },
      asks: ['quarry', 'scales'],
    },
    'leaves it again further down': {
      query: '{ block { crane cut { of { crane cut { of { tons } } } } } }',
      data: { block: { crane: 'crane for 7', cut: { of: { crane: 'crane for 8', cut: { of: { tons: 8 } } } } } },
    },
  },
};

const withArguments: Topic = {
  topic: '@requires with arguments',
  subgraphs: [
    subgraph(
      'quotes',
      `type Query { yarn: Yarn! } type Yarn @key(fields: "id") { id: ID! price(in: Currency! = EUR): Int! } enum Currency { EUR GBP }`,
      {
        Query: { yarn: { id: 'y' } },
        Yarn: { price: (_, { in: currency }: { in: string }) => (currency === 'EUR' ? 100 : 80) },
      },
    ),
    subgraph(
      'customs',
      `type Yarn @key(fields: "id") { id: ID! price(in: Currency! = EUR): Int! @external duty: Int! @requires(fields: "price(in: GBP)") } enum Currency { EUR GBP }`,
      {
        Yarn: { duty: ({ price }: { price: number }) => price * 2 },
      },
    ),
  ],
  cases: {
    'asks with those arguments': { query: '{ yarn { duty } }', data: { yarn: { duty: 160 } } },
    'while the client asks with the same': { query: '{ yarn { duty price(in: GBP) } }', data: { yarn: { duty: 160, price: 80 } } },
    'while the client asks with others under another name': {
      query: '{ yarn { duty euros: price(in: EUR) } }',
      data: { yarn: { duty: 160, euros: 100 } },
    },
  },
};

export const requires: readonly Topic[] = [scalar, nested, chain, fragments, entity, ownWay, withArguments];
