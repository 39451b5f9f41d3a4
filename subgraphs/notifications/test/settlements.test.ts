import { v7 as uuidv7 } from 'uuid';
import { aMailRoom, plain, type MailBox } from './aMailRoom.ts';
import { anOffice, until, type Person, type TestOffice } from './anOffice.ts';

let test: TestOffice;
let claire: Person;
let inbox: MailBox;

beforeAll(async () => {
  test = await anOffice();
  claire = await test.a();
  inbox = await aMailRoom(test);
});
afterAll(async () => {
  await inbox.stop();
  await test.stop();
});

interface Told {
  kind: string;
  title: string;
  body: string;
  link: string;
}
const told = async (language: string): Promise<Told[]> => {
  const { data } = await claire.ask<{ _entities: [{ notifications: { edges: { node: Told }[] } }] }>(
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { notifications { edges { node { kind title body link } } } } } }',
    { r: [{ __typename: 'User', id: claire.id }] },
    language,
  );
  return data?._entities[0].notifications.edges.map(({ node }) => node) ?? [];
};

const about = (more: Record<string, unknown>) => ({
  bookingId: uuidv7(),
  settlementId: uuidv7(),
  reference: 'YC-7KQ2-M9',
  customerId: claire.id,
  region: 'EU',
  locale: 'fr-FR',
  at: '2026-05-01T10:00:00Z',
  conversationId: null,
  ...more,
});
const less = { kind: 'REFUND_DIFFERENCE', differenceMinor: 12_000, currency: 'EUR' };

it('tells the renter of an offer, of what comes back, and of its end; of their own refusals and changes, nothing', async () => {
  await test.happens('booking.settlementOffered', about(less));
  await test.happens('booking.settlementAnswered', about({ ...less, accepted: true, refundMinor: 12_000 }));
  await test.happens('booking.settlementAnswered', about({ ...less, accepted: false, refundMinor: 0 }));
  await test.happens('booking.settlementExpired', about({ cause: 'LAPSED' }));
  await test.happens('booking.settlementExpired', about({ cause: 'BOOKING_CHANGED' }));
  await until(async () => (await told('fr')).length === 3);
  const found = await told('fr');
  const byKind = new Map(found.map((each) => [each.kind, each]));
  expect(plain(byKind.get('booking.settlementOffered')?.body)).toContain('120,00 € en moins');
  expect(plain(byKind.get('booking.settlementAccepted')?.body)).toContain('120,00 € vous sont remboursés');
  expect(byKind.get('booking.settlementExpired')?.title).toBe('Proposition expirée pour YC-7KQ2-M9');
  expect(new Set(found.map(({ link }) => link))).toEqual(new Set(['/bookings/YC-7KQ2-M9']));
});

const same = { kind: 'REACCOMMODATION', differenceMinor: 0, currency: 'EUR' };

it.each([
  ['fr-FR', 'settlementOffered', less, ['120,00 € en moins', 'acceptez-la ou refusez-la']],
  ['en-GB', 'settlementOffered', same, ['no extra cost', 'See my booking: http://localhost:4000/bookings/YC-']],
  ['fr-FR', 'settlementAnswered', { ...less, accepted: true, refundMinor: 12_000 }, ['remboursons 120,00 €', 'cinq à dix jours']],
  ['en-GB', 'settlementAnswered', { ...less, accepted: true, refundMinor: 0 }, ['pay €120.00 less']],
  ['fr-FR', 'settlementAnswered', { ...same, accepted: true, refundMinor: 0 }, ['au même prix']],
  ['en-GB', 'settlementExpired', { cause: 'LAPSED' }, ['no longer held']],
])('writes in %s a letter for %s %j', async (locale, what, facts, words) => {
  const reference = `YC-${uuidv7()}`;
  await test.happens(`booking.${what}`, about({ ...facts, reference, locale }));
  const { text } = await inbox.arrived(reference);
  for (const each of words) expect(plain(text)).toContain(each);
});
