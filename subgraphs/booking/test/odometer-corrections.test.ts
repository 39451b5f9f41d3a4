import type { Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { issueDocuments } from '../src/actions/billing/issue.ts';
import { claire, eventually, marie, openAgency, type House } from './agency.ts';
import { documentsFor } from './billing.ts';
import {
  aReturn,
  atDropOff,
  atPickUp,
  dispute,
  handOver,
  hoursAfter,
  max,
  payNow,
  readCharges,
  resolve,
  sweepCharges,
  toldOf,
  trip,
  windowOver,
} from './charging.ts';
import { depositsOf, sweep } from './counter.ts';
import { aBooking } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 30 });
});
afterAll(() => house.close());
afterEach(() => house.db.vehicle.updateMany({ data: { odometerKm: null } }));

const fresh: Partial<Viewer> = { ...max, steppedUpAt: Date.now() };
const correct = (viewer: Partial<Viewer>, bookingId: string, odometerKm: number, more: Record<string, unknown> = {}) =>
  house.ask<{ correctOdometer: { inspections: { kind: string; odometerKm: number; misreadKm: number | null }[] } } | null>(
    viewer,
    'mutation ($input: CorrectOdometerInput!) { correctOdometer(input: $input) { inspections { kind odometerKm misreadKm } } }',
    { input: { bookingId, inspection: 'TAKE_BACK', odometerKm, reason: 'A digit too many', idempotencyKey: uuidv7(), ...more } },
  );
/** Kind, state, amount in minor units and kilometres of each charge. */
const chargesOf = async (reference: string) =>
  (await readCharges(house, claire, reference)).map(({ state, amount, line }) => [state, amount.minor, line.quantity]);
/** A rental that is back after 1,000 km included and `extraKm` more, at 0.30 EUR each. */
const driven = (extraKm: number) => aReturn(house, { odometerKm: 2000 + extraKm });
/** Whose kilometres were paid. */
async function paid(extraKm: number) {
  const booking = await driven(extraKm);
  await payNow(house, claire, booking.id);
  await eventually(
    () => chargesOf(booking.reference),
    ([charge]) => charge?.[0] === 'COLLECTED',
  );
  return booking;
}

test('a hand-over that was misread is corrected after the return: the kilometres are charged, and the deposit goes with them', async () => {
  house.moveTo('2026-06-01T08:00:00Z');
  const { id, reference } = await aBooking(house, claire, trip);
  house.moveTo(atPickUp);
  await sweep(house);
  await handOver(house, id);
  await house.db.$executeRaw`UPDATE inspection SET odometer_km = 10000 WHERE booking_id = ${id}::uuid`;
  house.moveTo(atDropOff);
  const { vehicleId } = await house.db.booking.findUniqueOrThrow({ where: { id } });
  const input = { bookingId: id, vehicleId, odometerKm: 2150, fuelEighths: 8, idempotencyKey: uuidv7() };
  await house.ask(max, 'mutation ($input: InspectionInput!) { takeBackVehicle(input: $input) { state } }', { input });
  expect(await chargesOf(reference)).toEqual([]);
  expect(await depositsOf(house, id)).toEqual(['AUTHORISED']);

  const key = uuidv7();
  const first = await correct(max, id, 1000, { inspection: 'HAND_OVER', idempotencyKey: key });
  expect(first.data?.correctOdometer.inspections).toEqual([
    { kind: 'HAND_OVER', odometerKm: 1000, misreadKm: 10_000 },
    { kind: 'TAKE_BACK', odometerKm: 2150, misreadKm: null },
  ]);
  expect((await correct(max, id, 1000, { inspection: 'HAND_OVER', idempotencyKey: key })).data).toEqual(first.data);
  const [charge, ...others] = await readCharges(house, claire, reference);
  expect(others).toEqual([]);
  expect(charge).toMatchObject({
    kind: 'MILEAGE',
    state: 'ANNOUNCED',
    amount: { minor: 4500 },
    disputableUntil: windowOver.replace('.000', ''),
    evidence: { before: { odometerKm: 1000 }, after: { odometerKm: 2150 }, reason: 'A digit too many' },
  });
  expect(await toldOf(house, id, 'booking.chargeAnnounced')).toHaveLength(1);
  expect(await toldOf(house, id, 'booking.odometerCorrected')).toEqual([]);
  expect(await house.db.vehicle.findUnique({ where: { id: vehicleId ?? '' } })).toMatchObject({ odometerKm: 2150 });
  expect((await house.actsOn(id)).at(-1)).toMatchObject({
    action: 'booking.booking.odometerCorrected',
    detail: { inspection: 'HAND_OVER', odometerKm: 1000, misreadKm: 10_000 },
  });
  house.moveTo(windowOver);
  await sweepCharges(house);
  await eventually(
    () => depositsOf(house, id),
    ([state]) => state !== 'AUTHORISED',
  );
  expect(await chargesOf(reference)).toEqual([['COLLECTED', 4500, 150]]);
});

