import { v7 as uuidv7 } from 'uuid';
import { expireLapsed } from '../src/actions/expire.ts';
import { extendOverdue } from '../src/actions/overdue.ts';
import { endWaiting } from '../src/actions/cancel.ts';
import { makeRoom, readmit } from '../src/actions/reaccommodate.ts';
import { claire, marie, openAgency, sam, type House } from './agency.ts';
import { aBooking, aHold, aQuote, book, cancel, ledgerAt, search, stateOf, type Trip } from './rental.ts';

let house: House;
beforeEach(async () => {
  house = await openAgency({ 'CDG EDMV': 2, 'LYS EDMV': 1 });
});
afterEach(() => house.close());

const july: Trip = { acriss: ['EDMV'] };
const dayOfJuly = '2026-07-15T00:00Z';
const unit = (n: number, where = 'CDG EDMV'): string => house.units.get(where)?.[n] ?? '';

const versions = new Map<string, number>();
/** What fleet says of a unit of CDG. */
const fleetSays = (id: string, absences: { from: string; to: string | null }[], agency = 'CDG') => {
  versions.set(id, (versions.get(id) ?? 1) + 1);
  return house.event('fleet.vehicles.changed', {
    agency,
    vehicles: [{ id, acriss: 'EDMV', agency, state: 'MAINTENANCE', version: versions.get(id), absences }],
  });
};
const sweep = async (): Promise<void> => {
  await expireLapsed(house.world);
  await extendOverdue(house.world);
  await makeRoom(house.world);
  await readmit(house.world);
  await endWaiting(house.world);
};
const events = async (type: string) => (await house.db.outbox.findMany({ where: { type } })).map(({ payload }) => payload);
const inspect = (field: 'handOverVehicle' | 'takeBackVehicle', bookingId: string, vehicleId: string) =>
  house.ask<Record<string, { state: string }>>(marie, `mutation ($input: InspectionInput!) { ${field}(input: $input) { state } }`, {
    input: { bookingId, vehicleId, odometerKm: 500, fuelEighths: 8, idempotencyKey: uuidv7() },
  });

test('maintenance of one of two units lets the newest confirmed booking go, tells its renter, and lets it stand again when it ends', async () => {
  const first = await aBooking(house, claire, july);
  house.moveTo('2026-06-01T08:01:00Z');
  const second = await aBooking(house, sam, july);
  await fleetSays(unit(0), [{ from: '2026-07-16T00:00:00Z', to: '2026-07-17T00:00:00Z' }]);
  expect((await book(house, {}, await aQuote(house, {}, { ...july, pickUpAgency: 'LYS' }))).data.bookQuote.__typename).toBe(
    'BookQuoteSuccess',
  );
  expect((await search(house, july)).data.searchOffers.totalCount).toBe(0);
  await sweep();
  expect([await stateOf(house, first.id), await stateOf(house, second.id)]).toEqual(['CONFIRMED', 'REACCOMMODATION']);
  expect(await events('booking.reaccommodation')).toMatchObject([
    { bookingId: second.id, customerId: sam.id, reference: second.reference },
  ]);
  expect(await ledgerAt(house, 'CDG', 'EDMV', '2026-07-16T12:00Z')).toEqual({ supply: 1, sold: 1 });
  await fleetSays(unit(0), []);
  await sweep();
  await sweep();
  expect(await stateOf(house, second.id)).toBe('CONFIRMED');
  const told = (await events('booking.confirmed')) as { bookingId: string; again?: true }[];
  expect(told.map(({ bookingId, again }) => [bookingId, again])).toEqual([
    [first.id, undefined],
    [second.id, undefined],
    [second.id, true],
  ]);
  expect(await ledgerAt(house, 'CDG', 'EDMV', dayOfJuly)).toEqual({ supply: 2, sold: 2 });
});

test('whoever has not paid goes before whoever is confirmed, and their card is let go', async () => {
  const hold = await aHold(house, claire, july);
  const confirmed = await aBooking(house, sam, july);
  await fleetSays(unit(1), [{ from: '2026-07-01T00:00:00Z', to: null }]);
  await sweep();
  expect([await stateOf(house, hold.id), await stateOf(house, confirmed.id)]).toEqual(['EXPIRED', 'CONFIRMED']);
  expect(await house.db.payment.findMany({ where: { bookingId: hold.id } })).toMatchObject([{ voidDue: true }]);
  expect(await events('booking.reaccommodation')).toEqual([]);
});

