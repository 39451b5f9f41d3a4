import { parse, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { Configuration } from '../configuration.ts';
import { createPersisted, type Persisted } from './persisted.ts';
import { pricesOf, type Prices } from './prices.ts';
import { createRates, type Rates } from './rates.ts';
import { requirementsOf, type Requirements } from './requirements.ts';

/** What outlives a version of the supergraph: buckets and persisted operations. */
export interface Guard {
  rates: Rates;
  persisted: Persisted;
}

/** What a version of the supergraph says of costs and of who may read what. */
export interface Rules {
  prices: Prices;
  requirements: Requirements;
}

/** Throws when the configuration's manifest can't be read. */
export const createGuard = (configuration: Configuration): Guard => ({
  rates: createRates(configuration.limits.rate),
  persisted: createPersisted(configuration),
});

/** Throws when a weight of the configuration names no field. */
export function rulesOf(supergraph: string, schema: GraphQLSchema, limits: Configuration['limits']): Rules {
  const document: DocumentNode = parse(supergraph, { noLocation: true });
  return { prices: pricesOf(document, schema, limits), requirements: requirementsOf(document) };
}
