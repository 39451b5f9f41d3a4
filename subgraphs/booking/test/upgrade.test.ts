import type { Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { upgradeSteps } from '../src/domain/upgrade.ts';
import { claire, marie, openAgency, sam, type House } from './agency.ts';
import { sweep } from './counter.ts';
import { aBooking, aHold, ledgerAt } from './rental.ts';

test.each([
  ['the same', 'EDMV', 'EDMV', 0],
  ['the next category', 'EDMV', 'CDMV', 20],
  ['a wagon of the same category', 'CDMV', 'CWMV', 1],
  ['an automatic for a manual', 'EDMV', 'EDAV', 1],
  ['a hybrid for petrol', 'EDMV', 'EDMH', 1],
  ['a longer range', 'CDAE', 'CDAC', 1],
  ['a larger van', 'SVMD', 'PVMD', 40],
])('%s is an upgrade', (_, reserved, given, steps) => {
  expect(upgradeSteps(reserved, given)).toBe(steps);
});

test.each([
  ['a lesser category', 'CDMV', 'EDMV'],
  ['a manual for an automatic', 'EDAV', 'CDMV'],
  ['fewer doors', 'CDMV', 'IBMV'],
  ['fewer seats: a saloon for a van', 'SVMD', 'LDMD'],
  ['no roof that opens for a convertible', 'ETMV', 'CDMV'],
  ['two driven wheels for four', 'SFBD', 'PFAD'],
  ['an electric car for petrol, which wants another pump', 'EDAV', 'CDAE'],
  ['diesel for petrol', 'EDMV', 'CDMD'],
  ['a shorter range', 'CDAC', 'IDAE'],
  ['no air conditioning', 'EDMV', 'CDMZ'],
  ['a special car, which has no rank', 'EDMV', 'XDMV'],
])('%s is none', (_, reserved, given) => {
  expect(upgradeSteps(reserved, given)).toBeNull();
});

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 2, 'CDG CDMV': 2, 'CDG IDMV': 1, 'CDG MDMV': 1, 'CDG SFAV': 1 });
});
afterAll(() => house.close());

const wish = { acriss: ['EDMV'], pickUpAt: '2026-07-14T10:00', dropOffAt: '2026-07-18T10:00' };
const unitOf = (acriss: string, place = 0): string => house.units.get(`CDG ${acriss}`)?.[place] ?? '';

const choices = (bookingId: string, viewer: Partial<Viewer> = marie) =>
  house.ask<{ unitsForHandOver: { acriss: string; upgrade: number; odometerKm: number | null; vehicle: { id: string } }[] } | null>(
    viewer,
    'query ($id: ID!) { unitsForHandOver(bookingId: $id) { acriss upgrade odometerKm vehicle { id } } }',
    { id: bookingId },
  );

let km = 0;
const handOver = (bookingId: string, vehicleId: string) =>
  house.ask<{
    handOverVehicle: { state: string; price: { total: { minor: number } }; inspections: { upgradedFrom: { id: string } | null }[] };
  } | null>(
    marie,
    `mutation ($input: InspectionInput!) {
      handOverVehicle(input: $input) { state price { total { minor } } inspections { upgradedFrom { id } } } }`,
    { input: { bookingId, vehicleId, odometerKm: (km += 1000), fuelEighths: 8, idempotencyKey: uuidv7() } },
  );

const at = '2026-07-15T00:00:00Z';

test('a better car goes out at no cost, a lesser one never, and the ledger follows', async () => {
  const first = await aBooking(house, claire, wish);
  house.moveTo('2026-07-14T08:00:00Z');
  await sweep(house);
  const { data } = await choices(first.id);
  expect(data?.unitsForHandOver.map(({ acriss, upgrade }) => [acriss, upgrade])).toEqual([
    ['EDMV', 0],
    ['EDMV', 0],
    ['CDMV', 20],
    ['CDMV', 20],
    ['IDMV', 40],
    ['SFAV', 62],
  ]);
  expect((await handOver(first.id, unitOf('MDMV'))).code).toBe('WRONG_STATE');
  const handed = await handOver(first.id, unitOf('IDMV'));
  expect(handed.errors).toEqual([]);
  expect(handed.data?.handOverVehicle).toMatchObject({
    state: 'IN_PROGRESS',
    price: { total: first.payment.amount },
    inspections: [{ upgradedFrom: { id: 'EDMV' } }],
  });
  expect(await ledgerAt(house, 'CDG', 'EDMV', at)).toEqual({ supply: 2, sold: 0 });
  expect(await ledgerAt(house, 'CDG', 'IDMV', at)).toEqual({ supply: 1, sold: 1 });
  const acts = await house.actsOn(first.id);
  expect(acts.at(-1)).toMatchObject({ action: 'booking.booking.handedOver', detail: { upgradedFrom: 'EDMV', acriss: 'IDMV' } });
  await house.ask(marie, 'mutation ($input: InspectionInput!) { takeBackVehicle(input: $input) { state } }', {
    input: { bookingId: first.id, vehicleId: unitOf('IDMV'), odometerKm: km, fuelEighths: 8, idempotencyKey: uuidv7() },
  });
  expect(await ledgerAt(house, 'CDG', 'IDMV', at)).toEqual({ supply: 1, sold: 0 });
});