test('what somebody else gives up is for whoever waits, longest first', async () => {
  const [one, two] = [await aBooking(house, claire, july), await aBooking(house, sam, july)];
  for (const n of [0, 1]) await fleetSays(unit(n), [{ from: '2026-07-16T00:00:00Z', to: null }]);
  await sweep();
  expect([await stateOf(house, one.id), await stateOf(house, two.id)]).toEqual(['REACCOMMODATION', 'REACCOMMODATION']);
  await fleetSays(unit(0), []);
  await sweep();
  expect([await stateOf(house, one.id), await stateOf(house, two.id)]).toEqual(['CONFIRMED', 'REACCOMMODATION']);
  await cancel(house, claire, { bookingId: one.id });
  expect(await stateOf(house, two.id)).toBe('CONFIRMED');
});

test('cancelling what we have no car for gives all of it back, even a day before', async () => {
  const booking = await aBooking(house, claire, july);
  const other = await aBooking(house, sam, july);
  for (const n of [0, 1]) await fleetSays(unit(n), [{ from: '2026-07-01T00:00:00Z', to: null }]);
  await sweep();
  house.moveTo('2026-07-13T12:00:00Z');
  const tiers = await house.ask<{ booking: { price: { total: { minor: number } }; cancellation: unknown[] } }>(
    claire,
    'query ($r: String!) { booking(reference: $r) { price { total { minor } } cancellation { from refund { minor } } } }',
    { r: booking.reference },
  );
  const { minor } = tiers.data.booking.price.total;
  expect(tiers.data.booking.cancellation).toEqual([{ from: null, refund: { minor } }]);
  expect((await cancel(house, claire, { bookingId: booking.id })).data.cancelBooking).toMatchObject({
    booking: { state: 'CANCELLED' },
    refund: { amount: { minor } },
  });
  house.moveTo('2026-07-14T12:00:00Z');
  expect((await cancel(house, sam, { bookingId: other.id })).data.cancelBooking.refund).toMatchObject({ amount: { minor } });
});

test('whoever waited in vain until the drop-off has everything back then, and is told, once', async () => {
  const booking = await aBooking(house, claire, july);
  for (const n of [0, 1]) await fleetSays(unit(n), [{ from: '2026-07-01T00:00:00Z', to: null }]);
  await sweep();
  house.moveTo('2026-07-18T07:59:59Z');
  await sweep();
  expect(await stateOf(house, booking.id)).toBe('REACCOMMODATION');
  house.moveTo('2026-07-18T08:00:00Z');
  await Promise.all([sweep(), sweep()]);
  await sweep();
  const { minor: refundMinor } = booking.payment.amount;
  expect(await stateOf(house, booking.id)).toBe('CANCELLED');
  expect(await events('booking.cancelled')).toMatchObject([{ bookingId: booking.id, refundMinor, currency: 'EUR' }]);
  expect(await house.db.refund.findMany({ where: { bookingId: booking.id } })).toMatchObject([
    { amountMinor: BigInt(refundMinor), state: 'SUCCEEDED' },
  ]);
});

test('a unit that is damaged while it is out costs nobody their booking as long as it is out', async () => {
  const out = await aBooking(house, claire, july);
  const standing = await aBooking(house, sam, { ...july, pickUpAt: '2026-07-15T10:00' });
  const later = await aBooking(house, sam, { ...july, pickUpAt: '2026-08-01T10:00', dropOffAt: '2026-08-02T10:00' });
  await aBooking(house, claire, { ...july, pickUpAt: '2026-08-01T10:00', dropOffAt: '2026-08-02T10:00' });
  house.moveTo('2026-07-14T08:00:00Z');
  await inspect('handOverVehicle', out.id, unit(0));
  await fleetSays(unit(0), [{ from: '2026-07-14T09:00:00Z', to: null }]);
  await sweep();
  expect(await stateOf(house, standing.id)).toBe('CONFIRMED');
  expect(await ledgerAt(house, 'CDG', 'EDMV', '2026-07-18T08:59Z')).toEqual({ supply: 2, sold: 2 });
  expect(await ledgerAt(house, 'CDG', 'EDMV', '2026-07-18T09:00Z')).toEqual({ supply: 1, sold: 0 });
  expect(await events('booking.reaccommodation')).toHaveLength(1);
  expect([await stateOf(house, later.id), (await ledgerAt(house, 'CDG', 'EDMV', '2026-08-01T12:00Z')).sold]).toEqual(['CONFIRMED', 1]);
});

