import type { ToySubgraph } from './subgraph.ts';

const link = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
  @link(url: "https://router.example/cacheControl/v0.1", import: ["@cacheControl", "CacheControlScope"])
  @composeDirective(name: "@cacheControl")
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  enum CacheControlScope { PUBLIC PRIVATE }`;

interface Context {
  claims: { sub?: string };
  headers: Record<string, string>;
  cookies: string[];
}
class Refused extends Error {
  readonly extensions = { code: 'FORBIDDEN' };
}
const book = (id: number | string) => ({ __typename: 'Book', id: String(id) });
const viewerOf = (_: unknown, _args: unknown, { claims }: Context): string => claims.sub ?? 'nobody';

/** What it answers says for how long, and for whom, it may be kept. */
export const library: ToySubgraph[] = [
  {
    name: 'shelves',
    typeDefs: `${link}
      type Query {
        books(from: Int! = 1, to: Int! = 3): [Book!]! @cacheControl(maxAge: 60)
        fresh(ids: [ID!]!): [Book!]! @cacheControl(maxAge: 0)
        plain: String
        mine: String @cacheControl(maxAge: 60, scope: PRIVATE)
        greeting: String @cacheControl(maxAge: 60)
        refused: String @cacheControl(maxAge: 60)
        cookie: String @cacheControl(maxAge: 60)
        things: [Thing!]! @cacheControl(maxAge: 60)
        shelf: Shelf @cacheControl(maxAge: 60)
        found: [Found!]! @cacheControl(maxAge: 60)
      }
      type Mutation { lend: String @cacheControl(maxAge: 60) }
      interface Thing { id: ID! note: String }
      union Found = Book | Shelf
      type Shelf implements Thing { id: ID! note: String @cacheControl(maxAge: 20) inner: Shelf near: Shelf @cacheControl(inheritMaxAge: true) owner: Owner }
      type Owner @cacheControl(maxAge: 40, scope: PRIVATE) { name: String }
      type Book @key(fields: "id") @cacheControl(maxAge: 90) { id: ID! }`,
    resolvers: {
      Query: {
        books: (_: unknown, { from, to }: { from: number; to: number }) =>
          Array.from({ length: to - from + 1 }, (_each, index) => book(from + index)),
        fresh: (_: unknown, { ids }: { ids: string[] }) => ids.map(book),
        plain: () => 'plain',
        mine: viewerOf,
        greeting: (_: unknown, _args: unknown, { headers }: Context) =>
          headers['accept-language']?.startsWith('fr') ? 'Bonjour' : 'Hello',
        refused: () => {
          throw new Refused('Not yours.');
        },
        cookie: (_: unknown, _args: unknown, { cookies }: Context) => String(cookies.push('session=1')),
        things: () => [],
        shelf: () => ({ id: '1' }),
        found: () => [],
      },
      Mutation: { lend: () => 'lent' },
      Thing: { __resolveType: () => 'Shelf' },
      Found: { __resolveType: () => 'Shelf' },
      Book: { __resolveReference: ({ id }: { id: string }) => book(id) },
    },
  },
  {
    name: 'texts',
    typeDefs: `${link}
      type Book @key(fields: "id") {
        id: ID!
        title(upper: Boolean): String
        price: Int @cacheControl(maxAge: 30)
        notes: String @cacheControl(scope: PRIVATE)
        spoken: String
        faulty: String
      }`,
    resolvers: {
      Book: {
        __resolveReference: ({ id }: { id: string }) => (id === '404' ? null : book(id)),
        title: ({ id }: { id: string }, { upper }: { upper?: boolean }) => (upper === true ? `TITLE ${id}` : `Title ${id}`),
        price: ({ id }: { id: string }) => Number(id),
        notes: viewerOf,
        spoken: (_: unknown, _args: unknown, { headers }: Context) => headers['accept-language'] ?? null,
        faulty: ({ id }: { id: string }) => {
          if (id === '2') throw new Refused('Not yours.');
          return 'fine';
        },
      },
    },
  },
];
