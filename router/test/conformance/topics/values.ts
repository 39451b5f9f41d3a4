import { subgraph } from '../subgraph.ts';
import type { Topic } from '../topic.ts';

const enums: Topic = {
  topic: 'an enum of which each subgraph knows other values',
  subgraphs: [
    subgraph(
      'shop',
      `type Query { sizes: [Size!]! fits(size: Cut!): String! coats: [Coat!]! } enum Size { S M } enum Cut { SLIM WIDE LOOSE } type Coat @key(fields: "id") { id: ID! }`,
      {
        Query: { sizes: ['S', 'M'], fits: (_, { size }: { size: string }) => size, coats: [{ id: 'c' }, { id: 'd' }] },
      },
    ),
    subgraph(
      'mill',
      `type Query { rare: Size made(cut: Cut = WIDE): [String] @deprecated(reason: "of no use") } enum Size { M XL } enum Cut { SLIM WIDE } type Coat @key(fields: "id") { id: ID! size: Size season: Season } enum Season { ICY HOT SECRET @inaccessible }`,
      {
        Query: { rare: 'XL', made: (_, { cut }: { cut: string }) => [cut, null] },
      },
      {
        Coat: [
          { id: 'c', size: 'XL', season: 'ICY' },
          { id: 'd', size: null, season: 'SECRET' },
        ],
      },
    ),
  ],
  cases: {
    'answers with the values of both': {
      query: '{ sizes rare coats { size } }',
      data: { sizes: ['S', 'M'], rare: 'XL', coats: [{ size: 'XL' }, { size: null }] },
    },
    'takes the values that both know': {
      query: 'query ($c: Cut = SLIM) { a: fits(size: $c) b: fits(size: WIDE) made c: made(cut: $c) d: made(cut: null) }',
      data: { a: 'SLIM', b: 'WIDE', made: ['WIDE', null], c: ['SLIM', null], d: [null, null] },
    },
    'refuses the value that one of them does not know': { query: '{ fits(size: LOOSE) }', errors: [' BAD_INPUT'] },
    'refuses it in a variable': { query: 'query ($c: Cut!) { fits(size: $c) }', variables: { c: 'LOOSE' }, errors: [' BAD_INPUT'] },
    'refuses text in place of a value': { query: '{ fits(size: "SLIM") }', errors: [' BAD_INPUT'] },
    'does not show a value that is hidden': {
      query: '{ coats { season } }',
      data: { coats: [{ season: 'ICY' }, { season: null }] },
      errors: ['coats.1.season INTERNAL'],
      stock: { errors: 'says nothing of a null that it puts in place of a value' },
    },
  },
};

const echo = (_: unknown, args: unknown): string => JSON.stringify(args);
const inputs: Topic = {
  topic: 'an input type of which each subgraph knows other fields',
  subgraphs: [
    subgraph(
      'search',
      `type Query { search(by: By!, and: [By!]): String! } input By { word: String = "any" max: Int years: [Int!] = [1, 2] nested: Within! = { deep: true } only: Boolean } input Within { deep: Boolean! = false far: Float }`,
      {
        Query: { search: echo },
      },
    ),
    subgraph(
      'index',
      `type Query { index(by: By): String! } input By { word: String = "any" max: Int years: [Int!] = [1, 2] nested: Within! = { deep: true } } input Within { deep: Boolean! = false far: Float }`,
      { Query: { index: echo } },
    ),
  ],
  cases: {
    'takes the fields that both know, with their defaults': {
      query: '{ search(by: {}) index(by: { max: 3, word: null }) }',
      data: {
        search: '{"by":{"word":"any","years":[1,2],"nested":{"deep":true}}}',
        index: '{"by":{"word":null,"max":3,"years":[1,2],"nested":{"deep":true}}}',
      },
    },
    'refuses the field that one of them does not know': { query: '{ search(by: { only: true }) }', errors: [' BAD_INPUT'] },
    'coerces single values to lists and whole numbers to floats': {
      query: 'query ($w: Within!) { search(by: { years: 7, nested: $w }, and: { max: 1 }) }',
      variables: { w: { far: 2 } },
      data: {
        search:
          '{"by":{"word":"any","years":[7],"nested":{"deep":false,"far":2}},"and":[{"word":"any","max":1,"years":[1,2],"nested":{"deep":true}}]}',
      },
    },
    'tells null from nothing in variables': {
      query: 'query ($a: By, $b: By, $n: Int) { x: index(by: $a) y: index(by: $b) z: index(by: { max: $n }) }',
      variables: { b: null },
      data: { x: '{}', y: '{"by":null}', z: '{"by":{"word":"any","years":[1,2],"nested":{"deep":true}}}' },
    },
    'refuses null where the type forbids it': {
      query: 'query ($a: By!) { search(by: $a) }',
      variables: { a: { nested: null } },
      errors: [' BAD_INPUT'],
    },
    'refuses what is missing': { query: 'query ($a: By!) { search(by: $a) }', errors: [' BAD_INPUT'] },
  },
};

