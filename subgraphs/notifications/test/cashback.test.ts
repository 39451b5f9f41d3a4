import { aMailRoom, plain } from './aMailRoom.ts';
import { anOffice, until, type TestOffice } from './anOffice.ts';

let test: TestOffice;
beforeAll(async () => (test = await anOffice()));
afterAll(() => test.stop());

interface Told {
  kind: string;
  title: string;
  link: string;
}

it('tells a renter of cashback that waits, is there or was taken back, by mail only of what is there', async () => {
  const claire = await test.a();
  const facts = { customerId: claire.id, region: 'EU', locale: 'fr', at: new Date().toISOString(), amountMinor: 450, currency: 'EUR' };
  for (const what of ['Pending', 'Confirmed', 'ClawedBack']) await test.happens(`booking.cashback${what}`, facts);
  const told = async (): Promise<Told[]> => {
    const { data } = await claire.ask<{ _entities: [{ notifications: { edges: { node: Told }[] } }] }>(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { notifications { edges { node { kind title link } } } } } }',
      { r: [{ __typename: 'User', id: claire.id }] },
      'fr',
    );
    return data?._entities[0].notifications.edges.map(({ node }) => node) ?? [];
  };
  await until(async () => (await told()).length === 3);
  const rows = (await told()).map(({ kind, title, link }) => [kind, plain(title), link]).toSorted();
  expect(rows).toEqual([
    ['booking.cashbackClawedBack', '4,50 € de cashback repris', '/account/cashback'],
    ['booking.cashbackConfirmed', '4,50 € de cashback disponibles', '/account/cashback'],
    ['booking.cashbackPending', '4,50 € de cashback en attente', '/account/cashback'],
  ]);
});

it('the letter says how much and where, in the reader’s language', async () => {
  const inbox = await aMailRoom(test);
  const claire = await test.a();
  await test.happens('booking.cashbackConfirmed', { customerId: claire.id, region: 'EU', locale: 'en', amountMinor: 450, currency: 'EUR' });
  const { subject, text } = await inbox.arrived(claire.id);
  await inbox.stop();
  expect(subject).toBe('€4.50 of cashback available');
  expect(text).toContain('Hello Zoé');
  expect(text).toContain('See my cashback: http://localhost:4000/account/cashback');
});
