import { GraphQLError } from 'graphql';
import { subgraph } from '../subgraph.ts';

/** A graph with a little of everything, for generated queries: no field remembers anything, and some fail. */

type Item = Record<string, unknown>;
const vessels: Item[] = [
  { __typename: 'Ferry', id: 'f1', name: 'Aurora', home: { code: 'KRS' }, decks: [[{ no: 1, bays: 40 }, null], []], seats: 900 },
  { __typename: 'Ferry', id: 'f2', name: 'Borealis', home: null, decks: [[{ no: 1, bays: null }]], seats: 0 },
  { __typename: 'Tug', id: 't1', name: 'Brute', home: { code: 'OSL' }, pull: 60.5 },
  { __typename: 'Tug', id: 't2', name: 'Ox', home: { code: 'XXX' }, pull: null },
];
const ports: Item[] = [
  { code: 'KRS', country: { iso: 'NO' }, depth: { metres: 9.5, feet: 31 }, quays: ['north', 'south'] },
  { code: 'OSL', country: { iso: 'NO' }, depth: null, quays: [] },
];
const people: Item[] = [
  { __typename: 'Captain', id: 'c1', name: 'Alma', rank: 'MASTER', commands: { __typename: 'Ferry', id: 'f1' } },
  { __typename: 'Captain', id: 'c2', name: 'Bror', rank: null, commands: null },
  { __typename: 'Pilot', id: 'p1', name: 'Cato', knows: ['KRS', 'OSL', 'XXX'].map((code) => ({ code })) },
];
const find = (items: readonly Item[], id: unknown): Item | null => items.find((item) => item['id'] === id) ?? null;
const refused = (code: string): never => {
  throw new GraphQLError('No.', { extensions: { code } });
};

const fleet = subgraph(
  'fleet',
  `type Query { vessels(kind: Kind, first: Int = 3): [Vessel]! vessel(id: ID!): Vessel tug: Tug! about(filter: Filter): String! @shareable anything(from: Int = 0): [Thing!]! }
  enum Kind { FERRY TUG }
  input Filter { words: [String!] = ["sea"] size: Range kind: Kind }
  input Range { min: Int = 1 max: Int }
  interface Vessel @key(fields: "id") { id: ID! name: String! home: Port }
  type Ferry implements Vessel @key(fields: "id") { id: ID! name: String! home: Port decks: [[Deck]!]! seats: Int! }
  type Tug implements Vessel @key(fields: "id") { id: ID! name: String! home: Port pull(unit: String = "t"): Float }
  type Deck { no: Int! bays: Int }
  type Port @key(fields: "code") { code: ID! name(language: String = "en"): String @shareable vessels: [Vessel!]! }
  type Captain @key(fields: "id", resolvable: false) { id: ID! }
  union Thing = Ferry | Port | Captain`,
  {
    Query: {
      vessels: (_, { kind, first }: { kind?: string | null; first: number }) =>
        [...vessels, null]
          .filter((one) => kind === undefined || kind === null || one?.['__typename'] === (kind === 'TUG' ? 'Tug' : 'Ferry'))
          .slice(0, first),
      vessel: (_, { id }: { id: string }) => find(vessels, id),
      tug: () => find(vessels, 't1'),
      about: (_, args) => JSON.stringify(args),
      anything: (_, { from }: { from: number }) =>
        [
          vessels[0],
          { __typename: 'Port', code: 'KRS' },
          { __typename: 'Captain', id: 'c1' },
          vessels[1],
          { __typename: 'Port', code: 'XXX' },
        ].slice(from),
    },
    Tug: { pull: ({ pull }: Item, { unit }: { unit: string }) => (unit === 't' ? pull : refused('UNIT')) },
    Port: {
      name: ({ code }: { code: string }, { language }: { language: string }) => (code === 'XXX' ? null : `${code} in ${language}`),
      vessels: ({ code }: { code: string }) => vessels.filter(({ home }) => (home as Item | null)?.['code'] === code),
    },
  },
  { Ferry: vessels, Tug: vessels, Vessel: vessels, Port: ['KRS', 'OSL', 'XXX'].map((code) => ({ code })) },
);