const argumentsOf: Topic = {
  topic: 'arguments of fields of entities, by value and by variable',
  subgraphs: [
    subgraph('trails', `type Query { trails: [Trail!]! } type Trail @key(fields: "id") { id: ID! }`, {
      Query: { trails: [{ id: 't1' }, { id: 't2' }] },
    }),
    subgraph(
      'maps',
      `input Box { w: Int h: [[Int]] unit: Unit = KM } enum Unit { KM MI } scalar Any type Trail @key(fields: "id") { id: ID! tile(z: Int! = 3, box: Box, of: [ID!], like: Any, if: Boolean, on: String): String! }`,
      { Trail: { tile: echo } },
    ),
  ],
  cases: {
    'get their defaults': { query: '{ trails { tile } }', data: { trails: [{ tile: '{"z":3}' }, { tile: '{"z":3}' }] } },
    'get variables, defaults of variables, null and nothing': {
      query:
        'query ($z: Int, $w: Int = 5, $h: Int, $ids: [ID!], $o: String) { trails { tile(z: $z, box: { w: $w, h: [[$h, 1], []] }, of: $ids, on: $o) } }',
      variables: { ids: [1, 'b'], o: null, z: 9 },
      data: { trails: [1, 2].map(() => ({ tile: '{"z":9,"box":{"w":5,"h":[[null,1],[]],"unit":"KM"},"of":["1","b"],"on":null}' })) },
    },
    'get the default of the argument for a variable that is nothing': {
      query: 'query ($z: Int, $b: Boolean) { trails { tile(z: $z, if: $b) } }',
      data: { trails: [{ tile: '{"z":3}' }, { tile: '{"z":3}' }] },
    },
    'differ under two names, and are named like words of the language': {
      query: 'query ($on: String = "on", $if: Boolean = true) { trails { a: tile(on: $on) b: tile(if: $if, of: []) c: tile(box: null) } }',
      data: { trails: [1, 2].map(() => ({ a: '{"z":3,"on":"on"}', b: '{"z":3,"of":[],"if":true}', c: '{"z":3,"box":null}' })) },
    },
    'are custom scalars of any kind': {
      query: 'query ($v: Any) { trails { a: tile(like: { x: [1, "two", { y: null }] }) b: tile(like: $v) c: tile(like: [true, 1.5]) } }',
      variables: { v: { deep: [{ er: '"quoted" \\ and \u2028' }] } },
      data: {
        trails: [1, 2].map(() => ({
          a: '{"z":3,"like":{"x":[1,"two",{"y":null}]}}',
          b: `{"z":3,"like":${JSON.stringify({ deep: [{ er: '"quoted" \\ and \u2028' }] })}}`,
          c: '{"z":3,"like":[true,1.5]}',
        })),
      },
    },
    'are text with all that text may have': {
      query:
        'query ($s: String) { trails { a: tile(on: "tab\\tquote\\" \\u00e9 emoji 🚲") b: tile(on: """block "text" """) c: tile(on: $s) } }',
      variables: { s: '\u0000\u001f</script>\ud83d\udeb2' },
      data: {
        trails: [1, 2].map(() => ({
          a: JSON.stringify({ z: 3, on: 'tab\tquote" é emoji 🚲' }),
          b: JSON.stringify({ z: 3, on: 'block "text" ' }),
          c: JSON.stringify({ z: 3, on: '\u0000\u001f</script>\ud83d\udeb2' }),
        })),
      },
    },
  },
};

