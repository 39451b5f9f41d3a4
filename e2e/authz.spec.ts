import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rules, type RuleName } from '../schema/rules.ts';
import { classify } from './authz/classification.ts';
import type { Kind } from './authz/judge.ts';
import { takeMatrix, type Taken } from './authz/matrix.ts';
import { judged, linesOf } from './authz/report.ts';
import { readSupergraph } from './authz/supergraph.ts';
import { runningSystem, type Running } from './running.ts';

let system: Running;
let taken: Taken;
before(async () => {
  system = await runningSystem();
  taken = await takeMatrix(system, { begin: () => undefined, advance: () => undefined });
});
after(() => system.stop());

const faults = (...kinds: Kind[]): string[] =>
  linesOf(judged(taken, taken.classified.rules).faults.filter(({ kind }) => kinds.includes(kind)));

/** What the same answers come to under another rule of one field. */
const under = (field: string, rule: RuleName): string[] => {
  assert.ok(Object.hasOwn(rules, rule));
  const changed = new Map([...taken.classified.rules, [field, rule]]);
  const known = new Set(linesOf(judged(taken, taken.classified.rules).faults));
  return linesOf(judged(taken, changed).faults).filter((line) => !known.has(line) && line.includes(` ${field} `));
};

void test('every field of the supergraph is classified and asked for, and nothing that is not there', () => {
  assert.deepEqual([...taken.classified.unclassified, ...taken.classified.stale, ...taken.unasked], []);
});

void test('nobody reads what is not theirs, nor learns that it is there, by any way', () => {
  assert.deepEqual([...taken.open, ...faults('leak', 'probe')], []);
});

void test('everybody reads what is theirs, and nothing breaks', () => {
  assert.deepEqual(faults('refused', 'broken'), []);
});

void test('a leak would be seen: each of these is read by somebody, so a stricter rule reports it', () => {
  for (const field of ['Account.email', 'Driver.givenName', 'Message.body', 'Payment.clientSecret', 'Notification.title']) {
    const lines = under(field, 'serviceOnly');
    assert.ok(
      lines.some((line) => line.startsWith('leak')),
      field,
    );
  }
});

void test('a refusal too many would be seen: a looser rule reports who is kept out', () => {
  for (const field of ['Booking.guestToken', 'User.notifications', 'User.account', 'Query.supportQueue']) {
    const lines = under(field, 'public');
    assert.ok(
      lines.some((line) => line.startsWith('refused')),
      field,
    );
  }
});

void test('a field that nobody classified, and a rule for none, would be seen', () => {
  const graph = readSupergraph();
  const planted = { User: new Map([...(graph.objects.get('User') ?? []), ...(graph.objects.get('Money') ?? [])]) };
  const { unclassified, stale } = classify({ objects: new Map([...graph.objects, ...Object.entries(planted)]) });
  assert.deepEqual(unclassified, ['User.minor', 'User.currency', 'User.decimal']);
  assert.deepEqual(stale, []);
  assert.deepEqual(classify({ objects: new Map([...graph.objects].filter(([type]) => type !== 'Delivery')) }).stale, [
    'Delivery.channel',
    'Delivery.state',
    'Delivery.at',
  ]);
});
