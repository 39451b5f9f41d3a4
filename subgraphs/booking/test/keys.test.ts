import type { Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { erasePeople } from '../src/actions/erase.ts';
import { noteErasure } from '../src/data/erasure.ts';
import { ada, claire, liveKey, marie, openAgency, testKey, without, type House } from './agency.ts';
import { aBooking, aDriver, aHold, aQuote, book, cancel, createQuote, ledgerAt, stateOf, totals } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 3, 'CDG CDMV': 1 });
});
afterAll(() => house.close());

const READ = 'query ($r: String!) { booking(reference: $r) { id state payments { clientSecret } } }';
const ENTITY = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Booking { id } } }';
const LIST = 'query { bookings(first: 100) { totalCount edges { node { id } } } }';
const OF_USER = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { bookings { totalCount } } } }';
const AMEND = 'mutation ($input: QuoteAmendmentInput!) { quoteAmendment(input: $input) { __typename } }';
const search = `query ($input: SearchOffersInput!) { searchOffers(input: $input) { totalCount } }`;
const trip = { pickUpAgency: 'CDG', pickUpAt: '2026-07-14T10:00', dropOffAt: '2026-07-18T10:00' };

const read = (viewer: Partial<Viewer>, reference: string) => house.ask<{ booking: { id: string } | null }>(viewer, READ, { r: reference });
const listed = async (viewer: Partial<Viewer>) =>
  (await house.ask<{ bookings: { edges: { node: { id: string } }[] } }>(viewer, LIST)).data.bookings.edges.map(({ node }) => node.id);

/** A test key's booking: nothing to pay. */
async function aRehearsal() {
  const { data } = await book(house, testKey, await aQuote(house, testKey, { acriss: ['EDMV'] }));
  const { booking } = data.bookQuote;
  if (!booking) throw new Error(`not booked: ${JSON.stringify(data)}`);
  return { ...booking, payment: data.bookQuote.payment };
}

test.each([
  ['offers:read', 'searching', (key: Partial<Viewer>) => house.ask(key, search, { input: trip })],
  ['offers:read', 'a quote', (key: Partial<Viewer>) => house.ask(key, 'query ($id: ID!) { quote(id: $id) { id } }', { id: uuidv7() })],
  ['offers:read', 'quoting', (key: Partial<Viewer>) => createQuote(house, key, 'any')],
  [
    'offers:read',
    'quoting a change',
    (key: Partial<Viewer>) => house.ask(key, AMEND, { input: { bookingId: uuidv7(), idempotencyKey: uuidv7() } }),
  ],
  ['bookings:read', 'a booking', (key: Partial<Viewer>) => read(key, 'YC-2222-22')],
  ['bookings:read', 'bookings', (key: Partial<Viewer>) => house.ask(key, LIST)],
  ['bookings:read', 'an entity', (key: Partial<Viewer>) => house.ask(key, ENTITY, { r: [{ __typename: 'Booking', id: uuidv7() }] })],
  [
    'bookings:read',
    "the partner's own bookings",
    (key: Partial<Viewer>) => house.ask(key, OF_USER, { r: [{ __typename: 'User', id: key.id }] }),
  ],
  ['bookings:write', 'booking', (key: Partial<Viewer>) => book(house, key, uuidv7())],
  [
    'bookings:write',
    'amending',
    (key: Partial<Viewer>) =>
      house.ask(key, 'mutation ($input: AmendBookingInput!) { amendBooking(input: $input) { __typename } }', {
        input: { amendmentQuoteId: uuidv7(), idempotencyKey: uuidv7() },
      }),
  ],
  ['bookings:write', 'cancelling', (key: Partial<Viewer>) => cancel(house, key, { bookingId: uuidv7() })],
])('a key without %s is told so by name when it asks for %s, and with it not', async (scope, _, ask) => {
  const refused = await ask(without(liveKey, scope));
  expect(refused).toMatchObject({ code: 'SCOPE_MISSING' });
  expect(refused.errors[0]?.extensions?.['reason']).toBe(scope);
  expect((await ask(liveKey)).code).not.toBe('SCOPE_MISSING');
});

test('who drives and who rents is for keys with customers:read; the rest of the booking comes without', async () => {
  const hold = await aHold(house, liveKey, { acriss: ['EDMV'] });
  const query = 'query ($r: String!) { booking(reference: $r) { id driver { email } customer { id } } }';
  const plain = await house.ask<{ booking: object }>(without(liveKey, 'customers:read'), query, { r: hold.reference });
  expect(plain.data.booking).toEqual({ id: hold.id, driver: null, customer: null });
  expect(plain.errors.map(({ path, extensions }) => [path?.at(-1), extensions?.['code'], extensions?.['reason']])).toEqual([
    ['driver', 'SCOPE_MISSING', 'customers:read'],
    ['customer', 'SCOPE_MISSING', 'customers:read'],
  ]);
  const full = await house.ask<{ booking: { driver: { email: string } } }>(liveKey, query, { r: hold.reference });
  expect(full.data.booking.driver.email).toBe('claire.renter@example.com');
});

