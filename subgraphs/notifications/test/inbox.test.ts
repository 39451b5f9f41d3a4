import { v7 as uuidv7 } from 'uuid';
import { anOffice, until, type Person, type TestOffice } from './anOffice.ts';

let test: TestOffice;
let claire: Person;

beforeAll(async () => {
  test = await anOffice();
});
beforeEach(async () => {
  claire = await test.a();
});
afterAll(() => test.stop());

interface Listed {
  _entities: [
    {
      notifications: {
        totalCount: number;
        unreadCount: number;
        edges: { cursor: string; node: Told }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      } | null;
    },
  ];
}
interface Told {
  id: string;
  kind: string;
  title: string;
  body: string;
  link: string;
  readAt: string | null;
  deliveries: { channel: string; state: string }[];
}

const LIST = `query ($r: [_Any!]!, $first: Int, $after: String, $unreadOnly: Boolean) { _entities(representations: $r) { ... on User {
  notifications(first: $first, after: $after, unreadOnly: $unreadOnly) { totalCount unreadCount pageInfo { hasNextPage endCursor }
    edges { cursor node { id kind title body link readAt deliveries { channel state } } } } } } }`;
const MARK = 'mutation ($ids: [ID!]!) { markNotificationsRead(ids: $ids) { id readAt } }';

const list = (who: Person, args: Record<string, unknown> = {}, language = 'fr') =>
  who.ask<Listed>(LIST, { r: [{ __typename: 'User', id: claire.id }], ...args }, language);
const told = async (args: Record<string, unknown> = {}, language = 'fr'): Promise<Told[]> =>
  (await list(claire, args, language)).data?._entities[0].notifications?.edges.map(({ node }) => node) ?? [];

const confirmed = (reference = 'YC-7KQ2-M9', customerId: string | null = claire.id) => ({
  bookingId: uuidv7(),
  reference,
  customerId,
  region: 'EU',
  locale: 'fr-FR',
  at: '2026-05-01T10:00:00Z',
});
const answered = (conversationId: string, party = 'AGENT') => ({
  conversationId,
  messageId: uuidv7(),
  sequence: 2,
  party,
  customerId: claire.id,
  region: 'EU',
  agentId: uuidv7(),
  at: '2026-05-01T10:00:00Z',
});

it('makes one notification and its two deliveries of an event that comes three times, in the words of the reader', async () => {
  const id = await test.happens('booking.confirmed', confirmed(), 3);
  const common = { id, kind: 'booking.confirmed', link: '/bookings/YC-7KQ2-M9', readAt: null };
  const deliveries = [
    { channel: 'IN_APP', state: 'DELIVERED' },
    { channel: 'EMAIL', state: 'QUEUED' },
  ];
  expect(await told()).toEqual([
    {
      ...common,
      deliveries,
      title: 'Réservation YC-7KQ2-M9 confirmée',
      body: 'Votre voiture est réservée. Tout est dans la confirmation.',
    },
  ]);
  expect(await told({}, 'en')).toEqual([
    { ...common, deliveries, title: 'Booking YC-7KQ2-M9 confirmed', body: 'Your car is booked. The confirmation says it all.' },
  ]);
});

it('says what a cancellation gives back, and that it gives nothing', async () => {
  await test.happens('booking.cancelled', { ...confirmed(), refundMinor: 12990, currency: 'EUR' });
  await test.happens('booking.cancelled', { ...confirmed(), refundMinor: 0, currency: 'EUR' });
  await test.happens('booking.cancelled', { ...confirmed(), refundMinor: 5000, currency: 'JPY' });
  expect((await told({}, 'en')).map(({ body }) => body)).toEqual([
    'JP¥5,000 is being returned to the payment method you used.',
    'No refund is due at this date.',
    '€129.90 is being returned to the payment method you used.',
  ]);
});

