import { composeServices } from '@apollo/composition';
import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { startTestRouter } from './toys/router.ts';
import { until } from './toys/until.ts';

const supergraphOf = (argument: string): string => {
  const typeDefs = parse(`extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@context", "@fromContext"])
    type Query { inn: Inn } type Inn @key(fields: "id") @context(name: "inn") { id: ID! tongue: String! room: Room }
    type Room @key(fields: "no") { no: Int! price(of: String${argument}): Int }`);
  const { supergraphSdl } = composeServices([{ name: 'inns', url: 'http://127.0.0.1:9/graphql', typeDefs }]);
  if (supergraphSdl === undefined) throw new Error('does not compose');
  return supergraphSdl;
};
const taking = supergraphOf(' @fromContext(field: "$inn { tongue }")');
const reason = 'Room.price takes an argument from a @context, which is not supported';

test('does not start with a supergraph whose fields take arguments from a context', async () => {
  await expect(startTestRouter(taking)).rejects.toThrow(reason);
});

test('does not change to one, and serves on', async () => {
  let text: string | undefined = supergraphOf('');
  let look = (): void => undefined;
  const router = await startTestRouter({
    read: () => Promise.resolve(text),
    watch(changed) {
      look = changed;
      return () => undefined;
    },
  });
  try {
    text = taking;
    look();
    await until(() => router.logged.some(({ msg }) => msg === 'supergraph refused'));
    const [refused] = router.logged.filter(({ msg }) => msg === 'supergraph refused');
    expect(refused?.['reason']).toContain(reason);
    expect((await router.post('{ __typename }')).body).toMatchObject({ data: { __typename: 'Query' } });
  } finally {
    await router.stop();
  }
});
