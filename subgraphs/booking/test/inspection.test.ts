import type { Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { claire, marie, openAgency, sam, type House } from './agency.ts';
import { photosOn, uploaded, type Photos } from './photo.ts';
import { aBooking, type Trip } from './rental.ts';
import { sweep } from './counter.ts';

let house: House;
let photos: Photos;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 60, 'CDG CDAE': 4, 'LYS EDMV': 2 });
  photos = await photosOn(house);
});
afterAll(async () => {
  await photos.close();
  await house.close();
});

interface Shown {
  kind: string;
  odometerKm: number;
  fuelEighths: number;
  chargePercent: number | null;
  photos: { angle: string; photo: { id: string; url: string } | null }[];
  marks: { id: string; view: string; x: number; photo: { id: string } | null; isNew: boolean }[];
  signature: { id: string } | null;
  agentSignature: { id: string } | null;
  returnedAt: string | null;
  minutesLate: number;
  minutesEarly: number;
  outOfHours: boolean;
}

const parts = `kind odometerKm fuelEighths chargePercent returnedAt minutesLate minutesEarly outOfHours photos { angle photo { id url } }
  marks { id view x photo { id } isNew } signature { id } agentSignature { id }`;

const inspect = (field: 'handOverVehicle' | 'takeBackVehicle', input: Record<string, unknown>, viewer: Partial<Viewer> = marie) =>
  house.ask<Record<string, { state: string; inspections: Shown[] }> | null>(
    viewer,
    `mutation ($input: InspectionInput!) { ${field}(input: $input) { state inspections { ${parts} } } }`,
    { input: { odometerKm: 1000, fuelEighths: 8, idempotencyKey: uuidv7(), ...input } },
  );

let unit = 0;
let month = 0;
/** A rental that may go out now, and a unit that nobody has had. */
async function aRental(wish: Trip = {}, vehicleId?: string) {
  month += 1;
  const day = `2026-${String(6 + Math.floor(month / 20)).padStart(2, '0')}-${String(2 + (month % 20)).padStart(2, '0')}`;
  const dropOff = new Date(Date.parse(day) + 3 * 86_400_000).toISOString().slice(0, 10);
  house.moveTo(`${day}T05:00:00Z`);
  const booking = await aBooking(house, claire, { pickUpAt: `${day}T10:00`, dropOffAt: `${dropOff}T10:00`, acriss: ['EDMV'], ...wish });
  house.moveTo(`${day}T08:00:00Z`);
  await sweep(house);
  unit += 1;
  return {
    bookingId: booking.id,
    reference: booking.reference,
    vehicleId: vehicleId ?? house.units.get('CDG EDMV')?.[unit] ?? '',
    day,
    dropOff,
  };
}

async function out(wish: Trip = {}, input: Record<string, unknown> = {}) {
  const rental = await aRental(wish);
  const { bookingId, vehicleId } = rental;
  const { code, errors } = await inspect('handOverVehicle', { bookingId, vehicleId, ...input });
  if (code) throw new Error(JSON.stringify(errors));
  return rental;
}

const mark = { view: 'LEFT', x: 300, y: 500, kind: 'SCRATCH', severity: 'SLIGHT' };
const read = (viewer: Partial<Viewer>, reference: string) =>
  house.ask<{ booking: { inspections: Shown[] } | null }>(
    viewer,
    `query ($r: String!) { booking(reference: $r) { inspections { ${parts} } } }`,
    { r: reference },
  );