test('nobody is upgraded into a class that others have booked', async () => {
  house.moveTo('2026-07-20T08:00:00Z');
  const later = { pickUpAt: '2026-07-23T10:00', dropOffAt: '2026-07-25T10:00' };
  await aHold(house, sam, { ...later, acriss: ['IDMV'] });
  const booking = await aBooking(house, claire, { ...wish, pickUpAt: '2026-07-21T10:00', dropOffAt: '2026-07-24T10:00' });
  house.moveTo('2026-07-20T08:05:00Z');
  await sweep(house);
  house.moveTo('2026-07-21T08:00:00Z');
  await house.db.$executeRaw`UPDATE booking SET held_until = '2026-12-01' WHERE state IN ('HELD', 'PENDING_PAYMENT')`;
  await sweep(house);
  const { data } = await choices(booking.id);
  expect(data?.unitsForHandOver.map(({ acriss }) => acriss)).toEqual(['EDMV', 'EDMV', 'CDMV', 'CDMV', 'SFAV']);
  const before = await ledgerAt(house, 'CDG', 'EDMV', '2026-07-22T00:00:00Z');
  expect((await handOver(booking.id, unitOf('IDMV'))).code).toBe('WRONG_STATE');
  expect(await ledgerAt(house, 'CDG', 'EDMV', '2026-07-22T00:00:00Z')).toEqual(before);
  expect((await handOver(booking.id, unitOf('EDMV'))).code).toBeUndefined();
  expect((await choices(booking.id)).data?.unitsForHandOver).toEqual([]);
});

test('units are told to the desk of the booking alone', async () => {
  const { id } = await aBooking(house, claire, { ...wish, pickUpAt: '2026-09-21T10:00', dropOffAt: '2026-09-24T10:00' });
  expect((await choices(id, claire)).code).toBe('FORBIDDEN');
  expect((await choices(id, { ...marie, agencies: ['LYS'] })).code).toBe('NOT_FOUND');
  expect((await choices('none')).code).toBe('NOT_FOUND');
});

test('two desks hand over the same car at once: one does', async () => {
  house.moveTo('2026-10-01T05:00:00Z');
  const trip = { ...wish, pickUpAt: '2026-10-01T10:00', dropOffAt: '2026-10-03T10:00' };
  const ids = [(await aBooking(house, claire, trip)).id, (await aBooking(house, sam, { ...trip, acriss: ['CDMV'] })).id];
  house.moveTo('2026-10-01T08:00:00Z');
  await sweep(house);
  const vehicleId = unitOf('CDMV', 1);
  const codes = (await Promise.all(ids.map((id) => handOver(id, vehicleId)))).map(({ code }) => code);
  expect(codes.toSorted()).toEqual(['WRONG_STATE', undefined]);
  expect(await house.db.booking.count({ where: { vehicleId, state: 'IN_PROGRESS' } })).toBe(1);

  // The control: whoever looks before, without the lock, sees it free and takes it as well.
  await house.db.$executeRaw`CREATE TABLE naive_out (booking_id uuid PRIMARY KEY, vehicle_id uuid)`;
  const isFree = async (): Promise<boolean> =>
    (await house.db.$queryRaw<unknown[]>`SELECT FROM naive_out WHERE vehicle_id = ${vehicleId}::uuid`).length === 0;
  const seen = await Promise.all(ids.map(isFree));
  for (const [index, free] of seen.entries())
    if (free) await house.db.$executeRaw`INSERT INTO naive_out VALUES (${ids[index]}::uuid, ${vehicleId}::uuid)`;
  expect(Number((await house.db.$queryRaw<{ n: bigint }[]>`SELECT count(*) AS n FROM naive_out`)[0]?.n)).toBe(2);
});
