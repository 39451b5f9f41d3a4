import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rules, type RuleName } from '../schema/rules.ts';
import { classify } from './authz/classification.ts';
import { emptyJudgement, judge, type Kind } from './authz/judge.ts';
import { takeMatrix, type Taken } from './authz/matrix.ts';
import type { State } from './authz/observation.ts';
import { judged, linesOf } from './authz/report.ts';
import { readSupergraph } from './authz/supergraph.ts';
import { halved, treeBelow, type Branch } from './authz/tree.ts';
import { runningSystem, type Running } from './running.ts';

let system: Running;
let taken: Taken;
before(async () => {
  system = await runningSystem();
  taken = await takeMatrix(system, { begin: () => undefined, advance: () => undefined });
});
after(() => system.stop());

const faults = (...kinds: Kind[]): string[] =>
  linesOf(
    judged(taken, taken.classified.rules).faults.filter(({ kind }) => kinds.includes(kind)),
    true,
  );

/** What the same answers come to under another rule of one field, and of one below it where none below promises anything by itself. */
const under = (field: string, rule: RuleName, below = field): string[] => {
  assert.ok(Object.hasOwn(rules, rule));
  const changed = new Map([...taken.classified.rules, [field, rule], [below, rule]]);
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
  const atDesk = [
    'Message.body Message.ciphertext Message.sequence MessageVersion.body Translation.body Attachment.name Attachment.url Note.body Contact.email',
    'Call.state IceServer.credential CallSignal.payload DeviceKeys.keys DeviceMessage.content ConversationDevice.deviceId Presence.online Sla.policy',
    'Conversation.ratingComment TypingNotice.typing Conversation.subject Conversation.queuePosition',
  ].flatMap((fields) => fields.split(' '));
  for (const field of ['Account.email', 'Driver.givenName', 'Payment.clientSecret', 'Notification.title', ...atDesk]) {
    const lines = under(field, 'serviceOnly');
    assert.ok(
      lines.some((line) => line.startsWith('leak')),
      field,
    );
  }
});

void test('a refusal too many would be seen: a looser rule reports who is kept out', () => {
  const feeds = ['messageAdded', 'messageChanged', 'typing', 'callSignalled', 'deviceMessageAdded', 'supportQueueChanged'];
  const atDesk = [
    'Query.supportQueue',
    'Query.attachment',
    'Query.deviceKeys',
    'Conversation.notes',
    'Conversation.contact',
    'Message.history',
  ];
  const follows = feeds.map((field) => `Subscription.${field}`);
  for (const field of ['Booking.guestToken', 'User.notifications', 'User.account', ...atDesk, ...follows]) {
    const lines = under(field, 'public');
    assert.ok(
      lines.some((line) => line.startsWith('refused')),
      field,
    );
  }
  const lines = under('Subscription.conversationChanged', 'public', 'Conversation.state');
  assert.ok(lines.some((line) => line.startsWith('refused')));
});

void test('a subscription that stays silent, or a socket that closes, where it had to refuse would be seen', () => {
  const field = 'Subscription.typing';
  for (const observation of taken.observations.filter(({ name }) => name.startsWith(`${field} `))) {
    const stranger = observation.viewers.find(({ name }) => name === 'partner');
    assert.ok(stranger);
    for (const code of ['SILENT', 'CLOSED', 'CHANGED']) {
      const states = new Map<string, State>([...observation.positions.keys()].map((key) => [key, { kind: 'error', code }]));
      const into = emptyJudgement();
      judge({ ...observation, seen: new Map([[stranger, states]]), viewers: [stranger] }, taken.classified.rules, into);
      assert.ok(into.faults.some(({ kind, got }) => kind === 'broken' && got === code));
    }
  }
});

void test('what is too much for one operation is asked in two, of which nothing is left out', () => {
  const whole = treeBelow(readSupergraph(), 'Conversation');
  const leaves = (branches: readonly Branch[], at = ''): string[] =>
    branches.flatMap(({ key, children }) => (children.length > 0 ? leaves(children, `${at}${key}.`) : [`${at}${key}`]));
  const halves = halved(whole) ?? [];
  assert.equal(halves.length, 2);
  assert.deepEqual(new Set(halves.flatMap((half) => leaves(half))), new Set(leaves(whole)));
  for (const half of halves) assert.ok(leaves(half).length < leaves(whole).length && half.some(({ key }) => key === 'id'));
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
