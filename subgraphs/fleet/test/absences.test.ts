import { settleDue } from '../src/sweeper.ts';
import {
  addAgency,
  ada,
  aClass,
  aFleet,
  anAgency,
  aUnit,
  endAbsence,
  marie,
  noah,
  planMaintenance,
  planTransfer,
  receiveVehicle,
  setVehicleState,
  toldOf,
  type Fleet,
} from './fleet.ts';

let fleet: Fleet;
let vehicleId: string;
beforeAll(async () => {
  fleet = await aFleet();
});
beforeEach(async () => {
  await fleet.clear();
  await fleet.ask(addAgency, { input: anAgency() }, ada);
  await fleet.ask(addAgency, { input: anAgency({ code: 'LYS', name: 'Lyon', city: 'Lyon' }) }, ada);
  await fleet.ask(
    addAgency,
    { input: anAgency({ code: 'LHR', name: 'Heathrow', country: 'GB', region: 'UK', timeZone: 'Europe/London' }) },
    ada,
  );
  await aClass(fleet.db);
  vehicleId = await aUnit(fleet);
});
afterAll(() => fleet.close());

let keys = 0;
const maintenance = (own: Record<string, unknown> = {}, viewer: object = noah) => {
  keys += 1;
  const input = { vehicleId, from: '2026-07-20T08:00', to: '2026-07-20T18:00', idempotencyKey: `m${String(keys)}`, ...own };
  return fleet.ask(planMaintenance, { input }, viewer);
};
const transfer = (own: Record<string, unknown> = {}, viewer: object = noah) => {
  keys += 1;
  const input = { vehicleId, toAgency: 'LHR', departAt: '2026-07-20T08:00', idempotencyKey: `t${String(keys)}`, ...own };
  return fleet.ask(planTransfer, { input }, viewer);
};
const put = (state: string, viewer: object = marie, key = `s${String((keys += 1))}`) =>
  fleet.ask(setVehicleState, { id: vehicleId, state, key }, viewer);
const idOf = (answer: { data: Record<string, unknown> | null }, field: string) => (answer.data?.[field] as { id: string }).id;
const stored = () => fleet.db.vehicle.findFirst({ where: { id: vehicleId } });
const lastTold = async () => (await toldOf(fleet, vehicleId)).at(-1);
/** How often the others are told of the unit when what is due at `now` is done. */
const sweepAt = async (now: string): Promise<number> => {
  fleet.setNow(new Date(now));
  const before = (await toldOf(fleet, vehicleId)).length;
  await settleDue(fleet.db, fleet.now(), fleet.log);
  return (await toldOf(fleet, vehicleId)).length - before;
};

test("maintenance is planned on the agency's wall clock and told of as instants", async () => {
  const { data } = await maintenance({ reason: ' Vidange ' });
  expect(data?.planMaintenance).toEqual({
    id: expect.any(String) as unknown,
    kind: 'MAINTENANCE',
    from: '2026-07-20T08:00',
    to: '2026-07-20T18:00',
    reason: 'Vidange',
    state: 'PLANNED',
    toAgency: null,
    vehicle: { id: vehicleId, state: 'AVAILABLE' },
  });
  expect(await lastTold()).toEqual({
    id: vehicleId,
    acriss: 'EDMV',
    agency: 'CDG',
    state: 'AVAILABLE',
    odometerKm: 0,
    version: 2,
    absences: [{ from: '2026-07-20T06:00:00.000Z', to: '2026-07-20T16:00:00.000Z' }],
  });
});

test('maintenance begins when its time comes and ends by itself, however often the sweep runs', async () => {
  await maintenance();
  expect(await sweepAt('2026-07-20T05:59:59Z')).toBe(0);
  expect(await sweepAt('2026-07-20T06:00:00Z')).toBe(1);
  expect(await stored()).toMatchObject({ state: 'MAINTENANCE', version: 3 });
  expect(await sweepAt('2026-07-20T06:00:01Z')).toBe(0);
  expect(await sweepAt('2026-07-20T16:00:00Z')).toBe(1);
  expect(await stored()).toMatchObject({ state: 'AVAILABLE', version: 4 });
  expect(await lastTold()).toMatchObject({ version: 4, absences: [] });
  expect(await sweepAt('2026-07-21T00:00:00Z')).toBe(0);
});

