import { kinds } from '../src/domain/notice.ts';
import { aMailRoom, plain, type MailBox } from './aMailRoom.ts';
import { anOffice, type TestOffice } from './anOffice.ts';

let test: TestOffice;
let inbox: MailBox;
beforeAll(async () => {
  test = await anOffice();
  inbox = await aMailRoom(test);
});
afterAll(async () => {
  await inbox.stop();
  await test.stop();
});

const exportId = '0197f000-0000-7000-8000-000000000001';
const conversationId = '0197f000-0000-7000-8000-000000000002';
const money = { amountMinor: 123_456, currency: 'EUR' };
const [fr, en] = ['1 234,56 €', '€1,234.56'];
const leg = { leg: 'DELIVERY', etaLocal: '2026-07-14T10:30' };
const less = { kind: 'REFUND_DIFFERENCE', differenceMinor: 123_456, currency: 'EUR' };
const other = { kind: 'REACCOMMODATION', differenceMinor: 0, currency: 'EUR' };
const issued = { number: 'FR-1', totalMinor: 123_456, currency: 'EUR' };
const resolved = { ...money, kind: 'FUEL', announcedMinor: 123_456 };
const announced = {
  ...money,
  charges: ['MILEAGE', 'FUEL', 'LATE_RETURN', 'CLEANING', 'DAMAGE', 'FINE', 'TOLL'].map((kind) => ({ ...money, kind, quantity: 3 })),
  disputableUntilLocal: '2026-07-21T10:00',
};

/** Events, what they add to the facts of their booking, and what kind they are told as, if not as their own. */
const examples: [event: string, facts: Record<string, unknown>, kind?: string][] = [
  ['booking.confirmed', {}],
  ['booking.confirmed', { again: true }],
  ['booking.reaccommodation', {}],
  ['booking.cancelled', { refundMinor: 123_456, currency: 'EUR' }],
  ['booking.cancelled', { refundMinor: 0, currency: 'EUR' }],
  ['booking.depositAction', money],
  ['booking.holdLost', {}],
  ...['EnRoute', 'Replanned', 'Arrived', 'Done', 'Failed'].flatMap((what): [string, typeof leg][] => [
    [`booking.delivery${what}`, leg],
    [`booking.delivery${what}`, { ...leg, leg: 'COLLECTION' }],
  ]),
  ['booking.deliveryEnRoute', { leg: 'DELIVERY' }],
  ['booking.settlementOffered', less],
  ['booking.settlementOffered', other],
  ['booking.settlementAnswered', { ...less, accepted: true, refundMinor: 123_456 }, 'booking.settlementAccepted'],
  ['booking.settlementAnswered', { ...less, accepted: true, refundMinor: 0 }, 'booking.settlementAccepted'],
  ['booking.settlementAnswered', { ...other, accepted: true, refundMinor: 0 }, 'booking.settlementAccepted'],
  ['booking.settlementExpired', { cause: 'CAR_GONE' }],
  ['booking.chargeAnnounced', announced],
  ...['MILEAGE', 'FUEL', 'DAMAGE'].map((kind): [string, object] => ['booking.chargeDisputed', { ...money, kind }]),
  ...['UPHELD', 'REDUCED', 'WAIVED', 'WITHDRAWN', 'REFUNDED'].map((outcome): [string, object] => [
    'booking.chargeResolved',
    { ...resolved, outcome },
  ]),
  ['booking.chargesCollected', money],
  ['booking.chargesFailed', money],
  ['booking.depositReleased', money],
  ['booking.invoiceIssued', { ...issued, kind: 'INVOICE' }],
  ['booking.invoiceIssued', { ...issued, kind: 'CREDIT_NOTE' }],
  ['booking.cashbackPending', money],
  ['booking.cashbackConfirmed', money],
  ['booking.cashbackClawedBack', money],
  ['booking.reviewAsked', {}],
  ['booking.reviewPublished', {}],
  ['booking.reviewAnswered', {}],
  ...['PERSONAL_DATA', 'ABUSIVE', 'ADVERTISING', 'NOT_THE_RENTAL', 'UNLAWFUL'].map((reason): [string, object] => [
    'booking.reviewRejected',
    { reason },
  ]),
  ['support.message.sent', { party: 'AGENT', conversationId }, 'support.message'],
  ['support.call.ended', { state: 'MISSED', proposedBy: 'AGENT', conversationId }, 'support.callMissed'],
  ['support.slaBreached', { conversationId, clock: 'RESOLUTION' }],
  ['identity.dataExport.ready', { exportId }],
];

