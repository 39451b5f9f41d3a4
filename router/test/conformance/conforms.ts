import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../toys/router.ts';
import { startToys } from '../toys/subgraph.ts';
import type { Topic } from './topic.ts';

export interface Outcome {
  data: string | undefined;
  errors: string[];
}
interface Result {
  data?: unknown;
  errors?: readonly { path?: unknown; extensions?: Record<string, unknown> }[];
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
/** Stock's names of what the router says in fewer words. */
const renamed: Record<string, string> = {
  BAD_USER_INPUT: 'BAD_INPUT',
  GRAPHQL_VALIDATION_FAILED: 'BAD_INPUT',
  INVALID_GRAPHQL: 'BAD_INPUT',
  INTERNAL_SERVER_ERROR: 'INTERNAL',
};

function outcome({ data, errors = [] }: Result): Outcome {
  const placed = errors.map(({ path, extensions }) => {
    const code = String(extensions?.['code']);
    return `${Array.isArray(path) ? path.join('.') : ''} ${renamed[code] ?? code}`;
  });
  return { data: JSON.stringify(data), errors: placed.sort() };
}

/** What is measured here is the answer, not what the guard lets pass. */
export const generous = { depth: 40, aliases: 1000, fields: 10_000, directives: 1000, nesting: 200, tokens: 50_000, cost: 1_000_000_000 };

export interface Stock {
  run: (query: string, variables?: Record<string, unknown>) => Promise<Outcome>;
  stop: () => Promise<void>;
}

export async function startStock(supergraphSdl: string): Promise<Stock> {
  const server = new ApolloServer({ gateway: new ApolloGateway({ supergraphSdl, logger: silent }), logger: silent, introspection: true });
  await server.start();
  return {
    async run(query, variables) {
      const { body } = await server.executeOperation({ query, ...(variables && { variables }) });
      if (body.kind !== 'single') throw new Error('incremental');
      return outcome(JSON.parse(JSON.stringify(body.singleResult)) as Result);
    },
    stop: () => server.stop(),
  };
}

export const runRouter = async (router: TestRouter, query: string, variables?: Record<string, unknown>): Promise<Outcome> =>
  outcome((await router.post(query, variables)).body);

/** Each case of each topic: what the router answers is what the specification says, and what stock answers where stock is right. */
export function conforms(topics: readonly Topic[]): void {
  describe.each(topics)('$topic', ({ subgraphs, cases, reset }) => {
    let toys: Awaited<ReturnType<typeof startToys>>;
    let router: TestRouter;
    let stock: Stock;
    const stops: (() => Promise<void>)[] = [];

    beforeAll(async () => {
      toys = await startToys(subgraphs);
      stops.unshift(toys.stop);
      router = await startTestRouter(toys.supergraph, { limits: generous }, true);
      stops.unshift(router.stop);
      stock = await startStock(toys.supergraph);
      stops.unshift(stock.stop);
    });
    afterAll(async () => {
      for (const stop of stops) await stop();
    });

    test.each(Object.entries(cases))('%s', async (_, { query, variables, data, errors = [], stock: differs, asks }) => {
      reset?.();
      for (const { requests } of Object.values(toys.running)) requests.length = 0;
      const ours = await runRouter(router, query, variables);
      const asked = Object.values(toys.running).flatMap(({ name, requests }) => (requests.length > 0 ? [name] : []));
      const wanted = [...errors].sort();
      expect(ours.data).toBe(JSON.stringify(data));
      expect(ours.errors).toEqual(wanted);
      if (asks) expect(asked.sort()).toEqual([...asks].sort());

      reset?.();
      const theirs = await stock.run(query, variables);
      if (differs && 'data' in differs) {
        expect(theirs.data).not.toBe(ours.data);
        return;
      }
      expect(theirs.data).toBe(ours.data);
      if (differs) expect(theirs.errors).not.toEqual(wanted);
      else expect(theirs.errors).toEqual(wanted);
    });
  });
}
