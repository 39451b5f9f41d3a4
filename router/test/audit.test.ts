import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { startToys } from './toys/subgraph.ts';

let toys: Awaited<ReturnType<typeof startToys>>;
let router: TestRouter;
beforeAll(async () => {
  toys = await startToys([{ name: 'one', typeDefs: 'type Query { hello: String }', resolvers: {} }]);
  router = await startTestRouter(toys.supergraph, {}, true);
});
afterAll(async () => {
  await router.stop();
  await toys.stop();
});

const audits = serverAudits({ url: () => router.url, fetchFn: fetch });

test('the audits find no error and no warning, and of GET that CSRF prevention stands before it', async () => {
  const notes: string[] = [];
  for (const audit of audits) {
    const { status, ...found } = await audit.fn();
    if (status !== 'ok') notes.push(`${status} ${audit.name} ${'reason' in found ? found.reason : ''}`);
  }
  expect(notes.filter((note) => !/^notice .*\bGETs?\b/.test(note))).toEqual([]);
  expect(audits.length - notes.length).toBeGreaterThanOrEqual(58);
});