it('asks for a review, and tells of its being published, answered and not published', async () => {
  for (const type of ['booking.reviewAsked', 'booking.reviewPublished', 'booking.reviewAnswered']) await test.happens(type, confirmed());
  await test.happens('booking.reviewRejected', { ...confirmed(), reason: 'ADVERTISING' });
  expect((await told({}, 'en')).map(({ title }) => title)).toEqual([
    'Your review of rental YC-7KQ2-M9 is not published',
    'The agency has answered your review of YC-7KQ2-M9',
    'Your review of rental YC-7KQ2-M9 is published',
    'How was your rental YC-7KQ2-M9?',
  ]);
  expect((await told())[0]).toMatchObject({
    link: '/bookings/YC-7KQ2-M9',
    body: expect.stringContaining('il fait de la publicité') as string,
  });
});

it('says of a booking that has a car again that it is confirmed again', async () => {
  await test.happens('booking.confirmed', { ...confirmed(), again: true });
  expect(await told()).toMatchObject([{ kind: 'booking.confirmed', title: 'Réservation YC-7KQ2-M9 de nouveau confirmée' }]);
  expect(await told({}, 'en')).toMatchObject([{ title: 'Booking YC-7KQ2-M9 confirmed again' }]);
});

it('says in the words of the reader that a booking has no car at present, and leads to it', async () => {
  const id = await test.happens('booking.reaccommodation', confirmed(), 2);
  const common = { id, kind: 'booking.reaccommodation', link: '/bookings/YC-7KQ2-M9' };
  expect(await told()).toMatchObject([
    { ...common, title: 'Réservation YC-7KQ2-M9 : la voiture manque', deliveries: [{ channel: 'IN_APP' }, { channel: 'EMAIL' }] },
  ]);
  const [english] = await told({}, 'en');
  expect(english).toMatchObject({ ...common, title: 'Booking YC-7KQ2-M9: no car at present' });
  expect(english?.body).toContain('cancel and get everything back');
});

it("tells of an agent's answer, once until it is read, and not of the customer's own words", async () => {
  const conversationId = uuidv7();
  await test.happens('support.message.sent', answered(conversationId, 'CUSTOMER'));
  for (let n = 0; n < 3; n += 1) await test.happens('support.message.sent', answered(conversationId));
  await test.happens('support.message.sent', answered(uuidv7()));
  const [, first] = await told();
  expect(await told()).toHaveLength(2);
  expect(first).toMatchObject({
    kind: 'support.message',
    link: `/conversations/${conversationId}`,
    deliveries: [{ channel: 'IN_APP', state: 'DELIVERED' }],
  });
  await claire.ask(MARK, { ids: [first?.id] });
  await test.happens('support.message.sent', answered(conversationId));
  expect(await told()).toHaveLength(3);
  expect(await told({ unreadOnly: true })).toHaveLength(2);
});

it('tells who has a conversation that a promise in it is broken, once until it is read, and nobody where nobody has it', async () => {
  const conversationId = uuidv7();
  const breach = { conversationId, region: 'EU', clock: 'FIRST_RESPONSE', at: '2026-07-12T09:30:00.000Z' };
  await test.happens('support.slaBreached', { ...breach, agentId: null });
  expect(await told()).toEqual([]);
  for (const clock of ['FIRST_RESPONSE', 'RESOLUTION']) await test.happens('support.slaBreached', { ...breach, clock, agentId: claire.id });
  expect(await told()).toMatchObject([
    { kind: 'support.slaBreached', link: `/desk/${conversationId}`, deliveries: [{ channel: 'IN_APP' }] },
  ]);
});