const custom: Topic = {
  topic: 'custom scalars, floats and lists of lists',
  subgraphs: [
    subgraph(
      'lab',
      `scalar JSON scalar Big type Query { probes: [Probe!]! } type Probe @key(fields: "id") { id: ID! raw: JSON any: [JSON!] big: Big f: [Float] grid: [[Cell]!] }  type Cell { v: Int of: Probe }`,
      {
        Query: {
          probes: [
            {
              id: '1',
              raw: { a: [1, { b: null }], __typename: 'x' },
              any: [0, '', false, [], {}],
              big: '12345678901234567890',
              f: [1, -0.5, 1e21, 0, null],
              grid: [[{ v: 1, of: { id: '2' } }, null], []],
            },
            { id: '2', raw: null, any: null, big: 7, f: [], grid: null },
          ],
        },
      },
    ),
    subgraph('notes', `scalar JSON type Probe @key(fields: "id") { id: ID! note(as: JSON): JSON }`, {
      Probe: { note: ({ id }: { id: string }, { as }: { as?: unknown }) => [id, as ?? {}] },
    }),
  ],
  cases: {
    'pass as they are': {
      query: '{ probes { raw any big f } }',
      data: {
        probes: [
          {
            raw: { a: [1, { b: null }], __typename: 'x' },
            any: [0, '', false, [], {}],
            big: '12345678901234567890',
            f: [1, -0.5, 1e21, 0, null],
          },
          { raw: null, any: null, big: 7, f: [] },
        ],
      },
    },
    'lead to entities from within lists of lists': {
      query: '{ probes { grid { v of { note } } note(as: { k: [[]] }) } }',
      data: {
        probes: [
          { grid: [[{ v: 1, of: { note: ['2', {}] } }, null], []], note: ['1', { k: [[]] }] },
          { grid: null, note: ['2', { k: [[]] }] },
        ],
      },
    },
  },
};

const inaccessible: Topic = {
  topic: '@inaccessible fields, types, arguments, input fields',
  subgraphs: [
    subgraph(
      'bank',
      `type Query { accounts: [Account!]! hidden: Int @inaccessible pay(cents: Int!, secret: String = "s" @inaccessible): String! vault: Thing things: [Thing]! by(f: Filter): String! } input Filter { a: Int b: Int = 4 @inaccessible }
      type Account @key(fields: "iban") { iban: ID! @inaccessible owner: String! vault: Vault @inaccessible } type Vault @inaccessible { no: Int! } union Thing = Account | Ring | Key type Ring { carat: Int! } type Key @inaccessible { teeth: Int! }`,
      {
        Query: {
          accounts: [{ iban: 'x1', owner: 'Uma' }],
          pay: echo,
          by: echo,
          vault: { __typename: 'Key', teeth: 4 },
          things: [
            { __typename: 'Ring', carat: 18 },
            { __typename: 'Key', teeth: 4 },
            { __typename: 'Account', iban: 'x1', owner: 'Uma' },
          ],
        },
      },
    ),
    subgraph('rates', `type Account @key(fields: "iban") { iban: ID! @inaccessible rate: Float! base: Int! @inaccessible }`, {
      Account: { rate: ({ iban }: { iban: string }) => iban.length, base: 1 },
    }),
  ],
  cases: {
    'are used by the router': { query: '{ accounts { owner rate } }', data: { accounts: [{ owner: 'Uma', rate: 2 }] } },
    'are not there for clients': { query: '{ accounts { iban } }', errors: [' BAD_INPUT'] },
    'are not there at the root': { query: '{ hidden }', errors: [' BAD_INPUT'] },
    'are not there as arguments, but have their defaults': {
      query: '{ pay(cents: 3) by(f: { a: 1 }) }',
      data: { pay: '{"cents":3,"secret":"s"}', by: '{"f":{"a":1,"b":4}}' },
    },
    'can’t be given': { query: '{ pay(cents: 3, secret: "t") }', errors: [' BAD_INPUT'] },
    'can’t be given in variables': { query: 'query ($f: Filter) { by(f: $f) }', variables: { f: { b: 1 } }, errors: [' BAD_INPUT'] },
    'become null where a value is of such a type': {
      query: '{ things { __typename ... on Ring { carat } ... on Account { rate } } vault { __typename } }',
      data: { things: [{ __typename: 'Ring', carat: 18 }, null, { __typename: 'Account', rate: 2 }], vault: null },
      errors: ['things.1 INTERNAL', 'vault INTERNAL'],
      stock: { errors: 'says nothing of nulls that it puts in place of values' },
    },
    'are not told by introspection': {
      query:
        '{ __type(name: "Account") { fields { name } } q: __type(name: "Query") { fields { name args { name } } } v: __type(name: "Vault") { name } t: __type(name: "Thing") { possibleTypes { name } } f: __type(name: "Filter") { inputFields { name } } }',
      data: {
        __type: { fields: [{ name: 'owner' }, { name: 'rate' }] },
        q: {
          fields: [
            { name: 'accounts', args: [] },
            { name: 'pay', args: [{ name: 'cents' }] },
            { name: 'vault', args: [] },
            { name: 'things', args: [] },
            { name: 'by', args: [{ name: 'f' }] },
          ],
        },
        v: null,
        t: { possibleTypes: [{ name: 'Account' }, { name: 'Ring' }] },
        f: { inputFields: [{ name: 'a' }] },
      },
    },
  },
};

export const values: readonly Topic[] = [enums, inputs, argumentsOf, custom, inaccessible];