const inAppAlone = new Set([
  'booking.cashbackPending',
  'booking.cashbackClawedBack',
  'support.message',
  'support.callMissed',
  'support.slaBreached',
]);
const toAccounts = new Set(['booking.cashbackConfirmed', 'identity.dataExport.ready']);

interface Read {
  _entities: [{ notifications: { edges: { node: { kind: string; title: string; body: string; link: string } }[] } }];
}
const READ = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { notifications { edges { node { kind title body link } } } } } }`;

/** One event as it reads in the app and as a letter, spaces of every width being one. */
async function told([event, facts, kind = event]: (typeof examples)[number], locale: string, n: number) {
  const person = await test.a();
  const reference = `YC-${String(n)}-${locale}`;
  const id = await test.happens(event, {
    reference,
    customerId: person.id,
    userId: person.id,
    agentId: person.id,
    region: 'EU',
    locale,
    ...facts,
  });
  const { data } = await person.ask<Read>(READ, { r: [{ __typename: 'User', id: person.id }] }, locale);
  const [node] = data?._entities[0].notifications.edges.map((edge) => edge.node) ?? [];
  if (!node) throw new Error('not told');
  const letter = inAppAlone.has(kind) ? null : await inbox.arrived(toAccounts.has(kind) ? person.id : reference);
  const deliveries = await test.tables.delivery.findMany({ where: { notificationId: id }, orderBy: { channel: 'asc' } });
  return {
    ...node,
    title: plain(node.title),
    body: plain(node.body),
    subject: plain(letter?.subject),
    text: plain(letter?.text),
    html: plain(letter?.html),
    channels: deliveries.map(({ channel }) => channel),
  };
}

it.each(examples.map((example, n) => ({ example, n, kind: example[2] ?? example[0], facts: example[1] })))(
  'says $kind $facts in both languages, in the app and by mail',
  async ({ example, n, kind, facts }) => {
    const [french, english] = await Promise.all([told(example, 'fr-FR', n), told(example, 'en-GB', n)]);
    const mailed = !inAppAlone.has(kind);
    for (const each of [french, english]) {
      expect(each.kind).toBe(kind);
      expect(each.link).toMatch(/^\/[a-z]+\/\S+$/);
      expect(each.channels).toEqual(mailed ? ['IN_APP', 'EMAIL'] : ['IN_APP']);
      expect(JSON.stringify(each)).not.toMatch(/\{\w+\}|undefined|NaN|\[object/);
      if (mailed) expect(each.text).toContain(`http://localhost:4000${each.link}`);
    }
    for (const part of ['title', 'body', ...(mailed ? (['subject', 'text', 'html'] as const) : [])] as const) {
      expect(french[part]).not.toBe('');
      expect(french[part].replaceAll('fr-FR', '')).not.toBe(english[part].replaceAll('en-GB', ''));
    }
    if (Object.values(facts).includes(123_456)) {
      expect(french.title + french.body).toContain(fr);
      expect(english.title + english.body).toContain(en);
      if (mailed) expect([french.text, english.text]).toEqual([expect.stringContaining(fr), expect.stringContaining(en)]);
    }
  },
);

it('has an example of every kind', () => {
  expect([...new Set(examples.map(([event, , kind = event]) => kind))].toSorted()).toEqual([...kinds.keys()].toSorted());
});

it('opens the booking to a guest with their token, and tells them by mail alone', async () => {
  const facts = { reference: 'YC-GUEST-1', customerId: null, region: 'EU', locale: 'en', kind: 'INVOICE', ...issued };
  const id = await test.happens('booking.invoiceIssued', facts);
  const { text } = await inbox.arrived('YC-GUEST-1');
  expect(text).toContain('See my documents: http://localhost:4000/bookings/YC-GUEST-1?guest=a%26b#documents');
  expect(await test.tables.delivery.findMany({ where: { notificationId: id } })).toMatchObject([{ channel: 'EMAIL' }]);
});
