import { expect, test } from '@jest/globals';
import { merge } from '../src/execution/merging.ts';
import { compileRepresentation } from '../src/execution/representation.ts';
import { wantedOf } from '../src/execution/wanted.ts';
import type { Required } from '../src/planning/plan.ts';

const on = (type: string, ...names: string[]): Required => ({
  kind: 'InlineFragment',
  on: type,
  selections: ['__typename', ...names].map((name) => ({ kind: 'Field', name })),
});
const isOfType = (typename: string, condition: string): boolean => typename === condition || condition === 'Vessel';
const entities = new Map([
  ['Tug', [['id'], ['call', 'flag']]],
  ['Ferry', [['id']]],
  ['Deck', []],
]);
const asked = (requires: readonly Required[], ...objects: Record<string, unknown>[]): unknown[] =>
  wantedOf(objects, compileRepresentation(requires, { inputRewrites: [], entities }, isOfType)).texts.map(
    (text) => JSON.parse(text) as unknown,
  );

test('represents what the subgraph defines, and nothing else', () => {
  const [tug, barge, deck] = ['Tug', 'Barge', 'Deck'].map((__typename) => ({ __typename, id: '1' }));
  expect(asked([on('Vessel', 'id')], tug ?? {}, barge ?? {}, deck ?? {})).toEqual([tug]);
});

test('represents nothing without one of its keys', () => {
  const name = { __typename: 'Ferry', name: 'Fram' };
  expect(asked([on('Vessel', 'name')], name)).toEqual([]);
  expect(asked([on('Tug', 'id'), on('Vessel', 'name')], { ...name, id: 'f' })).toEqual([]);
  expect(asked([on('Ferry', 'id'), on('Vessel', 'name')], name, { ...name, id: 'f' })).toEqual([{ ...name, id: 'f' }]);
  const tug = { __typename: 'Tug', call: 'LA', flag: 'NO' };
  expect(asked([on('Vessel', 'call', 'flag')], tug)).toEqual([tug]);
  expect(asked([on('Vessel', 'call')], tug)).toEqual([]);
});

test('merges nothing into what all objects are made of', () => {
  merge({ a: {} }, JSON.parse('{"__proto__":{"everywhere":1},"a":{"__proto__":{"everywhere":1}}}') as Record<string, unknown>);
  expect(Reflect.get({}, 'everywhere')).toBeUndefined();
});