test('from in the past is now: the unit is in the workshop at once', async () => {
  const { data } = await maintenance({ from: '2026-07-01T08:00', to: null });
  expect(data?.planMaintenance).toMatchObject({
    state: 'UNDER_WAY',
    from: '2026-07-14T14:00',
    to: null,
    vehicle: { state: 'MAINTENANCE' },
  });
  const ended = await fleet.ask(endAbsence, { id: idOf({ data }, 'planMaintenance') }, noah);
  expect(ended.data?.endAbsence).toMatchObject({ state: 'ENDED', to: '2026-07-14T14:00', vehicle: { state: 'AVAILABLE' } });
});

test.each([
  ['PERIOD_EMPTY', { to: '2026-07-20T08:00' }],
  ['PERIOD_IN_PAST', { from: '2026-07-01T08:00', to: '2026-07-14T13:00' }],
  ['BAD_INPUT', { from: '2027-03-28T02:30', to: null }],
  ['BAD_INPUT', { reason: 'x'.repeat(501) }],
  ['BAD_INPUT', { idempotencyKey: '' }],
  ['NOT_FOUND', { vehicleId: '019a0000-0000-7000-8000-00000000dead' }],
  ['NOT_FOUND', { vehicleId: 'none' }],
])('refuses maintenance with %s: %j, and writes nothing', async (code, own) => {
  expect((await maintenance(own)).code).toBe(code);
  expect(await fleet.db.absence.count()).toBe(0);
  expect(await stored()).toMatchObject({ version: 1 });
});

test('no two absences of a unit overlap by a minute; side by side they stand', async () => {
  await maintenance();
  expect((await maintenance({ from: '2026-07-20T17:59', to: '2026-07-20T19:00' })).code).toBe('WRONG_STATE');
  expect((await maintenance({ from: '2026-07-19T08:00', to: '2026-07-20T08:01' })).code).toBe('WRONG_STATE');
  expect((await maintenance({ from: '2026-07-19T08:00', to: null })).code).toBe('WRONG_STATE');
  expect((await transfer()).code).toBe('WRONG_STATE');
  expect((await maintenance({ from: '2026-07-20T18:00', to: '2026-07-20T19:00' })).code).toBeUndefined();
  expect((await transfer({ departAt: '2026-07-20T19:00' })).code).toBeUndefined();
  expect((await maintenance({ from: '2026-08-20T18:00', to: '2026-08-20T19:00' })).code).toBe('WRONG_STATE');
});

test('the database itself refuses absences that overlap, and a second one under way', async () => {
  await maintenance();
  const own = { vehicleId, kind: 'MAINTENANCE', state: 'PLANNED', agencyCode: 'CDG', createdAt: fleet.now() } as const;
  const overlapping = { startsAt: new Date('2026-07-20T15:59:00Z'), endsAt: null };
  await expect(fleet.db.absence.create({ data: { ...own, ...overlapping, id: crypto.randomUUID() } })).rejects.toThrow();
  const free = { startsAt: new Date('2026-07-20T16:00:00Z'), endsAt: null };
  await fleet.db.absence.create({ data: { ...own, ...free, id: crypto.randomUUID() } });
  await expect(fleet.db.absence.updateMany({ data: { state: 'UNDER_WAY' } })).rejects.toThrow();
});

