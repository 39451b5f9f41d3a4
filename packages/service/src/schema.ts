import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse, type GraphQLScalarType, type GraphQLSchema } from 'graphql';
import type { RequestScope } from './scope.ts';
import { scalars } from './scalars.ts';
import { readSdl } from './sdl.ts';

// `never` lets each resolver declare what it takes; the SDL has checked the arguments before it runs.
type Resolver<Context> = (parent: never, args: never, context: Context, info: never) => unknown;
type SubscriptionResolver<Context> = { subscribe: Resolver<Context>; resolve?: Resolver<Context> };

/** Resolvers by type and field; entities add `__resolveReference(reference, context)`, unions and interfaces `__resolveType`. */
export type Resolvers<Context extends RequestScope> = Record<
  string,
  Record<string, Resolver<Context> | SubscriptionResolver<Context> | ((reference: never, context: Context) => unknown)> | GraphQLScalarType
>;

export const valuesSdl = readFileSync(new URL('values.graphql', import.meta.url), 'utf8');

/** The subgraph's executable schema: its own SDL, as readSdl reads it, and the value types that all subgraphs share. */
export function subgraphSchema<Context extends RequestScope>(schemaFile: URL, resolvers: Resolvers<Context>): GraphQLSchema {
  const typeDefs = parse(`${valuesSdl}\n${readSdl(schemaFile)}`);
  type Map = NonNullable<
    Extract<Parameters<typeof buildSubgraphSchema>[0], readonly unknown[]>[number] extends infer M
      ? M extends { resolvers?: infer R }
        ? R
        : never
      : never
  >;
  return buildSubgraphSchema([{ typeDefs, resolvers: { ...scalars, ...resolvers } as Map }]);
}