it('takes a batch in its order: each once, unread answers of one conversation told once, guests by e-mail alone', async () => {
  const [talk, sam] = [uuidv7(), await test.a()];
  const ids = await test.happenTogether([
    ['booking.confirmed', confirmed('YC-1')],
    ['support.message.sent', answered(talk)],
    ['booking.cancelled', { ...confirmed('YC-2', sam.id), refundMinor: 0, currency: 'EUR' }],
    ['support.message.sent', answered(talk, 'CUSTOMER')],
    ['booking.confirmed', confirmed('YC-GUEST-2', null)],
    ['support.message.sent', answered(talk)],
    ['booking.holdLost', confirmed('YC-3')],
  ]);
  expect((await told()).map(({ id }) => id)).toEqual([ids[6], ids[1], ids[0]]);
  const deliveries = await test.tables.delivery.findMany({ where: { notificationId: { in: ids } }, orderBy: { channel: 'asc' } });
  const channels = Map.groupBy(deliveries, ({ notificationId }) => notificationId);
  expect(ids.map((id) => (channels.get(id) ?? []).map(({ channel }) => channel))).toEqual([
    ['IN_APP', 'EMAIL'],
    ['IN_APP'],
    ['IN_APP', 'EMAIL'],
    [],
    ['EMAIL'],
    [],
    ['IN_APP', 'EMAIL'],
  ]);
});

it('queues an e-mail alone for a guest', async () => {
  const id = await test.happens('booking.confirmed', confirmed('YC-GUEST', null));
  expect(await test.tables.delivery.findMany({ where: { notificationId: id } })).toMatchObject([{ channel: 'EMAIL', state: 'QUEUED' }]);
});

it('keeps nothing of a person but the id', async () => {
  await test.happens('booking.confirmed', { ...confirmed(), email: 'claire.renter@example.com', givenName: 'Claire' });
  const rows = await test.tables.notification.findMany({ where: { customerId: claire.id } });
  expect(rows.map(({ data }) => data)).toEqual([{ reference: 'YC-7KQ2-M9', locale: 'fr-FR' }]);
});

it('pages newest first, and counts the unread', async () => {
  for (let n = 1; n <= 5; n += 1) await test.happens('booking.confirmed', confirmed(`YC-${String(n)}`));
  const first = (await list(claire, { first: 3 })).data?._entities[0].notifications;
  expect(first).toMatchObject({ totalCount: 5, unreadCount: 5, pageInfo: { hasNextPage: true } });
  const rest = await told({ first: 3, after: first?.pageInfo.endCursor });
  expect([...(first?.edges.map(({ node }) => node) ?? []), ...rest].map(({ link }) => link)).toEqual(
    [5, 4, 3, 2, 1].map((n) => `/bookings/YC-${String(n)}`),
  );
  await claire.ask(MARK, { ids: rest.map(({ id }) => id) });
  expect((await list(claire, { first: 1 })).data?._entities[0].notifications).toMatchObject({ totalCount: 5, unreadCount: 3 });
  expect(await list(claire, { first: 101 })).toMatchObject({ code: 'BAD_INPUT' });
});

it("refuses to show, mark or follow somebody else's", async () => {
  const id = await test.happens('booking.confirmed', confirmed());
  const own = await test.happens('booking.confirmed', confirmed());
  const sam = await test.a();
  expect(await list(sam)).toMatchObject({ code: 'NOT_FOUND', data: { _entities: [{ notifications: null }] } });
  for (const ids of [[id], [uuidv7()], ['nonsense']]) expect(await sam.ask(MARK, { ids })).toMatchObject({ code: 'NOT_FOUND', data: null });
  expect(await claire.ask(MARK, { ids: [own, uuidv7()] })).toMatchObject({ code: 'NOT_FOUND' });
  expect(await told({ unreadOnly: true })).toHaveLength(2);
  expect(await claire.ask(MARK, { ids: [] })).toMatchObject({ code: 'BAD_INPUT' });
});