test('an inspection keeps photos by angle, damage and both signatures, for the renter to see', async () => {
  const { bookingId, vehicleId, reference } = await aRental();
  const front = await uploaded(house, photos, bookingId);
  const dent = await uploaded(house, photos, bookingId, 'DAMAGE');
  const signatureId = await uploaded(house, photos, bookingId, 'HAND_OVER_SIGNATURE');
  const agentSignatureId = await uploaded(house, photos, bookingId, 'HAND_OVER_AGENT_SIGNATURE');
  const { errors } = await inspect('handOverVehicle', {
    ...{ bookingId, vehicleId, signatureId, agentSignatureId },
    photos: [{ photoId: front, angle: 'FRONT' }],
    marks: [{ ...mark, photoId: dent }],
  });
  expect(errors).toEqual([]);
  const [shown] = (await read(claire, reference)).data.booking?.inspections ?? [];
  expect(shown).toMatchObject({
    kind: 'HAND_OVER',
    photos: [{ angle: 'FRONT', photo: { id: front } }],
    marks: [{ view: 'LEFT', x: 300, photo: { id: dent }, isNew: false }],
    signature: { id: signatureId },
    agentSignature: { id: agentSignatureId },
  });
  expect((await photos.get(shown?.photos[0]?.photo?.url ?? '')).status).toBe(200);
  expect((await read(sam, reference)).code).toBe('NOT_FOUND');
});

test('damage found at the return is new; what was there at the hand-over, or is found again at the same place, is not', async () => {
  const { bookingId, vehicleId } = await out({}, { marks: [mark] });
  const { data } = await inspect('takeBackVehicle', {
    ...{ bookingId, vehicleId },
    marks: [
      { ...mark, x: 310 },
      { ...mark, view: 'REAR', kind: 'DENT' },
    ],
  });
  const [before, after] = data?.['takeBackVehicle']?.inspections ?? [];
  expect(before?.marks.map(({ isNew }) => isNew)).toEqual([false]);
  expect(after?.marks.map(({ view, isNew }) => [view, isNew])).toEqual([
    ['LEFT', false],
    ['REAR', true],
  ]);
  expect(after?.marks[0]?.id).toBe(before?.marks[0]?.id);
});

test('damage stays with the car until it was repaired, and its photo with the rental on which it was taken', async () => {
  const first = await aRental();
  const photoId = await uploaded(house, photos, first.bookingId, 'DAMAGE');
  await inspect('handOverVehicle', { bookingId: first.bookingId, vehicleId: first.vehicleId, marks: [{ ...mark, photoId }] });
  await inspect('takeBackVehicle', { bookingId: first.bookingId, vehicleId: first.vehicleId });
  const second = await aRental({}, first.vehicleId);
  const { data } = await inspect('handOverVehicle', { bookingId: second.bookingId, vehicleId: first.vehicleId });
  const [carried] = data?.['handOverVehicle']?.inspections[0]?.marks ?? [];
  expect(carried).toMatchObject({ view: 'LEFT', photo: null, isNew: false });
  await inspect('takeBackVehicle', { bookingId: second.bookingId, vehicleId: first.vehicleId });
  const third = await aRental({}, first.vehicleId);
  const repaired = await inspect('handOverVehicle', {
    ...{ bookingId: third.bookingId, vehicleId: first.vehicleId },
    repairedMarkIds: [carried?.id],
  });
  expect(repaired.data?.['handOverVehicle']?.inspections[0]?.marks).toEqual([]);
});

test('an odometer does not run backwards: at the return, nor from one rental of a car to the next', async () => {
  const { bookingId, vehicleId } = await out({}, { odometerKm: 5000 });
  const less = await inspect('takeBackVehicle', { bookingId, vehicleId, odometerKm: 4999 });
  expect([less.code, less.errors[0]?.extensions?.['reason']]).toEqual(['BAD_INPUT', 'odometerKm ≥ 5000']);
  expect((await inspect('takeBackVehicle', { bookingId, vehicleId, odometerKm: 50_000 })).code).toBeUndefined();
  const next = await aRental({}, vehicleId);
  const back = await inspect('handOverVehicle', { bookingId: next.bookingId, vehicleId, odometerKm: 5300 });
  expect([back.code, back.errors[0]?.extensions?.['reason']]).toEqual(['BAD_INPUT', 'odometerKm ≥ 50000']);
  // Somebody had read a nought too many.
  const manager: Partial<Viewer> = { ...marie, id: uuidv7(), role: 'MANAGER' };
  expect((await inspect('handOverVehicle', { bookingId: next.bookingId, vehicleId, odometerKm: 5300 }, manager)).code).toBeUndefined();
});

