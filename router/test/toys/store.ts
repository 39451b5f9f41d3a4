import type { ToySubgraph } from './subgraph.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@interfaceObject", "@inaccessible"])`;

interface Reference {
  id?: string;
  sku?: string;
  weight?: number | null;
  price?: { minor: number };
}

const names: Record<string, string> = { u1: 'Ada', u2: 'Grace', u3: 'Edsger' };
const user = (id: string) => ({ __typename: 'User', id, name: names[id], role: id === 'u1' ? 'WRITER' : 'READER' });

class Refused extends Error {
  readonly extensions: Record<string, unknown>;
  constructor(code: string, message: string) {
    super(message);
    this.extensions = { code, hint: 'ask nicely', stacktrace: ['secret'] };
  }
}

export const accounts: ToySubgraph = {
  name: 'accounts',
  typeDefs: `${link}
    type Query { me: User user(id: ID!): User users(ids: [ID!]! = ["u1"]): [User]! viewer: Viewer! node(id: ID!): Node secretive: User! headers: [String!]! }
    type Mutation { rename(id: ID!, name: String!): User! signIn: Boolean! }
    interface Node { id: ID! }
    enum Role { WRITER READER GHOST @inaccessible }
    type User implements Node @key(fields: "id") { id: ID! name: String! @shareable email: String role: Role! friends: [User!]! best: User }
    type Viewer { id: ID sub: String role: String region: String }`,
  resolvers: {
    Query: {
      me: () => user('u1'),
      user: (_: unknown, { id }: { id: string }) => (names[id] ? user(id) : null),
      users: (_: unknown, { ids }: { ids: string[] }) => ids.map((id) => (names[id] ? user(id) : null)),
      viewer: (_: unknown, _args: unknown, { claims }: { claims: Record<string, unknown> }) => claims,
      node: (_: unknown, { id }: { id: string }) => user(id),
      secretive: () => {
        throw new Refused('FORBIDDEN', 'Not yours.');
      },
      headers: (_: unknown, _args: unknown, { headers }: { headers: Record<string, string> }) =>
        Object.entries(headers).map(([k, v]) => `${k}: ${v}`),
    },
    Mutation: {
      rename: (_: unknown, { id, name }: { id: string; name: string }) => ({ ...user(id), name }),
      signIn: (_: unknown, _args: unknown, { cookies }: { cookies: string[] }) => cookies.push('session=1; HttpOnly', 'theme=dark') > 0,
    },
    Node: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
    User: {
      __resolveReference: ({ id }: Reference) => (id && names[id] ? user(id) : null),
      email: ({ id }: Reference) => {
        if (id === 'u2') throw new Refused('FORBIDDEN', 'Not yours.');
        if (id === 'u3') throw new Error('SELECT failed at 10.0.0.7');
        return `${id ?? ''}@example.com`;
      },
      friends: ({ id }: Reference) =>
        Object.keys(names)
          .filter((other) => other !== id)
          .map(user),
      best: ({ id }: Reference) => (id === 'u1' ? user('u2') : null),
    },
  },
};

const shelf = [
  { __typename: 'Book', sku: 'b1', title: 'Notes', weight: 300, price: { minor: 900, currency: 'EUR' }, label: 'paper' },
  { __typename: 'Book', sku: 'b2', title: 'Compilers', weight: null, price: { minor: 4900, currency: 'EUR' }, label: 'paper' },
  { __typename: 'Gadget', sku: 'g1', volts: 12.5, price: { minor: 12_000, currency: 'GBP' }, label: 7 },
];
const item = (sku: string | undefined) => shelf.find((one) => one.sku === sku) ?? null;

export const products: ToySubgraph = {
  name: 'products',
  typeDefs: `${link}
    type Query { items(first: Int = 10): [Item]! item(sku: ID!): Item book(sku: ID!): Book search(filter: Filter!): [Result!]! owners: [User!]! }
    input Filter { text: String! kinds: [Kind!] = [BOOK, GADGET] range: Range }
    input Range { from: Int = 0 to: Int }
    enum Kind { BOOK GADGET }
    interface Item @key(fields: "sku") { sku: ID! price: Money! }
    type Money @shareable { minor: Int! currency: String! }
    type Book implements Item @key(fields: "sku") { sku: ID! price: Money! title: String! weight: Int label: String! note: String! @shareable }
    type Gadget implements Item @key(fields: "sku") { sku: ID! price: Money! volts: Float label: Int! note: String }
    type User @key(fields: "id", resolvable: false) { id: ID! }
    union Result = Book | Gadget | User`,
  resolvers: {
    Query: {
      items: (_: unknown, { first }: { first: number }) => [...shelf, null].slice(0, first),
      item: (_: unknown, { sku }: Reference) => item(sku),
      book: (_: unknown, { sku }: Reference) => item(sku),
      search: (_: unknown, { filter }: { filter: { text: string; kinds: string[]; range?: { from: number; to?: number } } }) => [
        ...shelf.filter((one) => filter.kinds.includes(one.__typename.toUpperCase()) && one.price.minor >= (filter.range?.from ?? 0)),
        ...(filter.text === 'all' ? [{ __typename: 'User', id: 'u2' }] : []),
      ],
      owners: () => ['u1', 'u2', 'u1', 'u9'].map((id) => ({ __typename: 'User', id })),
    },
    Item: { __resolveType: ({ __typename }: { __typename: string }) => __typename, __resolveReference: ({ sku }: Reference) => item(sku) },
    Result: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
    Book: { __resolveReference: ({ sku }: Reference) => item(sku), note: ({ sku }: Reference) => `of ${sku ?? ''}` },
    Gadget: { __resolveReference: ({ sku }: Reference) => item(sku) },
  },
};

