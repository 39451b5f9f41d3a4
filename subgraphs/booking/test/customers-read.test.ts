import { aScope } from '@ycyw/service/testing/scope';
import type { Viewer } from '@ycyw/service/viewer';
import { parse, subscribe } from 'graphql';
import { v7 as uuidv7 } from 'uuid';
import { contextOf } from '../src/graphql/context.ts';
import { claire, liveKey, marie, schema, without } from './agency.ts';
import { aDelivery, openCarriers, type Yard } from './carriers.ts';
import { announce, dispute } from './charging.ts';
import { photosOn, uploaded, type Photos } from './photo.ts';
import { review } from './reviews.ts';

const plain = without(liveKey, 'customers:read');
let yard: Yard;
let photos: Photos;
let reference: string;

/** A partner's booking on its way to the renter, handed over at the door and taken back, with all that it says of who rented. */
beforeAll(async () => {
  yard = await openCarriers({ 'CDG EDMV': 10 });
  const { house } = yard;
  photos = await photosOn(house);
  const { booking, deliveryId } = await aDelivery(yard);
  reference = booking.reference;
  yard.moveTo('2026-07-13T08:00:00Z');
  await yard.sweep();
  await yard.act(deliveryId, 'accept');
  yard.moveTo('2026-07-14T07:30:00Z');
  await yard.act(deliveryId, 'depart');
  await yard.act(deliveryId, 'move', { part: 0.9 });
  const { id: bookingId } = booking;
  const vehicleId = house.units.get('CDG EDMV')?.[0];
  for (const [field, purpose] of [
    ['handOverVehicle', 'HAND_OVER'],
    ['takeBackVehicle', 'TAKE_BACK'],
  ] as const) {
    const photoId = await uploaded(house, photos, bookingId, purpose);
    const mark = { view: 'LEFT', x: 1, y: 1, kind: 'DENT', severity: 'SLIGHT', photoId };
    const input = { bookingId, vehicleId, odometerKm: 1000, fuelEighths: 8, notes: 'Mme Renter boite', idempotencyKey: uuidv7() };
    const { errors } = await house.ask(marie, `mutation ($input: InspectionInput!) { ${field}(input: $input) { id } }`, {
      input: { ...input, photos: [{ photoId, angle: 'FRONT' }], marks: [mark] },
    });
    if (errors.length > 0) throw new Error(JSON.stringify(errors));
  }
  const { data: charged } = await announce(house, marie, { bookingId, kind: 'CLEANING', grade: 'STAINS' });
  await dispute(house, claire, { chargeId: charged?.announceCharge.id });
  await review(house, claire, bookingId);
  await house.db.booking.update({ where: { id: bookingId }, data: { partnerId: liveKey.id ?? null } });
});
afterAll(async () => {
  await photos.close();
  await yard.close();
});

const read = (viewer: Partial<Viewer>, fields: string) =>
  yard.house.ask<{ booking: Record<string, unknown> }>(viewer, `query ($r: String!) { booking(reference: $r) { ${fields} } }`, {
    r: reference,
  });

test.each([
  ['where the car is', 'delivery { position { location { latitude } } }'],
  ['where it drove', 'delivery { trail { latitude } }'],
  ['what was noted of the car', 'inspections { notes }'],
  ['photos of an inspection', 'inspections { photos { photo { url } } }'],
  ['photos of damage', 'inspections { marks { photo { url } } }'],
  ['a review that nobody has read yet', 'review { title body author }'],
])('a key reads %s with customers:read alone', async (_, fields) => {
  const refused = await read(plain, fields);
  expect(refused.errors.length).toBeGreaterThan(0);
  for (const { extensions } of refused.errors) expect(extensions).toMatchObject({ code: 'SCOPE_MISSING', reason: 'customers:read' });
  expect(JSON.stringify(refused.data)).not.toMatch(/photos\?|Mme Renter|Bien|latitude/);
  for (const viewer of [liveKey, claire, marie]) expect((await read(viewer, fields)).errors).toEqual([]);
});

test.each([
  ['charges', 'charges { kind evidence { before { odometerKm } photos { url } } dispute { at photos { url } } }'],
  ['documents', 'documents { number }'],
  ['the delivery', 'delivery { leg trail { latitude } }'],
])('a key that may not read all of %s reads the rest of the booking', async (_, fields) => {
  const { data, errors } = await read(plain, `state ${fields}`);
  expect(data.booking).toMatchObject({ state: 'RETURNED' });
  expect(JSON.stringify(data.booking)).toMatch(/"photos":null|"documents":null|"trail":null/);
  const last = (path: readonly (string | number)[] | undefined) => path?.at(-1);
  for (const { path, extensions } of errors)
    expect([last(path), extensions?.['code']]).toEqual([expect.stringMatching(/^(photos|documents|trail)$/), 'SCOPE_MISSING']);
});

test('a key follows a car with customers:read alone', async () => {
  const follow = async (viewer: Partial<Viewer>) => {
    const contextValue = contextOf(yard.house.world)(aScope(viewer, { language: 'en' }));
    const document = parse('subscription ($r: String!) { vehicleMoved(bookingReference: $r) { location { latitude } } }');
    return subscribe({ schema, document, variableValues: { r: reference }, contextValue });
  };
  expect(await follow(plain)).toMatchObject({ errors: [{ extensions: { code: 'SCOPE_MISSING', reason: 'customers:read' } }] });
  const feed = (await follow(liveKey)) as AsyncGenerator;
  expect((await feed.next()).value).toMatchObject({ data: { vehicleMoved: { location: {} } } });
  await feed.return(undefined);
});

test('the rest of an inspection comes without', async () => {
  const { data, errors } = await read(plain, 'inspections { odometerKm photos { angle } marks { kind } } delivery { state }');
  expect(errors).toEqual([]);
  expect(data.booking['inspections']).toMatchObject([{ photos: [{ angle: 'FRONT' }], marks: [{ kind: 'DENT' }] }, {}]);
});