test('people and services need no scope', async () => {
  const booking = await aHold(house, claire, { acriss: ['EDMV'], pickUpAt: '2026-09-01T10:00', dropOffAt: '2026-09-02T10:00' });
  for (const viewer of [claire, marie, { role: 'SERVICE' } as const]) {
    expect((await read(viewer, booking.reference)).data.booking?.id).toBe(booking.id);
  }
});

test('a partner books for its customer, by key or signed in, and sees its own bookings alone', async () => {
  const booking = await aBooking(house, liveKey, { acriss: ['EDMV'], pickUpAt: '2026-10-01T10:00', dropOffAt: '2026-10-02T10:00' });
  expect(await house.db.booking.findUnique({ where: { id: booking.id } })).toMatchObject({ partnerId: liveKey.id, customerId: null });
  const partner = { ...liveKey, scopes: null };
  for (const viewer of [liveKey, partner]) {
    expect((await read(viewer, booking.reference)).data.booking?.id).toBe(booking.id);
    expect(await listed(viewer)).toContain(booking.id);
  }
  const other = { ...liveKey, id: uuidv7() };
  expect((await read(other, booking.reference)).code).toBe('NOT_FOUND');
  expect(await listed(other)).toEqual([]);
  expect((await read(marie, booking.reference)).data.booking?.id).toBe(booking.id);
  expect((await cancel(house, other, { bookingId: booking.id })).code).toBe('NOT_FOUND');
  expect((await cancel(house, liveKey, { bookingId: booking.id })).data.cancelBooking.refund).not.toBeNull();
  const keyId = liveKey.sessionId;
  expect(await house.actsOn(booking.id)).toMatchObject([
    { action: 'booking.booking.booked', actorId: liveKey.id, actorRole: 'PARTNER', detail: { keyId } },
    { action: 'booking.booking.cancelled', detail: { keyId, currency: 'EUR' } },
  ]);
});

test('a key that may only read learns no secret to pay with', async () => {
  const hold = await aHold(house, liveKey, { acriss: ['EDMV'], pickUpAt: '2026-10-05T10:00', dropOffAt: '2026-10-06T10:00' });
  const secret = (viewer: Partial<Viewer>) => house.ask(viewer, READ, { r: hold.reference });
  expect((await secret(liveKey)).data).toMatchObject({ booking: { payments: [{ clientSecret: expect.any(String) as string }] } });
  expect((await secret(without(liveKey, 'bookings:write'))).data).toMatchObject({ booking: { payments: [{ clientSecret: null }] } });
});

test('a partner goes once nothing of theirs is open: bookings stay under a pseudonym, rehearsals go', async () => {
  const gone = { ...liveKey, id: uuidv7() };
  const live = await aBooking(house, gone, { acriss: ['EDMV'], pickUpAt: '2026-11-05T10:00', dropOffAt: '2026-11-06T10:00' });
  const { data } = await book(house, { ...gone, test: true }, await aQuote(house, { ...gone, test: true }, { acriss: ['EDMV'] }));
  await house.world.sql.$transaction((tx) => noteErasure(tx, { deletionId: uuidv7(), userId: gone.id, region: 'EU' }, new Date()));
  await erasePeople(house.world);
  expect(await listed(gone)).toEqual([live.id]);
  await cancel(house, gone, { bookingId: live.id });
  await erasePeople(house.world);
  expect(await listed(gone)).toEqual([]);
  expect((await house.db.booking.findUnique({ where: { id: live.id } }))?.partnerId).not.toBe(gone.id);
  expect(await house.db.booking.findUnique({ where: { id: data.bookQuote.booking?.id ?? '' } })).toBeNull();
  expect(await house.db.request.count({ where: { scope: { endsWith: gone.id } } })).toBe(0);
});