const written = [
  { id: 'r1', body: 'Good.', stars: 5, by: 'u1', of: 'b1' },
  { id: 'r2', body: 'Long.', stars: 3, by: 'u2', of: 'b2' },
  { id: 'r3', body: 'Hot.', stars: null, by: 'u3', of: 'g1' },
  { id: 'r4', body: 'Again.', stars: 4, by: 'u1', of: 'g1' },
];
const review = (one: (typeof written)[number]) => ({
  ...one,
  author: { __typename: 'User', id: one.by, name: names[one.by] },
  about: { __typename: one.of.startsWith('b') ? 'Book' : 'Gadget', sku: one.of },
});

export const reviews: ToySubgraph = {
  name: 'reviews',
  typeDefs: `${link}
    type Query { reviews(stars: Int): [Review!]! review(id: ID!): Review latest: Review }
    type Mutation { addReview(sku: ID!, body: String!): Review! }
    type Subscription { reviewAdded(after: Int = 0): Review! refused: Review! flood: Review! }
    type Review @key(fields: "id") { id: ID! body(length: Int): String! stars: Int author: User @provides(fields: "name") about: Thing }
    union Thing = Book | Gadget
    type Book @key(fields: "sku") { sku: ID! reviews(first: Int = 5): [Review!]! }
    type Gadget @key(fields: "sku") { sku: ID! reviews(first: Int = 5): [Review!]! }
    type User @key(fields: "id") { id: ID! name: String! @external reviews: [Review!]! }`,
  resolvers: {
    Query: {
      reviews: (_: unknown, { stars }: { stars?: number }) =>
        written.filter((one) => stars === undefined || one.stars === stars).map(review),
      review: (_: unknown, { id }: Reference) => written.filter((one) => one.id === id).map(review)[0] ?? null,
      latest: () => written.slice(-1).map(review)[0],
    },
    Mutation: {
      addReview: (_: unknown, { sku, body }: { sku: string; body: string }) => review({ id: 'new', body, stars: null, by: 'u2', of: sku }),
    },
    Subscription: {
      reviewAdded: {
        subscribe: async function* (_: unknown, { after }: { after: number }, { wait }: { wait: (ms: number) => Promise<void> }) {
          for (const one of written.slice(after)) yield { reviewAdded: review(one) };
          await wait(60_000);
        },
      },
      flood: {
        subscribe: async function* (_: unknown, _args: unknown, { wait }: { wait: (ms: number) => Promise<void> }) {
          await wait(1);
          for (const one of written.slice(0, 1))
            for (let n = 0; n < 4000; n += 1) yield { flood: review({ ...one, id: String(n), body: 'x'.repeat(20_000) }) };
        },
      },
      refused: {
        subscribe: () => {
          throw new Refused('FORBIDDEN', 'Not yours.');
        },
      },
    },
    Thing: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
    Review: { body: ({ body }: { body: string }, { length }: { length?: number }) => body.slice(0, length) },
    Book: {
      reviews: ({ sku }: Reference, { first }: { first: number }) =>
        written
          .filter((one) => one.of === sku)
          .slice(0, first)
          .map(review),
    },
    Gadget: {
      reviews: ({ sku }: Reference, { first }: { first: number }) =>
        written
          .filter((one) => one.of === sku)
          .slice(0, first)
          .map(review),
    },
    User: { reviews: ({ id }: Reference) => written.filter((one) => one.by === id).map(review) },
  },
};

export const warehouse: ToySubgraph = {
  name: 'warehouse',
  typeDefs: `${link}
    type Query { scarce: [Item!]! }
    type Item @interfaceObject @key(fields: "sku") { sku: ID! stock: Int! }`,
  resolvers: {
    Query: { scarce: () => [{ sku: 'b2' }, { sku: 'g1' }] },
    Item: { __resolveReference: (reference: Reference) => reference, stock: ({ sku }: Reference) => (sku ?? '').length + 1 },
  },
};

export const carrier: ToySubgraph = {
  name: 'carrier',
  typeDefs: `${link}
    type Book @key(fields: "sku") { sku: ID! weight: Int @external price: Money! @external shipping: Int @requires(fields: "weight price { minor }") note: String @shareable }
    type Money @shareable { minor: Int! currency: String! }`,
  resolvers: {
    Book: {
      __resolveReference: (reference: Reference) => reference,
      note: ({ sku }: Reference) => `of ${sku ?? ''}`,
      shipping: ({ weight, price }: Reference) => (weight === null || weight === undefined ? null : weight + (price?.minor ?? 0)),
    },
  },
};

export const store = [accounts, products, reviews, warehouse, carrier];