test('a charge that is not paid is taken back and announced anew with another window, or not at all', async () => {
  const { id, reference } = await driven(150);
  const { vehicleId } = await house.db.booking.findUniqueOrThrow({ where: { id } });
  await house.db.vehicle.update({ where: { id: vehicleId ?? '' }, data: { odometerKm: 2150 } });
  house.moveTo(hoursAfter(atDropOff, 24));
  expect((await correct(max, id, 2100)).errors).toEqual([]);
  expect(await chargesOf(reference)).toEqual([
    ['WITHDRAWN', 4500, 150],
    ['ANNOUNCED', 3000, 100],
  ]);
  const [former, now] = await readCharges(house, claire, reference);
  expect([former?.answer, now?.disputable]).toEqual(['A digit too many', true]);
  expect(now?.disputableUntil).toBe(hoursAfter(atDropOff, 96).replace('.000', ''));
  expect(await toldOf(house, id, 'booking.odometerCorrected')).toMatchObject([{ vehicleId, odometerKm: 2100, misreadKm: 2150 }]);
  expect(await house.db.vehicle.findUnique({ where: { id: vehicleId ?? '' } })).toMatchObject({ odometerKm: 2100 });

  await dispute(house, claire, { chargeId: now?.id });
  const { data } = await correct(max, id, 2200);
  expect(data?.correctOdometer.inspections[1]).toEqual({ kind: 'TAKE_BACK', odometerKm: 2200, misreadKm: 2150 });
  expect((await chargesOf(reference)).slice(1)).toEqual([
    ['WITHDRAWN', 3000, 100],
    ['ANNOUNCED', 6000, 200],
  ]);
  expect((await correct(max, id, 1990)).errors).toEqual([]);
  expect((await chargesOf(reference)).slice(2)).toEqual([['WITHDRAWN', 6000, 200]]);
  expect((await correct(max, id, 1980)).errors).toEqual([]);
  expect(await chargesOf(reference)).toHaveLength(3);
  // Somebody has read it since.
  await house.db.vehicle.update({ where: { id: vehicleId ?? '' }, data: { odometerKm: 2300 } });
  await correct(max, id, 2000);
  expect(await house.db.vehicle.findUnique({ where: { id: vehicleId ?? '' } })).toMatchObject({ odometerKm: 2300 });
});

test('what was collected and was too much is given back, with a step-up, and announced anew; its papers say so', async () => {
  const { id, reference } = await paid(150);
  await issueDocuments(house.world);
  expect((await correct(max, id, 2100)).code).toBe('STEP_UP_REQUIRED');
  expect(await chargesOf(reference)).toEqual([['COLLECTED', 4500, 150]]);
  expect((await correct(fresh, id, 2100)).errors).toEqual([]);
  expect(await chargesOf(reference)).toEqual([
    ['REFUNDED', 4500, 150],
    ['ANNOUNCED', 3000, 100],
  ]);
  expect(await house.db.refund.findMany({ where: { bookingId: id } })).toMatchObject([{ amountMinor: 4500n, reason: 'CHARGE' }]);
  await payNow(house, claire, id);
  await eventually(
    () => chargesOf(reference),
    (charges) => charges[1]?.[0] === 'COLLECTED',
  );
  await issueDocuments(house.world);
  const papers = (await documentsFor(house, claire, reference)).map(({ kind, total }) => [kind, total.minor]);
  expect(papers.slice(1)).toEqual([
    ['INVOICE', 4500],
    ['CREDIT_NOTE', 4500],
    ['INVOICE', 3000],
  ]);
});