test('a unit sent away counts at the other agency once it is received there', async () => {
  const sent = await transfer({ departAt: '2026-07-14T14:00' });
  expect(sent.data?.planTransfer).toMatchObject({
    state: 'UNDER_WAY',
    to: null,
    toAgency: { code: 'LHR' },
    vehicle: { state: 'IN_TRANSFER' },
  });
  expect(await lastTold()).toMatchObject({ agency: 'CDG', absences: [{ from: '2026-07-14T12:00:00.000Z', to: null }] });
  expect((await fleet.ask(endAbsence, { id: idOf(sent, 'planTransfer') }, noah)).code).toBe('WRONG_STATE');
  const receive = (viewer: object, km = 300, key = 'r') => fleet.ask(receiveVehicle, { id: vehicleId, km, key }, viewer);
  expect((await receive(marie)).code).toBe('NOT_FOUND');
  const there = { ...marie, region: 'UK' } as const;
  const first = await receive(there);
  expect(first.data?.receiveVehicle).toEqual({ id: vehicleId, state: 'AVAILABLE', odometerKm: 300, agency: { code: 'LHR' }, absences: [] });
  expect(await receive(there)).toEqual(first);
  expect((await receive(there, 301)).code).toBe('IDEMPOTENCY_CONFLICT');
  expect((await receive(there, 301, 'again')).code).toBe('WRONG_STATE');
  expect(await lastTold()).toMatchObject({ agency: 'LHR', state: 'AVAILABLE', version: 3, absences: [] });
});

test('a unit is not received before it has left, nor with fewer kilometres than it had', async () => {
  await fleet.db.vehicle.updateMany({ data: { odometerKm: 500 } });
  await transfer();
  const there = { ...marie, region: 'UK' } as const;
  expect((await fleet.ask(receiveVehicle, { id: vehicleId, km: 600, key: 'a' }, there)).code).toBe('WRONG_STATE');
  await sweepAt('2026-07-20T06:00:00Z');
  expect((await fleet.ask(receiveVehicle, { id: vehicleId, km: 499, key: 'b' }, there)).code).toBe('BAD_INPUT');
  expect((await fleet.ask(receiveVehicle, { id: vehicleId, km: 500, key: 'c' }, there)).code).toBeUndefined();
});

test.each([
  ['NOT_FOUND', { toAgency: 'XXX' }],
  ['BAD_INPUT', { toAgency: 'CDG' }],
])('refuses a transfer with %s: %j', async (code, own) => {
  expect((await transfer(own)).code).toBe(code);
});

test('a damaged unit is missing until it is repaired, and what was planned for it falls away', async () => {
  await maintenance();
  const damaged = await put('DAMAGED');
  expect(damaged.data?.setVehicleState).toEqual({
    id: vehicleId,
    state: 'DAMAGED',
    absences: [{ kind: 'DAMAGE', from: '2026-07-14T14:00', to: null, state: 'UNDER_WAY' }],
  });
  expect(await lastTold()).toMatchObject({ state: 'DAMAGED', absences: [{ from: '2026-07-14T12:00:00.000Z', to: null }] });
  expect((await maintenance()).code).toBe('WRONG_STATE');
  const repair = await maintenance({ from: '2026-07-14T14:00', to: '2026-07-15T14:00' });
  expect(repair.data?.planMaintenance).toMatchObject({ state: 'UNDER_WAY', vehicle: { state: 'MAINTENANCE' } });
  expect((await put('AVAILABLE')).data?.setVehicleState).toMatchObject({ state: 'AVAILABLE', absences: [] });
});

test('a damage ends with its absence', async () => {
  await put('DAMAGED');
  const [damage] = await fleet.db.absence.findMany();
  expect((await fleet.ask(endAbsence, { id: damage?.id }, noah)).data?.endAbsence).toMatchObject({
    kind: 'DAMAGE',
    vehicle: { state: 'AVAILABLE' },
  });
});

