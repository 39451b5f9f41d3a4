import { randomUUID } from 'node:crypto';
import { columnsHolding } from '@ycyw/service/testing/markers';
import { erasePeople } from '../src/actions/erase.ts';
import { noteErasure } from '../src/data/erasure.ts';
import { claire, openAgency, sam, type House } from './agency.ts';
import { aBooking, aDriver, aQuote, book, cancel } from './rental.ts';

let house: House;
beforeAll(async () => (house = await openAgency({ 'CDG EDMV': 3 })));
afterAll(() => house.close());

const service = { role: 'SERVICE' } as const;
const OF = (field: string) =>
  `query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { ${field} } } }`;
const openOf = async (id: unknown): Promise<number> => {
  const { data } = await house.ask<{ _entities: [{ openBookings: number }] }>(service, OF('openBookings'), { id });
  return data._entities[0].openBookings;
};
const ask = (deletionId: string, userId = String(claire.id)): Promise<void> =>
  house.world.sql.$transaction((tx) => noteErasure(tx, { deletionId, userId, region: 'EU' }, new Date()));
const answers = (deletionId: string): Promise<number> =>
  house.db.outbox.count({ where: { type: 'booking.user.erased', payload: { path: ['deletionId'], equals: deletionId } } });
const customerAtStripe = async (id: string): Promise<Record<string, unknown>> => {
  const answer = await fetch(`${house.stripeBase}/v1/customers/${id}`, { headers: { authorization: `Bearer ${house.keys.secretKey}` } });
  return (await answer.json()) as Record<string, unknown>;
};

const markers = {
  givenName: 'Markergiven',
  familyName: 'Markerfamily',
  licenceNumber: 'MARKER12345',
  email: 'marker@example.net',
  phone: '+33 6 99 88 77 66',
  birthDate: '1981-03-07',
};

test('tells what it holds on a person, and what is open, to our own services alone', async () => {
  const { data } = await book(house, sam, await aQuote(house, sam), aDriver(markers));
  expect(await openOf(sam.id)).toBe(1);
  const records = OF('bookingRecords { records { kind data } next }');
  const told = await house.ask<{ _entities: [{ bookingRecords: { records: { kind: string; data: string }[] } }] }>(service, records, {
    id: sam.id,
  });
  const found = told.data._entities[0].bookingRecords.records;
  expect(found.map(({ kind }) => kind)).toEqual(['booking', 'quote']);
  for (const marker of [...Object.values(markers), data.bookQuote.booking?.reference]) expect(found[0]?.data).toContain(marker);
  for (const viewer of [sam, claire, { role: 'ADMIN' as const, id: randomUUID() }, {}]) {
    expect((await house.ask(viewer, records, { id: sam.id })).code).toBe('FORBIDDEN');
    expect((await house.ask(viewer, OF('openBookings'), { id: sam.id })).code).toBe('FORBIDDEN');
  }
});

test('forgets a renter once nothing is open: at Stripe, then here; what law keeps is under one pseudonym', async () => {
  const wish = { pickUpAt: '2026-08-03T10:00', dropOffAt: '2026-08-05T10:00' };
  const booking = await aBooking(house, claire, wish);
  await book(house, claire, await aQuote(house, claire, { ...wish, pickUpAt: '2026-08-04T10:00' }), aDriver(markers));
  const { stripeId } = await house.db.stripeCustomer.findUniqueOrThrow({ where: { customerId: String(claire.id) } });
  const before = await house.db.booking.findMany({ where: { customerId: String(claire.id) }, orderBy: { id: 'asc' } });
  const deletionId = randomUUID();
  await ask(deletionId);
  await erasePeople(house.world);
  expect(await openOf(claire.id)).toBe(2);
  expect(await answers(deletionId)).toBe(0);
  expect(await customerAtStripe(stripeId)).not.toHaveProperty('deleted');

  for (const { id } of before) await cancel(house, claire, { bookingId: id });
  await ask(deletionId);
  await Promise.all([erasePeople(house.world), erasePeople(house.world)]);
  await erasePeople(house.world);
  expect(await answers(deletionId)).toBe(1);
  expect(await customerAtStripe(stripeId)).toEqual({ id: stripeId, object: 'customer', deleted: true });
  expect((await columnsHolding(house.db, [String(claire.id)])).filter((column) => column !== 'outbox.payload')).toEqual([]);
  const after = await house.db.booking.findMany({ where: { id: { in: before.map(({ id }) => id) } }, orderBy: { id: 'asc' } });
  expect(after.map(({ price, totalMinor }) => ({ price, totalMinor }))).toEqual(
    before.map(({ price, totalMinor }) => ({ price, totalMinor })),
  );
  expect(new Set(after.map(({ customerId }) => customerId)).size).toBe(1);
  expect(after[0]?.customerId).not.toBeNull();
  expect(await house.db.driver.count({ where: { bookingId: { in: before.map(({ id }) => id) } } })).toBe(0);
  expect(await house.db.payment.count({ where: { bookingId: booking.id } })).toBe(1);
});

test('stands being killed after Stripe forgot and before we did, and being told again later', async () => {
  const renter = { ...claire, id: randomUUID() };
  const wish = { pickUpAt: '2026-09-03T10:00', dropOffAt: '2026-09-05T10:00' };
  const { id } = await aBooking(house, renter, wish);
  const { stripeId } = await house.db.stripeCustomer.findUniqueOrThrow({ where: { customerId: renter.id } });
  await cancel(house, renter, { bookingId: id });
  await house.world.stripe.customers.del(stripeId);
  const deletionId = randomUUID();
  await ask(deletionId, renter.id);
  await erasePeople(house.world);
  expect(await answers(deletionId)).toBe(1);
  await ask(deletionId, renter.id);
  await erasePeople(house.world);
  expect(await answers(deletionId)).toBe(2);
  expect(await house.db.erasure.count({ where: { userId: { not: null } } })).toBe(0);
});
