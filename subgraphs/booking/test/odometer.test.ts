import type { Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { claire, marie, openAgency, type House } from './agency.ts';
import { announce, atDropOff, atPickUp, max, readCharges, sweepCharges, toldOf, trip } from './charging.ts';
import { depositsOf, sweep } from './counter.ts';
import { aBooking } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 20 });
});
afterAll(() => house.close());

let units = 0;
/** A rental that may go out now, and a unit that nobody has had. */
async function ready() {
  house.moveTo('2026-06-01T08:00:00Z');
  const { id: bookingId, reference } = await aBooking(house, claire, trip);
  house.moveTo(atPickUp);
  await sweep(house);
  return { bookingId, reference, vehicleId: house.units.get('CDG EDMV')?.[units++] ?? '' };
}
type Rental = Awaited<ReturnType<typeof ready>>;

const inspect = (viewer: Partial<Viewer>, field: string, { bookingId, vehicleId }: Rental, odometerKm: number) =>
  house.ask(viewer, `mutation ($input: InspectionInput!) { ${field}(input: $input) { state } }`, {
    input: { bookingId, vehicleId, odometerKm, fuelEighths: 8, idempotencyKey: uuidv7() },
  });
const handOver = (viewer: Partial<Viewer>, rental: Rental, odometerKm: number) => inspect(viewer, 'handOverVehicle', rental, odometerKm);
const takeBack = (viewer: Partial<Viewer>, rental: Rental, odometerKm: number) => inspect(viewer, 'takeBackVehicle', rental, odometerKm);
const floor = (km: number) => ({ extensions: { code: 'BAD_INPUT', reason: `odometerKm ≥ ${String(km)}` } });

test('a hand-over that was read with a nought too many: the agent calls a manager, and no kilometres are charged by themselves', async () => {
  const rental = await ready();
  expect((await handOver(marie, rental, 145_000)).errors).toEqual([]);
  house.moveTo(atDropOff);
  expect((await takeBack(marie, rental, 14_900)).errors).toMatchObject([floor(145_000)]);
  expect((await takeBack(max, rental, 14_900)).errors).toEqual([]);
  expect(await readCharges(house, claire, rental.reference)).toEqual([]);
  expect((await announce(house, max, { bookingId: rental.bookingId, kind: 'MILEAGE' })).code).toBe('WRONG_STATE');
  await sweepCharges(house);
  expect(await depositsOf(house, rental.bookingId)).toEqual(['AUTHORISED']);
  expect(await toldOf(house, rental.bookingId, 'booking.takenBack')).toMatchObject([{ odometerKm: 14_900, corrected: true }]);
  expect((await house.actsOn(rental.bookingId)).at(-1)).toMatchObject({
    action: 'booking.booking.takenBack',
    detail: { odometerKm: 14_900 },
  });
  expect(await house.db.vehicle.findUnique({ where: { id: rental.vehicleId } })).toMatchObject({ odometerKm: 14_900 });
});

test('what a manager corrects at the hand-over is told as corrected; what runs on is not', async () => {
  const rental = await ready();
  await house.db.vehicle.update({ where: { id: rental.vehicleId }, data: { odometerKm: 145_000 } });
  expect((await handOver(marie, rental, 14_500)).errors).toMatchObject([floor(145_000)]);
  expect((await handOver(max, rental, 14_500)).errors).toEqual([]);
  expect(await toldOf(house, rental.bookingId, 'booking.handedOver')).toMatchObject([{ odometerKm: 14_500, corrected: true }]);
  house.moveTo(atDropOff);
  expect((await takeBack(marie, rental, 14_900)).errors).toEqual([]);
  expect((await toldOf(house, rental.bookingId, 'booking.takenBack'))[0]).not.toHaveProperty('corrected');
});

test('a unit’s first hand-over begins with what fleet has read', async () => {
  const rental = await ready();
  const unit = { id: rental.vehicleId, acriss: 'EDMV', agency: 'CDG' };
  const say = (version: number, odometerKm?: number) =>
    house.event('fleet.vehicles.changed', { agency: 'CDG', vehicles: [{ ...unit, version, odometerKm }] });
  await say(2, 14_400);
  // A word that says nothing of it, an older one, and less than is known.
  await say(3);
  await say(2, 99_000);
  await say(4, 14_000);
  expect((await handOver(marie, rental, 1450)).errors).toMatchObject([floor(14_400)]);
  expect((await handOver(marie, rental, 14_500)).errors).toEqual([]);

  const id = uuidv7();
  await house.event('fleet.vehicles.changed', { agency: 'CDG', vehicles: [{ ...unit, id, version: 1, odometerKm: 7 }] });
  expect(await house.db.vehicle.findUnique({ where: { id } })).toMatchObject({ odometerKm: 7 });
});