test('an electric car is charged: its eighths follow its charge, and no other car has one', async () => {
  const rental = await aRental({ acriss: ['CDAE'] });
  const vehicleId = house.units.get('CDG CDAE')?.[0] ?? '';
  const { data } = await inspect('handOverVehicle', { bookingId: rental.bookingId, vehicleId, fuelEighths: 0, chargePercent: 80 });
  expect(data?.['handOverVehicle']?.inspections[0]).toMatchObject({ fuelEighths: 6, chargePercent: 80 });
  const petrol = await aRental();
  const charged = await inspect('handOverVehicle', { bookingId: petrol.bookingId, vehicleId: petrol.vehicleId, chargePercent: 80 });
  expect([charged.code, charged.errors[0]?.message]).toEqual(['BAD_INPUT', expect.stringMatching(/chargePercent/)]);
  const over = await aRental({ acriss: ['CDAE'] });
  const other = house.units.get('CDG CDAE')?.[1] ?? '';
  expect((await inspect('handOverVehicle', { bookingId: over.bookingId, vehicleId: other, chargePercent: 101 })).code).toBe('BAD_INPUT');
});

test.each<[string, (rental: { bookingId: string }) => Promise<Record<string, unknown>>, string, RegExp]>([
  ['a mark beside the car', () => Promise.resolve({ marks: [{ ...mark, x: 1001 }] }), 'BAD_INPUT', /marks/],
  ['a mark before the car', () => Promise.resolve({ marks: [{ ...mark, y: -1 }] }), 'BAD_INPUT', /marks/],
  [
    'more marks than a car has room for',
    () => Promise.resolve({ marks: Array.from({ length: 61 }, () => mark) }),
    'BAD_INPUT',
    /marks ≤ 60/,
  ],
  ['a photo that is not there', () => Promise.resolve({ photoIds: [uuidv7()] }), 'NOT_FOUND', /./],
  ['a photo id that is none', () => Promise.resolve({ photoIds: ['none'] }), 'NOT_FOUND', /./],
  [
    'a photo twice',
    async ({ bookingId }) => {
      const id = await uploaded(house, photos, bookingId);
      return { photoIds: [id], photos: [{ photoId: id, angle: 'REAR' }] };
    },
    'BAD_INPUT',
    /photos/,
  ],
  [
    'a signature among the photos',
    async ({ bookingId }) => ({ photoIds: [await uploaded(house, photos, bookingId, 'HAND_OVER_SIGNATURE')] }),
    'BAD_INPUT',
    /photos/,
  ],
  [
    'a photo as a signature',
    async ({ bookingId }) => ({ signatureId: await uploaded(house, photos, bookingId) }),
    'BAD_INPUT',
    /signatureId/,
  ],
  [
    'the agent’s signature for the renter’s',
    async ({ bookingId }) => ({ signatureId: await uploaded(house, photos, bookingId, 'HAND_OVER_AGENT_SIGNATURE') }),
    'BAD_INPUT',
    /signatureId/,
  ],
  [
    'another agent’s signature',
    async ({ bookingId }) => {
      const colleague = { ...marie, id: uuidv7() };
      return { agentSignatureId: await uploaded(house, photos, bookingId, 'HAND_OVER_AGENT_SIGNATURE', colleague) };
    },
    'BAD_INPUT',
    /agentSignatureId/,
  ],
  [
    'the signature of another booking',
    async () => {
      const other = await aBooking(house, sam, { pickUpAt: '2026-12-01T10:00', dropOffAt: '2026-12-02T10:00', acriss: ['EDMV'] });
      return { signatureId: await uploaded(house, photos, other.id, 'HAND_OVER_SIGNATURE') };
    },
    'NOT_FOUND',
    /./,
  ],
  ['the time of a return', () => Promise.resolve({ returnedAt: '2026-06-02T10:00' }), 'BAD_INPUT', /returnedAt/],
])('a hand-over refuses %s', async (_, make, code, message) => {
  const { bookingId, vehicleId } = await aRental();
  const asked = await inspect('handOverVehicle', { bookingId, vehicleId, ...(await make({ bookingId })) });
  expect(asked.code).toBe(code);
  expect(asked.errors[0]?.message).toMatch(message);
  expect(await house.db.inspection.count({ where: { bookingId } })).toBe(0);
});