const shore = subgraph(
  'shore',
  `type Query { ports: [Port!]! port(code: ID!): Port about(filter: Filter): String! @shareable busiest: Port! }
  enum Kind { FERRY TUG }
  input Filter { words: [String!] = ["sea"] size: Range kind: Kind }
  input Range { min: Int = 1 max: Int }
  type Port @key(fields: "code") { code: ID! name(language: String = "en"): String @shareable country: Country depth: Depth quays: [Quay!] warden: Captain }
  enum Quay { north south }
  type Country @key(fields: "iso") { iso: ID! name: String! }
  type Depth @shareable { metres: Float! feet: Int }
  type Captain @key(fields: "id") { id: ID! licence: Int harbours: [Port!]! }
  type Ferry @key(fields: "id") { id: ID! seats: Int! @external name: String! @external toll: String @requires(fields: "seats name") deepest: Depth }
  type Tug @key(fields: "id") { id: ID! deepest: Depth }`,
  {
    Query: {
      ports,
      port: (_, { code }: { code: string }) => ports.find((one) => one['code'] === code) ?? null,
      about: (_, args) => JSON.stringify(args),
      busiest: ports[0] ?? null,
    },
    Port: {
      name: ({ code }: { code: string }, { language }: { language: string }) => `${code} in ${language}`,
      warden: ({ code }: { code: string }) => (code === 'KRS' ? { id: 'c1' } : code === 'OSL' ? { id: 'c9' } : null),
    },
    Country: { name: ({ iso }: { iso: string }) => (iso === 'NO' ? 'Norway' : refused('NO_COUNTRY')) },
    Captain: { licence: ({ id }: { id: string }) => (id === 'c2' ? refused('FORBIDDEN') : id.length), harbours: ports },
    Ferry: {
      toll: ({ seats, name }: Item) => (seats === 0 ? null : `${String(seats)} for ${String(name)}`),
      deepest: ({ id }: { id: string }) => (id === 'f1' ? { metres: 9.5, feet: null } : null),
    },
    Tug: { deepest: { metres: 4, feet: 13 } },
  },
  { Port: ports, Captain: ['c1', 'c2'].map((id) => ({ id })) },
);

const crew = subgraph(
  'crew',
  `type Query { sailors(rank: Rank): [Sailor!]! captain(id: ID! = "c1"): Captain oldest: Sailor }
  enum Rank { MASTER MATE GHOST @inaccessible }
  interface Person { id: ID! name: String! }
  interface Sailor implements Person { id: ID! name: String! boss: Captain }
  type Captain implements Sailor & Person @key(fields: "id") { id: ID! name: String! @shareable rank: Rank boss: Captain commands: Commanded friends(first: Int = 2): [Person!]! }
  type Pilot implements Sailor & Person @key(fields: "id") { id: ID! name: String! boss: Captain knows: [Port!]! }
  type Port @key(fields: "code") { code: ID! pilots: [Pilot!]! masters: [Captain]! }
  union Commanded = Ferry | Tug
  type Ferry @key(fields: "id") { id: ID! captain: Captain }
  type Tug @key(fields: "id") { id: ID! captain: Captain! mates: [Sailor] }`,
  {
    Query: {
      sailors: (_, { rank }: { rank?: string | null }) =>
        people.filter((one) => rank === undefined || rank === null || one['rank'] === rank),
      captain: (_, { id }: { id: string }) => find(people, id),
      oldest: () => find(people, 'p1'),
    },
    Captain: {
      boss: ({ id }: { id: string }) => (id === 'c2' ? find(people, 'c1') : null),
      friends: (_, { first }: { first: number }) => people.slice(0, first),
    },
    Pilot: { boss: () => find(people, 'c2') },
    Port: {
      pilots: ({ code }: { code: string }) => (code === 'XXX' ? refused('UNCHARTED') : [find(people, 'p1')]),
      masters: [find(people, 'c1'), null, find(people, 'c2')],
    },
    Ferry: { captain: ({ id }: { id: string }) => (id === 'f1' ? find(people, 'c1') : null) },
    Tug: { captain: ({ id }: { id: string }) => (id === 't1' ? find(people, 'c2') : null), mates: [find(people, 'p1'), null] },
  },
  { Captain: people, Pilot: people },
);

const insurance = subgraph(
  'insurance',
  `type Query { insured(first: Int = 2): [Vessel!]! }
  type Vessel @interfaceObject @key(fields: "id") { id: ID! name: String! @external policy: Policy premium(years: Int = 1): Int! label: String @requires(fields: "name") }
  type Policy @key(fields: "no") { no: Int! holder: Captain @provides(fields: "name") covers: [Vessel!] }
  type Captain @key(fields: "id", resolvable: false) { id: ID! name: String! @external }`,
  {
    Query: { insured: (_, { first }: { first: number }) => ['t2', 'f1', 'f2'].slice(0, first).map((id) => ({ id })) },
    Vessel: {
      policy: ({ id }: { id: string }) =>
        id === 'f2' ? null : { no: id.charCodeAt(1), holder: { id: 'c1', name: 'Alma' }, covers: [{ id }, { id: 'f2' }] },
      premium: ({ id }: { id: string }, { years }: { years: number }) => (id === 't2' ? refused('NO_OFFER') : years * 100),
      label: ({ name }: { name?: string }) => `of ${String(name)}`,
    },
  },
);

export const harbour = [fleet, shore, crew, insurance];