test('an overdue unit keeps its hold, whoever counted on it is told, and it serves them once it is back', async () => {
  await fleetSays(unit(1), [{ from: '2026-06-01T08:00:00Z', to: null }]);
  const out = await aBooking(house, claire, july);
  const next = await aBooking(house, sam, { ...july, pickUpAt: '2026-07-18T11:00', dropOffAt: '2026-07-20T10:00' });
  house.moveTo('2026-07-14T08:00:00Z');
  expect((await inspect('handOverVehicle', out.id, unit(1))).code).toBe('WRONG_STATE');
  await inspect('handOverVehicle', out.id, unit(0));
  house.moveTo('2026-07-18T08:29:00Z');
  await sweep();
  expect(await stateOf(house, next.id)).toBe('CONFIRMED');
  house.moveTo('2026-07-18T08:31:00Z');
  await sweep();
  expect(await stateOf(house, next.id)).toBe('REACCOMMODATION');
  expect(await ledgerAt(house, 'CDG', 'EDMV', '2026-07-18T10:44Z')).toEqual({ supply: 1, sold: 1 });
  expect(await ledgerAt(house, 'CDG', 'EDMV', '2026-07-18T10:45Z')).toEqual({ supply: 1, sold: 0 });
  house.moveTo('2026-07-18T09:40:00Z');
  expect((await inspect('takeBackVehicle', out.id, unit(0))).data['takeBackVehicle']?.state).toBe('RETURNED');
  expect(await ledgerAt(house, 'CDG', 'EDMV', '2026-07-18T10:41Z')).toEqual({ supply: 1, sold: 0 });
  await sweep();
  expect(await stateOf(house, next.id)).toBe('REACCOMMODATION');
  house.moveTo('2026-07-18T10:41:00Z');
  await sweep();
  expect(await stateOf(house, next.id)).toBe('CONFIRMED');
});

test.each(['cancelled by whoever did not wait for it', 'never collected'])(
  'a car that was there after the pick-up only: %s, all is given back',
  async (fate) => {
    const booking = await aBooking(house, claire, july);
    for (const n of [0, 1]) await fleetSays(unit(n), [{ from: '2026-07-01T00:00:00Z', to: null }]);
    await sweep();
    house.moveTo('2026-07-14T12:00:00Z');
    await fleetSays(unit(0), []);
    await sweep();
    expect(await stateOf(house, booking.id)).toBe('CONFIRMED');
    const noShow = () =>
      house.ask(marie, 'mutation ($id: ID!, $key: String!) { markNoShow(bookingId: $id, idempotencyKey: $key) { state } }', {
        id: booking.id,
        key: uuidv7(),
      });
    expect((await noShow()).code).toBe('WRONG_STATE');
    if (fate === 'never collected') {
      house.moveTo('2026-07-14T13:00:00Z');
      expect((await noShow()).code).toBeUndefined();
    } else await cancel(house, claire, { bookingId: booking.id });
    const { capturedMinor, refundedMinor, state } = await house.db.payment.findFirstOrThrow({
      where: { bookingId: booking.id, kind: 'RENTAL' },
    });
    expect([refundedMinor, state]).toEqual([capturedMinor, 'REFUNDED']);
  },
);

test('older news of fleet does not bring a unit back that a one-way rental has taken elsewhere', async () => {
  const trip = await aBooking(house, claire, { ...july, dropOffAgency: 'LYS' });
  house.moveTo('2026-07-14T08:00:00Z');
  await inspect('handOverVehicle', trip.id, unit(0));
  house.moveTo('2026-07-18T08:00:00Z');
  await inspect('takeBackVehicle', trip.id, unit(0));
  const supplies = async () => [
    (await ledgerAt(house, 'CDG', 'EDMV', '2026-08-01T00:00Z')).supply,
    (await ledgerAt(house, 'LYS', 'EDMV', '2026-08-01T00:00Z')).supply,
    (await ledgerAt(house, 'LYS', 'EDMV', '2026-07-18T08:59Z')).supply,
    (await ledgerAt(house, 'LYS', 'EDMV', '2026-07-18T09:00Z')).supply,
  ];
  expect(await supplies()).toEqual([1, 2, 1, 2]);
  await fleetSays(unit(0), [], 'CDG');
  expect(await supplies()).toEqual([1, 2, 1, 2]);
  await fleetSays(unit(0), [], 'LYS');
  expect(await supplies()).toEqual([1, 2, 1, 2]);
  await fleetSays(unit(0), [], 'CDG');
  expect(await supplies()).toEqual([2, 1, 1, 1]);
});
