import { v7 as uuidv7 } from 'uuid';
import { formatsFor } from '../src/domain/formats.ts';
import { letter, type LetterFacts } from '../src/mail/letter.ts';
import { anOffice, until, type Person, type TestOffice } from './anOffice.ts';

let test: TestOffice;
let claire: Person;

beforeAll(async () => {
  test = await anOffice();
  claire = await test.a();
});
afterAll(() => test.stop());

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
const plain = (text: string | undefined): string => (text ?? '').replaceAll(/[\u00a0\u202f]/g, ' ');

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

const stop = { at: '2026-07-14T10:30', agency: { id: 'CDG' } };
const agency = { name: 'Paris-Charles de Gaulle', timeZone: 'Europe/Paris' };
const facts = (kind: LetterFacts['kind'], more: Partial<LetterFacts>): LetterFacts => ({
  kind,
  booking: {
    reference: 'YC-7KQ2-M9',
    driver: { givenName: 'Claire', email: 'claire@example.com' },
    pickUp: stop,
    dropOff: stop,
    vehicleClass: { id: 'CDMV' },
    price: { total: { minor: 20_000, currency: 'EUR' } },
  },
  pickUpAgency: agency,
  dropOffAgency: agency,
  vehicleClass: { name: 'Compacte', acriss: { category: 'Compacte', type: '4-5 portes' } },
  again: false,
  refund: null,
  difference: null,
  deposit: null,
  document: null,
  url: 'http://localhost:4000/bookings/YC-7KQ2-M9',
  ...more,
});
const amount = (minor: number) => ({ minor, currency: 'EUR' });

it.each([
  ['fr-FR', 'booking.settlementOffered', { difference: amount(12_000) }, ['120,00 € en moins', 'acceptez-la ou refusez-la']],
  [
    'en-GB',
    'booking.settlementOffered',
    { difference: amount(0) },
    ['no extra cost', 'See my booking: http://localhost:4000/bookings/YC-7KQ2-M9'],
  ],
  [
    'fr-FR',
    'booking.settlementAccepted',
    { difference: amount(12_000), refund: amount(12_000) },
    ['remboursons 120,00 €', 'cinq à dix jours'],
  ],
  ['en-GB', 'booking.settlementAccepted', { difference: amount(12_000), refund: amount(0) }, ['pay €120.00 less']],
  ['fr-FR', 'booking.settlementAccepted', { difference: amount(0), refund: amount(0) }, ['au même prix']],
  ['en-GB', 'booking.settlementExpired', {}, ['no longer held']],
] as const)('writes in %s a letter for %s', (locale, kind, more, words) => {
  const { text, html } = letter(facts(kind, more), formatsFor(locale));
  for (const each of words) expect(plain(text)).toContain(each);
  expect(text + html).not.toMatch(/\{(reference|refund|difference|deposit)\}/);
});