test('where it was too little the rest is announced, and counted from what was charged by then', async () => {
  const { id, reference } = await paid(100);
  expect((await correct(max, id, 2150)).errors).toEqual([]);
  expect(await chargesOf(reference)).toEqual([
    ['COLLECTED', 3000, 100],
    ['ANNOUNCED', 1500, 50],
  ]);
  const [, rest] = await readCharges(house, claire, reference);
  expect(rest?.rule).toContain('150 extra km');
  expect(rest?.rule).toContain('less 100 km charged before');
  expect((await correct(max, id, 2100)).errors).toEqual([]);
  expect(await chargesOf(reference)).toEqual([
    ['COLLECTED', 3000, 100],
    ['WITHDRAWN', 1500, 50],
  ]);
});

test('what staff have waived stays waived', async () => {
  const { id, reference } = await driven(150);
  const [charge] = await readCharges(house, claire, reference);
  await dispute(house, claire, { chargeId: charge?.id });
  await resolve(house, max, { chargeId: charge?.id, outcome: 'WAIVE' });
  expect((await correct(max, id, 2140)).errors).toEqual([]);
  expect(await chargesOf(reference)).toEqual([['WAIVED', 4500, 150]]);
});

test('is a manager’s of these agencies, and not of their own rental', async () => {
  const { id } = await driven(150);
  expect((await correct(marie, id, 2100)).code).toBe('FORBIDDEN');
  expect((await correct(claire, id, 2100)).code).toBe('FORBIDDEN');
  expect((await correct({}, id, 2100)).code).toBe('UNAUTHENTICATED');
  expect((await correct({ ...max, agencies: ['LYS'] }, id, 2100)).code).toBe('NOT_FOUND');
  expect((await correct({ ...max, id: claire.id ?? '' }, id, 2100)).code).toBe('FORBIDDEN');
  expect((await correct(max, uuidv7(), 2100)).code).toBe('NOT_FOUND');
  expect((await correct(max, 'none', 2100)).code).toBe('NOT_FOUND');
});

test.each([
  ['below zero', -1, {}, 'odometerKm'],
  ['beyond what an odometer shows', 2_000_001, {}, 'odometerKm'],
  ['less than it left with', 999, {}, 'odometerKm ≥ 1000'],
  ['more than it came back with', 2151, { inspection: 'HAND_OVER' }, 'odometerKm ≤ 2150'],
  ['what was read', 2150, {}, 'odometerKm = 2150'],
  ['for no reason', 2100, { reason: ' ' }, 'reason 1…2000'],
  ['with a card number for a reason', 2100, { reason: '4242 4242 4242 4242' }, 'reason'],
])('%s is refused, and changes nothing', async (_, odometerKm, more, reason) => {
  const { id, reference } = await driven(150);
  expect((await correct(max, id, odometerKm, more)).errors).toMatchObject([{ extensions: { code: 'BAD_INPUT', reason } }]);
  expect(await chargesOf(reference)).toEqual([['ANNOUNCED', 4500, 150]]);
});

test('not before the return, nor once kilometres are charged no more', async () => {
  house.moveTo('2026-06-01T08:00:00Z');
  const { id } = await aBooking(house, claire, trip);
  house.moveTo(atPickUp);
  await handOver(house, id);
  expect((await correct(max, id, 900, { inspection: 'HAND_OVER' })).code).toBe('WRONG_STATE');
  const returned = await driven(150);
  house.moveTo('2027-09-01T08:00:00Z');
  expect((await correct(max, returned.id, 2100)).code).toBe('WRONG_STATE');
});