test('retired is for good: missing without end, and nothing moves it any more', async () => {
  await maintenance();
  expect((await put('RETIRED')).data?.setVehicleState).toMatchObject({ state: 'RETIRED', absences: [] });
  expect(await lastTold()).toMatchObject({ state: 'RETIRED', absences: [{ from: '2026-07-14T12:00:00.000Z', to: null }] });
  for (const state of ['AVAILABLE', 'CLEANING', 'DAMAGED']) expect((await put(state)).code).toBe('WRONG_STATE');
  expect((await maintenance()).code).toBe('WRONG_STATE');
  expect(await sweepAt('2026-07-20T07:00:00Z')).toBe(0);
  expect(await stored()).toMatchObject({ state: 'RETIRED', version: 3 });
});

test.each(['ASSIGNED', 'OUT', 'RETURNED', 'MAINTENANCE', 'IN_TRANSFER'])('nobody puts a unit into %s by hand', async (state) => {
  expect((await put(state)).code).toBe('BAD_INPUT');
});

test('a unit on its way is not simply available, and one that is out stays out', async () => {
  await transfer({ departAt: '2026-07-14T14:00' });
  expect((await put('AVAILABLE')).code).toBe('WRONG_STATE');
  await fleet.db.$executeRaw`DELETE FROM absence`;
  await fleet.db.vehicle.updateMany({ data: { state: 'OUT' } });
  for (const state of ['AVAILABLE', 'CLEANING', 'DAMAGED', 'RETIRED']) expect((await put(state)).code).toBe('WRONG_STATE');
});

test('the same key is the same answer, and changes once; with other input it is a conflict', async () => {
  const first = await maintenance({ idempotencyKey: 'once' });
  expect(await maintenance({ idempotencyKey: 'once' })).toEqual(first);
  expect((await maintenance({ idempotencyKey: 'once', to: null })).code).toBe('IDEMPOTENCY_CONFLICT');
  await put('CLEANING', marie, 'clean');
  await put('CLEANING', marie, 'clean');
  expect((await put('AVAILABLE', marie, 'clean')).code).toBe('IDEMPOTENCY_CONFLICT');
  expect(await stored()).toMatchObject({ state: 'CLEANING', version: 3 });
  const id = idOf(first, 'planMaintenance');
  const cancelled = await fleet.ask(endAbsence, { id }, noah);
  expect(cancelled.data?.endAbsence).toMatchObject({ state: 'CANCELLED', to: '2026-07-20T18:00' });
  expect(await fleet.ask(endAbsence, { id }, noah)).toEqual(cancelled);
  expect((await fleet.acts()).map((act) => (act as { action: string }).action)).toEqual([
    ...Array<string>(3).fill('fleet.agency.added'),
    'fleet.vehicles.added',
    'fleet.absence.planned',
    'fleet.vehicle.stateSet',
    'fleet.absence.ended',
  ]);
});

test.each([
  ['nobody', {}, 'UNAUTHENTICATED', 'UNAUTHENTICATED'],
  ['an agent', marie, 'FORBIDDEN', undefined],
  ['an agent of elsewhere', { ...marie, agencies: ['LYS'] }, 'FORBIDDEN', 'NOT_FOUND'],
  ['a manager of elsewhere', { ...noah, agencies: ['LYS'] }, 'NOT_FOUND', 'NOT_FOUND'],
  ['a manager of another region', { ...noah, region: 'UK' as const }, 'NOT_FOUND', 'NOT_FOUND'],
  ['an admin', { ...ada, region: 'US' as const }, undefined, undefined],
])('%s plans and ends absences, or sets states, or is refused', async (_, viewer, managing, desk) => {
  const planned = idOf(await maintenance(), 'planMaintenance');
  expect((await fleet.ask(endAbsence, { id: planned }, viewer)).code).toBe(managing);
  expect((await maintenance({ from: '2026-08-20T08:00', to: '2026-08-21T08:00' }, viewer)).code).toBe(managing);
  expect((await transfer({ departAt: '2026-09-20T08:00' }, viewer)).code).toBe(managing);
  expect((await put('CLEANING', viewer)).code).toBe(desk);
});
