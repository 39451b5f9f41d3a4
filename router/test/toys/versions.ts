import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { startToy, type Running } from './subgraph.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])`;
const things = Array.from({ length: 20 }, (_, id) => ({ __typename: 'Thing', id: String(id) }));
const answersAs = (name: string) => ({
  Query: { [name]: () => name },
  Thing: { __resolveReference: ({ id }: { id: string }) => ({ id }), by: () => name, also: () => name },
});

/**
 * Three subgraphs and the supergraphs that can be made of them: the fields of Thing are asked of `left` in one, of `right` in the
 * other, and say which; the root field of the same name is in that one alone.
 */
export async function startVersions(): Promise<{
  supergraphs: { left: string; right: string };
  running: Record<'base' | 'left' | 'right', Running>;
  stop: () => Promise<void>;
}> {
  const base = {
    name: 'base',
    typeDefs: `${link} type Query { things: [Thing!]! } type Subscription { counted(after: Int! = 0): Count! }
      type Thing @key(fields: "id") { id: ID! } type Count { number: Int! thing: Thing! }`,
    resolvers: {
      Query: { things: () => things },
      Subscription: {
        counted: {
          subscribe: async function* (_: unknown, { after }: { after: number }, { wait }: { wait: (ms: number) => Promise<void> }) {
            for (let number = after + 1; ; number += 1) {
              await wait(2);
              yield { counted: { number, thing: things[number % things.length] } };
            }
          },
        },
      },
    },
  };
  const side = (name: 'left' | 'right') => ({
    name,
    typeDefs: `${link} type Query { ${name}: String } type Thing @key(fields: "id") { id: ID! by: String! also: String! }`,
    resolvers: answersAs(name),
  });
  const running = { base: await startToy(base), left: await startToy(side('left')), right: await startToy(side('right')) };
  const composed = (name: 'left' | 'right'): string => {
    const services = [base, side('left'), side('right')].map((toy) => ({
      name: toy.name,
      url: running[toy.name as 'base'].url,
      // The other side is there, so that all are asked at known addresses, and has nothing to say.
      typeDefs: parse(toy.name === 'base' || toy.name === name ? toy.typeDefs : `${link} type Thing @key(fields: "id") { id: ID! }`),
    }));
    const { supergraphSdl, errors } = composeServices(services);
    if (supergraphSdl === undefined) throw new Error(String(errors));
    return supergraphSdl;
  };
  return {
    supergraphs: { left: composed('left'), right: composed('right') },
    running,
    stop: async () => {
      await Promise.all(Object.values(running).map((one) => one.stop()));
    },
  };
}
