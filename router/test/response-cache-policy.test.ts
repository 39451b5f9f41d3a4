import { composeServices } from '@apollo/composition';
import { getOperationAST, parse } from 'graphql';
import { expect, test } from '@jest/globals';
import { hintsOf } from '../src/cache/hints.ts';
import { answerPolicy, entityPolicy } from '../src/cache/policy.ts';
import { library } from './toys/library.ts';

const guarded = (typeDefs: string): string =>
  typeDefs
    .replace('"@composeDirective"]', '"@composeDirective", "@authenticated"]')
    .replace('plain: String', 'plain: String guarded: String @cacheControl(maxAge: 60) @authenticated');
const { supergraphSdl = '' } = composeServices(
  library.map(({ name, typeDefs }) => ({ name, url: 'http://a', typeDefs: parse(guarded(typeDefs)) })),
);
const hints = hintsOf(supergraphSdl);

test.each([
  ['the root field says so', '{ books { id } }', 60, false],
  ['the least of all roots', '{ books { id } found { ... on Book { id } } }', 60, false],
  ['a root field that says nothing', '{ plain }', 0, false],
  ["a leaf takes its parent's", '{ shelf { id } }', 60, false],
  ['a leaf with its own', '{ shelf { note } }', 20, false],
  ['an object that says nothing', '{ shelf { inner { id } } }', 0, false],
  ["an object that takes its parent's", '{ shelf { near { id } } }', 60, false],
  ['the type of an object', '{ shelf { owner { name } } }', 40, true],
  ["an interface's field by the objects that it may be", '{ things { note } }', 20, false],
  ['a fragment', '{ ...F } fragment F on Query { shelf { note } }', 20, false],
  ['one private field', '{ books { id } mine }', 60, true],
  ['a guarded field', '{ guarded }', 60, true],
  ['what @include may bring', 'query ($a: Boolean!) { books { id } plain @include(if: $a) }', 0, false],
])('%s: %s may be kept for %i s, for one viewer alone: %s', (_why, query, seconds, isPrivate) => {
  const document = parse(query);
  const definition = getOperationAST(document);
  if (!definition) throw new Error('no operation');
  expect(answerPolicy(document, definition, 'Query', hints)).toEqual(seconds > 0 ? { maxAgeSeconds: seconds, isPrivate } : undefined);
});

test.each([
  ['title', 90, false],
  ['title price', 30, false],
  ['notes', 90, true],
])('entities with { %s } may be kept for %i s, for one viewer alone: %s', (fields, maxAgeSeconds, isPrivate) => {
  const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Book { ${fields} } } }`;
  expect(entityPolicy(query, hints)).toEqual({ maxAgeSeconds, isPrivate });
});
