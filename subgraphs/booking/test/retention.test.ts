import { readdirSync } from 'node:fs';
import path from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { deletePhotos } from '../src/actions/deletePhotos.ts';
import { forgetOld } from '../src/actions/forgetOld.ts';
import { forgetDeliveries } from '../src/data/delivery/delivery.ts';
import { claire, eventually, marie } from './agency.ts';
import { aDelivery, aPlace, bookPlaces, near, openCarriers, type Yard } from './carriers.ts';
import { sweep } from './counter.ts';
import { photosOn, uploaded, type Photos } from './photo.ts';
import { createQuote, offerFor, stateOf } from './rental.ts';

let yard: Yard;
let photos: Photos;
beforeAll(async () => {
  yard = await openCarriers({ 'CDG EDMV': 10 });
  photos = await photosOn(yard.house);
});
afterAll(async () => {
  await photos.close();
  await yard.close();
});
beforeEach(() => {
  yard.moveTo('2026-06-01T08:00:00Z');
});

/** A rental with a photo, a signature, notes and an address, back when the clock stands at `backAt`; nobody has closed it. */
async function aRental(unit: number, backAt: string): Promise<string> {
  const { house } = yard;
  yard.moveTo('2026-06-01T08:00:00Z');
  const { id: bookingId } = (await aDelivery(yard)).booking;
  yard.moveTo('2026-07-14T07:30:00Z');
  await sweep(house);
  const vehicleId = house.units.get('CDG EDMV')?.[unit];
  for (const kind of ['HAND_OVER', 'TAKE_BACK'] as const) {
    if (kind === 'TAKE_BACK') yard.moveTo(backAt);
    const photoId = await uploaded(house, photos, bookingId, kind);
    const signatureId = await uploaded(house, photos, bookingId, `${kind}_SIGNATURE`);
    const input = { bookingId, vehicleId, odometerKm: 1000, fuelEighths: 8, notes: 'Mme Renter boite', idempotencyKey: uuidv7() };
    const field = kind === 'HAND_OVER' ? 'handOverVehicle' : 'takeBackVehicle';
    const { errors } = await house.ask(marie, `mutation ($input: InspectionInput!) { ${field}(input: $input) { id } }`, {
      input: { ...input, signatureId, photos: [{ photoId, angle: 'FRONT' }] },
    });
    if (errors.length > 0) throw new Error(JSON.stringify(errors));
  }
  return bookingId;
}

const objects = (): string[] => readdirSync(path.join(yard.house.objects, 'photos', 'EU'));

/** What is kept of a booking: photos, notes, deliveries, drivers. */
async function kept(bookingId: string): Promise<number[]> {
  const { db } = yard.house;
  const where = { bookingId };
  return Promise.all([
    db.photo.count({ where }),
    db.inspection.count({ where: { bookingId, notes: { not: null } } }),
    db.delivery.count({ where }),
    db.driver.count({ where }),
  ]);
}

async function hourAt(now: string): Promise<void> {
  await forgetOld(yard.house.world.sql, new Date(now));
  await deletePhotos(yard.house.world);
}

test('evidence of a rental goes five years after the year in which it ended, its objects with it; of one that is not over it stays', async () => {
  const { db } = yard.house;
  const over = await aRental(0, '2026-07-18T08:00:00Z');
  const late = await aRental(1, '2027-01-02T08:00:00Z');
  const open = await aRental(2, '2026-07-18T08:00:00Z');
  await db.booking.updateMany({ where: { id: { in: [over, late] } }, data: { state: 'CLOSED' } });
  await hourAt('2031-12-31T23:59:59Z');
  for (const id of [over, late, open]) expect(await kept(id)).toEqual([4, 2, 1, 1]);
  await hourAt('2032-01-01T00:00:00Z');
  expect(await kept(over)).toEqual([0, 0, 0, 0]);
  for (const id of [late, open]) expect(await kept(id)).toEqual([4, 2, 1, 1]);
  expect(objects()).toHaveLength(8);
  await hourAt('2033-01-01T00:00:00Z');
  expect(await kept(late)).toEqual([0, 0, 0, 0]);
  expect(await db.inspection.count({ where: { bookingId: over } })).toBe(2);
  expect(objects()).toHaveLength(4);
});

test('where a car was to be brought is forgotten thirty days after a booking that nobody paid, and kept of one that was', async () => {
  const { house } = yard;
  const paid = (await aDelivery(yard)).booking.id;
  const quoted = await createQuote(house, claire, (await offerFor(house)).id, { delivery: near });
  const quoteId = quoted.data.createQuote.quote?.id ?? '';
  const unpaid = (await bookPlaces(house, claire, quoteId, { delivery: aPlace() })).data.bookQuote.booking?.id ?? '';
  yard.moveTo('2026-06-01T09:00:00Z');
  await sweep(house);
  await eventually(
    () => stateOf(house, unpaid),
    (state) => state === 'EXPIRED',
  );
  const deliveries = () => house.db.delivery.count({ where: { bookingId: { in: [paid, unpaid] } } });
  await forgetDeliveries(house.world.sql, new Date('2026-07-01T07:59:59Z'));
  expect(await deliveries()).toBe(2);
  await forgetDeliveries(house.world.sql, new Date('2026-07-01T08:00:01Z'));
  expect(await deliveries()).toBe(1);
  expect(await house.db.delivery.count({ where: { bookingId: paid } })).toBe(1);
});