describe('a test key', () => {
  test('books at once, with no car, no money and no word to anybody', async () => {
    const [before, money] = [await ledgerAt(house, 'CDG', 'EDMV', '2026-07-15T10:00Z'), await totals(house)];
    const events = await house.db.outbox.count({ where: { type: { not: 'booking.act.audited' } } });
    const booking = await aRehearsal();
    expect(booking).toMatchObject({ state: 'CONFIRMED', payment: null });
    expect(await ledgerAt(house, 'CDG', 'EDMV', '2026-07-15T10:00Z')).toEqual(before);
    expect(await house.db.payment.count({ where: { bookingId: booking.id } })).toBe(0);
    expect(await totals(house)).toEqual(money);
    expect(await house.db.outbox.count({ where: { type: { not: 'booking.act.audited' } } })).toBe(events);
    expect(await house.actsOn(booking.id)).toMatchObject([{ action: 'booking.booking.booked', detail: { sandbox: true } }]);
  });

  test('three of its bookings leave the last car to a renter', async () => {
    const wish = { acriss: ['CDMV'], pickUpAt: '2026-11-01T10:00', dropOffAt: '2026-11-02T10:00' };
    for (let n = 0; n < 3; n += 1) {
      const { data } = await book(house, testKey, await aQuote(house, testKey, wish));
      expect(data.bookQuote.__typename).toBe('BookQuoteSuccess');
    }
    expect((await aHold(house, claire, wish)).state).toBe('PENDING_PAYMENT');
  });

  test('the same key of idempotency answers the same, and is none of the live key', async () => {
    const quoteId = await aQuote(house, testKey, { acriss: ['EDMV'] });
    const again = () => book(house, testKey, quoteId, aDriver(), 'rehearsed-twice');
    const [one, two] = [await again(), await again()];
    expect(two.data.bookQuote.booking?.id).toBe(one.data.bookQuote.booking?.id);
    expect((await book(house, liveKey, quoteId, aDriver(), 'rehearsed-twice')).code).toBe('WRONG_STATE');
  });

  test('sees sandbox bookings only, and nobody else sees those', async () => {
    const rehearsal = await aRehearsal();
    const live = await aHold(house, liveKey, { acriss: ['EDMV'], pickUpAt: '2026-12-01T10:00', dropOffAt: '2026-12-02T10:00' });
    expect((await read(testKey, rehearsal.reference)).data.booking?.id).toBe(rehearsal.id);
    expect((await read(testKey, live.reference)).code).toBe('NOT_FOUND');
    for (const viewer of [liveKey, { ...liveKey, scopes: null }, marie, ada, { role: 'SERVICE' } as const, claire, {}]) {
      expect((await read(viewer, rehearsal.reference)).code).toBe('NOT_FOUND');
    }
    expect(await listed(testKey)).toContain(rehearsal.id);
    expect(await listed(testKey)).not.toContain(live.id);
    for (const viewer of [liveKey, marie, ada]) {
      expect(await listed(viewer)).not.toContain(rehearsal.id);
      expect(await listed(viewer)).toContain(live.id);
    }
  });

  test('cancels its own and touches nothing real; other changes are refused, and so is what staff do', async () => {
    const rehearsal = await aRehearsal();
    const before = await ledgerAt(house, 'CDG', 'EDMV', '2026-07-15T10:00Z');
    expect((await house.ask(testKey, AMEND, { input: { bookingId: rehearsal.id, acriss: 'CDMV', idempotencyKey: uuidv7() } })).code).toBe(
      'WRONG_STATE',
    );
    const input = { bookingId: rehearsal.id, vehicleId: uuidv7(), odometerKm: 1, fuelEighths: 8, idempotencyKey: uuidv7() };
    const handOver = 'mutation ($input: InspectionInput!) { handOverVehicle(input: $input) { state } }';
    expect((await house.ask(testKey, handOver, { input })).code).toBe('FORBIDDEN');
    expect((await house.ask(marie, handOver, { input })).code).toBe('NOT_FOUND');
    expect((await cancel(house, { ...ada, steppedUpAt: Date.now() }, { bookingId: rehearsal.id })).code).toBe('NOT_FOUND');
    expect((await cancel(house, liveKey, { bookingId: rehearsal.id })).code).toBe('NOT_FOUND');
    expect((await cancel(house, testKey, { bookingId: rehearsal.id })).data.cancelBooking).toEqual({
      booking: { state: 'CANCELLED' },
      refund: null,
    });
    expect(await ledgerAt(house, 'CDG', 'EDMV', '2026-07-15T10:00Z')).toEqual(before);
  });

  test("cannot cancel what is live, its own partner's neither", async () => {
    const live = await aBooking(house, liveKey, { acriss: ['EDMV'], pickUpAt: '2026-12-05T10:00', dropOffAt: '2026-12-06T10:00' });
    expect((await cancel(house, testKey, { bookingId: live.id })).code).toBe('NOT_FOUND');
    expect(await stateOf(house, live.id)).toBe('CONFIRMED');
  });

  test('the database itself refuses a sandbox booking that holds a car', async () => {
    const { id } = await aRehearsal();
    await expect(house.db.booking.update({ where: { id }, data: { heldFrom: new Date() } })).rejects.toThrow('sandbox_takes_nothing');
  });
});
