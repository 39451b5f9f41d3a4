import { meeting } from '@ycyw/service/testing/meeting';
import { settleDue } from '../src/sweeper.ts';
import {
  addAgency,
  ada,
  aClass,
  aFleet,
  anAgency,
  aUnit,
  marie,
  noah,
  noon,
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
  await aClass(fleet.db);
  vehicleId = await aUnit(fleet);
  // Warm, so that they really come at once.
  await Promise.all(times(8, () => fleet.db.$queryRaw`SELECT pg_sleep(0.05)::text`));
});
afterAll(() => fleet.close());

const times = <Result>(count: number, work: (index: number) => Result): Result[] =>
  Array.from({ length: count }, (_, index) => work(index));
const maintenance = (idempotencyKey: string) =>
  fleet.ask(planMaintenance, { input: { vehicleId, from: '2026-07-20T08:00', to: '2026-07-20T18:00', idempotencyKey } }, noah);
const codes = async (asked: Promise<{ code: unknown }>[]) => (await Promise.all(asked)).map(({ code }) => code ?? 'done').sort();
const one = <Item>(rest: Item, many: number): (Item | 'WRONG_STATE')[] => [...Array<'WRONG_STATE'>(many).fill('WRONG_STATE'), rest].sort();

test('eight desks plan the same day of one unit at once: one has it', async () => {
  expect(await codes(times(8, (desk) => maintenance(`desk-${String(desk)}`)))).toEqual(one('done', 7));
  expect(await fleet.db.absence.count()).toBe(1);
  expect((await toldOf(fleet, vehicleId)).map(({ version }) => version)).toEqual([1, 2]);
});

test('the same eight, looking first and writing after, have it more than once: the race is real', async () => {
  await fleet.db.$executeRaw`CREATE TABLE naive AS SELECT * FROM absence`;
  const met = meeting();
  const lookThenWrite = (): Promise<number> =>
    fleet.db.$transaction(async (tx) => {
      const [taken] = await tx.$queryRaw<
        { some: boolean }[]
      >`SELECT EXISTS (SELECT FROM naive WHERE vehicle_id = ${vehicleId}::uuid) AS some`;
      await met();
      return taken?.some ? 0 : tx.$executeRaw`INSERT INTO naive (vehicle_id, starts_at) VALUES (${vehicleId}::uuid, ${noon})`;
    });
  const written = await Promise.all(times(8, lookThenWrite));
  await fleet.db.$executeRaw`DROP TABLE naive`;
  expect(written.reduce((sum, rows) => sum + rows, 0)).toBeGreaterThan(1);
});

test('eight repetitions of one request at once plan it once, with one answer', async () => {
  const answers = await Promise.all(times(8, () => maintenance('once')));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]?.code).toBeUndefined();
  expect(await fleet.db.absence.count()).toBe(1);
});

test('a damage and a transfer at once: whichever comes first, the unit is damaged and missing once', async () => {
  const transfer = { vehicleId, toAgency: 'LYS', departAt: '2026-07-14T14:00', idempotencyKey: 't' };
  const [damaged, sent] = await Promise.all([
    fleet.ask(setVehicleState, { id: vehicleId, state: 'DAMAGED', key: 'd' }, marie),
    fleet.ask(planTransfer, { input: transfer }, noah),
  ]);
  expect(damaged.code).toBeUndefined();
  expect([undefined, 'WRONG_STATE']).toContain(sent.code);
  expect(await fleet.db.vehicle.findFirst()).toMatchObject({ state: 'DAMAGED', agencyCode: 'CDG' });
  expect((await toldOf(fleet, vehicleId)).at(-1)).toMatchObject({ state: 'DAMAGED', absences: [{ from: noon.toISOString(), to: null }] });
});

test('two desks receive one unit: it arrives once', async () => {
  const input = { vehicleId, toAgency: 'LYS', departAt: '2026-07-14T14:00', idempotencyKey: 't' };
  await fleet.ask(planTransfer, { input }, noah);
  const arrivals = times(2, (desk) => fleet.ask(receiveVehicle, { id: vehicleId, km: 100 + desk, key: `desk-${String(desk)}` }, marie));
  expect(await codes(arrivals)).toEqual(one('done', 1));
  expect((await toldOf(fleet, vehicleId)).map(({ version }) => version)).toEqual([1, 2, 3]);
});

test('sweeps that run at once settle each unit once', async () => {
  const others = await Promise.all(times(12, () => aUnit(fleet)));
  for (const id of others) {
    const input = { vehicleId: id, from: '2026-07-20T08:00', idempotencyKey: id };
    await fleet.ask(planMaintenance, { input }, noah);
  }
  fleet.setNow(new Date('2026-07-20T06:00:00Z'));
  await Promise.all(times(4, () => settleDue(fleet.db, fleet.now(), fleet.log)));
  await settleDue(fleet.db, fleet.now(), fleet.log);
  const units = await fleet.db.vehicle.findMany({ where: { id: { in: others } } });
  expect(new Set(units.map(({ state, version }) => `${state} ${String(version)}`))).toEqual(new Set(['MAINTENANCE 3']));
});