it('follows: first those missed, then live, oldest first, none twice, to two at once', async () => {
  const follow = (person: Person, after?: string): string[] => {
    const seen: string[] = [];
    person
      .live()
      .subscribe<{ notificationAdded: { id: string; title: string } }>(
        { query: 'subscription ($after: ID) { notificationAdded(after: $after) { id title } }', variables: { after } },
        { next: ({ data }) => void (data && seen.push(data.notificationAdded.id)), error: () => undefined, complete: () => undefined },
      );
    return seen;
  };
  const ids: string[] = [];
  for (let n = 0; n < 3; n += 1) ids.push(await test.happens('booking.confirmed', confirmed()));
  const [one, two] = [follow(claire, ids[0]), follow(claire, ids[1])];
  const stranger = follow(await test.a(), ids[0]);
  await until(() => one.length === 2 && two.length === 1);
  for (let n = 0; n < 20; n += 1) ids.push(await test.happens('booking.confirmed', confirmed()));
  await until(() => one.length === 22 && two.length === 21);
  expect(one).toEqual(ids.slice(1));
  expect(two).toEqual(ids.slice(2));
  expect(stranger).toEqual([]);
});

describe('once the car is back', () => {
  const sum = { amountMinor: 6225, currency: 'EUR' };
  const one = { kind: 'MILEAGE', ...sum, announcedMinor: 9000 };

  it('says what is charged, until when it can be disputed, to the cent', async () => {
    await test.happens('booking.chargeAnnounced', {
      ...confirmed(),
      ...sum,
      charges: [
        { chargeId: uuidv7(), kind: 'MILEAGE', amountMinor: 4500, quantity: 150 },
        { chargeId: uuidv7(), kind: 'FUEL', amountMinor: 1725, quantity: 1 },
      ],
      disputableUntil: '2026-07-21T08:00:00.000Z',
      disputableUntilLocal: '2026-07-21T10:00',
    });
    const [english] = await told({}, 'en');
    expect(english).toMatchObject({
      kind: 'booking.chargeAnnounced',
      link: '/bookings/YC-7KQ2-M9',
      title: 'Charges of €62.25 for YC-7KQ2-M9',
    });
    expect(english?.body).toContain('150 extra km €45.00, fuel or charging, 1/8 €17.25.');
    expect(english?.body).toContain('until Tuesday, 21 July 2026 at 10:00 (time of the return agency)');
    expect((await told())[0]?.body).toMatch(/150 km supplémentaires 45,00\s€.*jusqu’au mardi 21 juillet 2026 à 10:00/u);
  });

  it.each([
    ['booking.chargeDisputed', one, 'You dispute: extra km, €62.25. Nothing is charged until we have decided.'],
    ['booking.chargeResolved', { ...one, outcome: 'UPHELD' }, 'We uphold: extra km, €62.25. The answer is on your booking.'],
    ['booking.chargeResolved', { ...one, outcome: 'REDUCED' }, 'Extra km: €62.25 instead of €90.00. The answer is on your booking.'],
    ['booking.chargeResolved', { ...one, outcome: 'WAIVED' }, 'You do not pay: extra km, €90.00.'],
    ['booking.chargeResolved', { ...one, outcome: 'WITHDRAWN' }, 'We have withdrawn: extra km, €90.00. There is nothing to pay for it.'],
    [
      'booking.chargeResolved',
      { ...one, outcome: 'REFUNDED' },
      'We are giving €62.25 back (extra km). Depending on your bank this takes five to ten days.',
    ],
    ['booking.chargesCollected', sum, '€62.25 was taken from your card for the charges announced after the return.'],
    [
      'booking.chargesFailed',
      sum,
      'Your bank did not allow €62.25 of charges. Open your booking to confirm the payment or give another card.',
    ],
    [
      'booking.depositReleased',
      sum,
      'We have let go the deposit of €62.25: it was not taken. Depending on your bank it leaves your statement within five to ten business days as a rule.',
    ],
  ])('tells of %s %j', async (type, facts, body) => {
    await test.happens(type, { ...confirmed(), ...facts });
    expect((await told({}, 'en')).map(({ kind, body: said }) => [kind, said])).toEqual([[type, body]]);
  });
});