test('a signature of the hand-over does not sign the return, nor is one signed twice', async () => {
  const rental = await aRental();
  const { bookingId, vehicleId } = rental;
  const signatureId = await uploaded(house, photos, bookingId, 'HAND_OVER_SIGNATURE');
  expect((await inspect('handOverVehicle', { bookingId, vehicleId, signatureId })).code).toBeUndefined();
  const again = await inspect('takeBackVehicle', { bookingId, vehicleId, signatureId });
  expect([again.code, again.errors[0]?.message]).toEqual(['BAD_INPUT', expect.stringMatching(/signatureId/)]);
  const other = await out();
  await expect(
    house.db.$executeRaw`UPDATE inspection SET signature_id = ${signatureId}::uuid WHERE booking_id = ${other.bookingId}::uuid`,
  ).rejects.toThrow(/inspection_signature|unique/i);
});

const ended = async (bookingId: string, vehicleId: string, input: Record<string, unknown> = {}) => {
  const { data, code, errors } = await inspect('takeBackVehicle', { bookingId, vehicleId, ...input });
  return { code, message: errors[0]?.message, shown: data?.['takeBackVehicle']?.inspections[1] };
};

test.each([
  ['within the grace', '10:59', { minutesLate: 0, minutesEarly: 0 }],
  ['a minute beyond the grace', '11:00', { minutesLate: 60, minutesEarly: 0 }],
  ['early', '08:30', { minutesLate: 0, minutesEarly: 90 }],
])('a return %s', async (_, at, punctual) => {
  const { bookingId, vehicleId, dropOff } = await out();
  house.moveTo(`${dropOff}T${String(Number(at.slice(0, 2)) - 2).padStart(2, '0')}${at.slice(2)}:00Z`);
  const { shown } = await ended(bookingId, vehicleId);
  expect(shown).toMatchObject({ ...punctual, outOfHours: false });
});

test('keys dropped at night end the rental then, though the desk looks at the car in the morning', async () => {
  const { bookingId, vehicleId, dropOff } = await out();
  const evening = new Date(Date.parse(dropOff) - 86_400_000).toISOString().slice(0, 10);
  house.moveTo(`${dropOff}T12:00:00Z`);
  expect((await ended(bookingId, vehicleId, { returnedAt: `${dropOff}T14:01` })).message).toMatch(/returnedAt/);
  expect((await ended(bookingId, vehicleId, { returnedAt: '2026-05-01T10:00' })).message).toMatch(/returnedAt/);
  const { shown } = await ended(bookingId, vehicleId, { returnedAt: `${evening}T23:45` });
  expect(shown).toMatchObject({
    returnedAt: `${evening}T21:45:00Z`,
    outOfHours: true,
    minutesLate: 0,
    minutesEarly: 10 * 60 + 15,
  });
});

test('keys dropped while the desk was open are no return out of hours', async () => {
  const { bookingId, vehicleId, dropOff } = await out();
  house.moveTo(`${dropOff}T12:00:00Z`);
  const { shown } = await ended(bookingId, vehicleId, { returnedAt: `${dropOff}T13:00` });
  expect(shown).toMatchObject({ outOfHours: false, minutesLate: 180 });
});
