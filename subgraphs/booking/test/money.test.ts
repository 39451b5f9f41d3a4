import { v7 as uuidv7 } from 'uuid';
import { expireLapsed } from '../src/actions/expire.ts';
import { sendVoids } from '../src/actions/settle.ts';
import { claire, eventually, marie, openAgency, sam, type House } from './agency.ts';
import { aBooking, aHold, cancel, ledgerAt, stateOf, totals } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 4, 'CDG CDMV': 1, 'LYS EDMV': 1 });
});
afterAll(() => house.close());
beforeEach(() => {
  house.moveTo('2026-06-01T08:00:00Z');
});

const at = (day: string, days = 2) => ({
  pickUpAt: `${day}T10:00`,
  dropOffAt: `${new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)}T09:00`,
});
const paymentOf = (id: string) => house.db.payment.findFirstOrThrow({ where: { bookingId: id } });

test('cancelling gives all back a week before, a quarter after, nothing from pick-up on', async () => {
  const [early, late, never] = await Promise.all([
    aBooking(house, claire, { acriss: ['EDMV'], ...at('2026-07-14') }),
    aBooking(house, claire, { acriss: ['EDMV'], ...at('2026-07-14') }),
    aBooking(house, claire, { acriss: ['EDMV'], ...at('2026-07-14') }),
  ]);
  const total = early.payment.amount.minor;
  house.moveTo('2026-07-07T08:00:00Z');
  expect((await cancel(house, claire, { bookingId: early.id })).data.cancelBooking).toMatchObject({
    booking: { state: 'CANCELLED' },
    refund: { amount: { minor: total }, state: 'SUCCEEDED' },
  });
  house.moveTo('2026-07-07T08:00:01Z');
  const quarter = await cancel(house, claire, { bookingId: late.id });
  expect(quarter.data.cancelBooking.refund?.amount.minor).toBe(Math.round(total / 4));
  house.moveTo('2026-07-14T08:00:00Z');
  expect((await cancel(house, claire, { bookingId: never.id })).code).toBe('NOT_CANCELLABLE');
  expect((await ledgerAt(house, 'CDG', 'EDMV', '2026-07-15T00:00Z')).sold).toBe(1);
});

test("cancelling twice with one key refunds once; somebody else's booking does not exist", async () => {
  const booking = await aBooking(house, claire, { acriss: ['EDMV'], ...at('2026-08-14') });
  expect((await cancel(house, sam, { bookingId: booking.id })).code).toBe('NOT_FOUND');
  const idempotencyKey = uuidv7();
  const before = await totals(house);
  const [one, two] = await Promise.all([1, 2].map(() => cancel(house, claire, { bookingId: booking.id, idempotencyKey })));
  expect(one?.data.cancelBooking.refund?.amount.minor).toBe(two?.data.cancelBooking.refund?.amount.minor);
  expect((await totals(house))['eur']?.refunded).toBe((before['eur']?.refunded ?? 0) + booking.payment.amount.minor);
  expect((await cancel(house, claire, { bookingId: booking.id })).code).toBe('NOT_CANCELLABLE');
});

test('a declined card leaves the hold payable, another card pays it', async () => {
  const hold = await aHold(house, claire, { acriss: ['EDMV'], ...at('2026-09-01') });
  expect(await house.pay(hold.payment.clientSecret, 'pm_card_chargeDeclined')).toBe(402);
  await eventually(
    () => paymentOf(hold.id),
    ({ state }) => state === 'FAILED',
  );
  expect(await stateOf(house, hold.id)).toBe('PENDING_PAYMENT');
  await house.pay(hold.payment.clientSecret);
  await eventually(
    () => stateOf(house, hold.id),
    (state) => state === 'CONFIRMED',
  );
});

test('money that comes after the hold has gone holds again where there is room, else the card is let go', async () => {
  const wish = { acriss: ['CDMV'], ...at('2026-10-01') };
  const slow = await aHold(house, claire, wish);
  house.moveTo('2026-06-01T08:20:00Z');
  await expireLapsed(house.world);
  expect(await stateOf(house, slow.id)).toBe('EXPIRED');
  expect((await ledgerAt(house, 'CDG', 'CDMV', '2026-10-02T00:00Z')).sold).toBe(0);
  await house.pay(slow.payment.clientSecret);
  await eventually(
    () => stateOf(house, slow.id),
    (state) => state === 'CONFIRMED',
  );
  await cancel(house, claire, { bookingId: slow.id });

  const slower = await aHold(house, claire, wish);
  house.moveTo('2026-06-01T08:40:00Z');
  await expireLapsed(house.world);
  await aBooking(house, sam, wish);
  const before = await totals(house);
  await house.pay(slower.payment.clientSecret);
  await eventually(
    () => paymentOf(slower.id),
    ({ state }) => state === 'VOIDED',
  );
  expect(await stateOf(house, slower.id)).toBe('EXPIRED');
  expect((await totals(house))['eur']).toEqual(before['eur']);
});

test('an unpaid hold that lapses lets its intent go at the provider', async () => {
  const hold = await aHold(house, claire, { acriss: ['EDMV'], ...at('2026-11-01') });
  house.moveTo('2026-06-01T08:15:00Z');
  await expireLapsed(house.world);
  await sendVoids(house.world, null);
  expect((await paymentOf(hold.id)).state).toBe('VOIDED');
  expect(await house.pay(hold.payment.clientSecret)).toBe(400);
});

test('the desk hands over and takes back: the rest of the time is free again, a one-way unit counts where it arrived', async () => {
  const unit = house.units.get('CDG EDMV')?.[0] ?? '';
  const booking = await aBooking(house, claire, { acriss: ['EDMV'], ...at('2026-12-01', 5), dropOffAgency: 'LYS' });
  const inspect = (field: string, viewer: object, odometerKm: number) =>
    house.ask<Record<string, { state: string }>>(
      viewer,
      `mutation ($input: InspectionInput!) { ${field}(input: $input) { state vehicle { id } } }`,
      { input: { bookingId: booking.id, vehicleId: unit, odometerKm, fuelEighths: 8, idempotencyKey: uuidv7() } },
    );
  expect((await inspect('handOverVehicle', claire, 100)).code).toBe('FORBIDDEN');
  expect((await inspect('handOverVehicle', marie, 100)).code).toBe('WRONG_STATE');
  house.moveTo('2026-12-01T09:00:00Z');
  expect((await inspect('handOverVehicle', marie, 100)).data['handOverVehicle']?.state).toBe('IN_PROGRESS');
  expect((await ledgerAt(house, 'CDG', 'EDMV', '2027-06-01T00:00Z')).sold).toBe(1);
  house.moveTo('2026-12-04T09:00:00Z');
  expect((await inspect('takeBackVehicle', marie, 50)).code).toBe('BAD_INPUT');
  expect((await inspect('takeBackVehicle', marie, 900)).data['takeBackVehicle']?.state).toBe('RETURNED');
  expect(await ledgerAt(house, 'CDG', 'EDMV', '2027-06-01T00:00Z')).toEqual({ supply: 3, sold: 0 });
  expect(await ledgerAt(house, 'LYS', 'EDMV', '2026-12-04T09:30Z')).toEqual({ supply: 1, sold: 0 });
  expect(await ledgerAt(house, 'LYS', 'EDMV', '2026-12-04T10:00Z')).toEqual({ supply: 2, sold: 0 });
});
