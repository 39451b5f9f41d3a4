import { setTimeout } from 'node:timers/promises';
import { forgetRequests } from '../src/data/idempotency.ts';
import { settleDue, startSweeper } from '../src/sweeper.ts';
import { addAgency, ada, aClass, aFleet, anAgency, aUnit, noah, planMaintenance, type Fleet } from './fleet.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await aFleet();
});
beforeEach(async () => {
  await fleet.clear();
  await fleet.ask(addAgency, { input: anAgency() }, ada);
  await aClass(fleet.db);
});
afterAll(() => fleet.close());

const due = new Date('2026-07-20T06:00:00Z');
const maintenanceOf = (vehicleId: string) =>
  fleet.ask(planMaintenance, { input: { vehicleId, from: '2026-07-20T08:00', to: '2026-07-20T18:00', idempotencyKey: vehicleId } }, noah);
const states = async (): Promise<string[]> => (await fleet.db.vehicle.findMany({ orderBy: { id: 'asc' } })).map(({ state }) => state);
/** Nothing can be written to these units. */
async function jam(...ids: string[]): Promise<void> {
  await fleet.db.$executeRaw`
    CREATE OR REPLACE FUNCTION jammed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'jammed'; END $$`;
  await fleet.db.$executeRaw`CREATE TABLE jam (id uuid)`;
  await fleet.db.$executeRaw`INSERT INTO jam SELECT unnest(${ids}::uuid[])`;
  await fleet.db.$executeRaw`
    CREATE FUNCTION is_jammed(uuid) RETURNS boolean LANGUAGE sql AS 'SELECT EXISTS (SELECT FROM jam WHERE id = $1)'`;
  await fleet.db.$executeRaw`
    CREATE TRIGGER jammed BEFORE UPDATE ON vehicle FOR EACH ROW WHEN (is_jammed(OLD.id)) EXECUTE FUNCTION jammed()`;
}
const unjam = async (): Promise<void> => {
  await fleet.db.$executeRaw`DROP TRIGGER jammed ON vehicle`;
  await fleet.db.$executeRaw`DROP FUNCTION is_jammed`;
  await fleet.db.$executeRaw`DROP TABLE jam`;
};

test('a unit that cannot be settled stays as it was and stops no other, and is settled once it can be', async () => {
  const ids = [await aUnit(fleet), await aUnit(fleet), await aUnit(fleet)].toSorted();
  for (const id of ids) await maintenanceOf(id);
  await jam(ids[0] ?? '');
  expect(await settleDue(fleet.db, due, fleet.log)).toBeNull();
  expect(await states()).toEqual(['AVAILABLE', 'MAINTENANCE', 'MAINTENANCE']);
  expect(await fleet.db.absence.count({ where: { vehicleId: ids[0] ?? '', state: 'PLANNED' } })).toBe(1);
  await unjam();
  await settleDue(fleet.db, due, fleet.log);
  expect(await states()).toEqual(['MAINTENANCE', 'MAINTENANCE', 'MAINTENANCE']);
});

test('a hundred units that cannot be settled keep no other waiting', async () => {
  const planned = async (): Promise<string> => {
    const id = await aUnit(fleet);
    await maintenanceOf(id);
    return id;
  };
  const ids = [await planned()];
  while (ids.length < 101) ids.push(...(await Promise.all(Array.from({ length: 5 }, planned))));
  const [, ...others] = ids.toSorted().toReversed();
  await jam(...others);
  const next = await settleDue(fleet.db, due, fleet.log);
  expect(next).toBe(others[0]);
  expect(await settleDue(fleet.db, due, fleet.log, next)).toBeNull();
  expect((await states()).filter((state) => state === 'MAINTENANCE')).toHaveLength(1);
  await unjam();
});

test('requests are forgotten after a day, and no sooner', async () => {
  const vehicleId = await aUnit(fleet);
  await maintenanceOf(vehicleId);
  const known = () => fleet.db.idempotency.count({ where: { key: vehicleId } });
  await forgetRequests(fleet.db, new Date('2026-07-15T12:00:00Z'));
  expect(await known()).toBe(1);
  const sweeper = startSweeper(fleet.db, { now: () => new Date('2026-07-15T12:00:01Z') }, fleet.log);
  while ((await known()) > 0) await setTimeout(20);
  await sweeper.stop();
});
