import { jest } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { makeRoom } from '../src/actions/reaccommodate.ts';
import { erasePeople } from '../src/actions/erase.ts';
import { noteErasure } from '../src/data/erasure.ts';
import { startSweeper } from '../src/sweeper.ts';
import { claire, eventually, openAgency, sam, type House } from './agency.ts';
import { aBooking, aHold, stateOf } from './rental.ts';

let house: House;
beforeEach(async () => {
  house = await openAgency({ 'CDG EDMV': 2, 'LYS EDMV': 1 });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await house.close();
});

const ids = (count: number): string[] => Array.from({ length: count }, () => uuidv7());
const asksToBeForgotten = (deletionId: string, userId = uuidv7()): Promise<void> =>
  house.world.sql.$transaction((tx) => noteErasure(tx, { deletionId, userId, region: 'EU' }, house.world.clock.now()));

test('a hundred people who cannot be forgotten yet keep nobody else waiting', async () => {
  await aHold(house, claire, { acriss: ['EDMV'] });
  const [waiting, last] = [ids(100), uuidv7()];
  for (const id of waiting) await asksToBeForgotten(id, claire.id ?? '');
  await asksToBeForgotten(last);
  const next = await erasePeople(house.world);
  expect(next).toBe(waiting.at(-1));
  expect(await erasePeople(house.world, next)).toBeNull();
  expect(await house.db.erasure.findUniqueOrThrow({ where: { deletionId: last } })).toMatchObject({ userId: null });
  expect(await house.db.erasure.count({ where: { doneAt: null } })).toBe(100);
});

test('a hundred classes where no room can be made keep no other waiting', async () => {
  const first = await aBooking(house, claire, { acriss: ['EDMV'], pickUpAgency: 'LYS' });
  await house.db.$executeRaw`
    INSERT INTO class_stock (agency, acriss) SELECT 'CDG', 'A' || to_char(n, 'FM000') FROM generate_series(1, 100) AS n`;
  // Sold to nobody that could be found: a mistake of ours.
  await house.db.$executeRaw`
    INSERT INTO class_ledger (agency, acriss, from_at, supply, sold, shortfall)
    SELECT 'CDG', 'A' || to_char(n, 'FM000'), 'epoch', 0, 1, 1 FROM generate_series(1, 100) AS n`;
  await house.event('fleet.vehicles.changed', {
    agency: 'LYS',
    vehicles: [
      {
        id: house.units.get('LYS EDMV')?.[0],
        acriss: 'EDMV',
        agency: 'LYS',
        version: 2,
        absences: [{ from: '2026-07-01T00:00:00Z', to: null }],
      },
    ],
  });
  const next = await makeRoom(house.world);
  expect(next).toEqual({ agency: 'CDG', acriss: 'A100' });
  expect(await makeRoom(house.world, next)).toBeNull();
  expect(await stateOf(house, first.id)).toBe('REACCOMMODATION');
});

test('what cannot be forgotten stops neither what else is to be forgotten nor the ledger’s compaction', async () => {
  await aBooking(house, sam, { acriss: ['EDMV'] });
  await house.db.$executeRaw`DELETE FROM request`;
  await aHold(house, claire, { acriss: ['EDMV'], pickUpAt: '2026-07-15T10:00' });
  const requests = await house.db.request.count();
  await house.db.$executeRaw`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$`;
  await house.db.$executeRaw`CREATE TRIGGER quote_kept BEFORE DELETE ON quote FOR EACH STATEMENT EXECUTE FUNCTION refuse()`;
  house.moveTo('2026-07-20T08:00:00Z');
  expect(requests).toBeGreaterThan(0);
  const failed = jest.spyOn(house.world.log, 'error');
  const sweeper = startSweeper(house.world, house.events);
  await eventually(
    () =>
      house.db.classLedger.count({
        where: { agency: 'CDG', acriss: 'EDMV', fromAt: { lte: new Date('2026-07-15T08:00:00Z') } },
      }),
    (steps) => steps === 1,
  );
  await sweeper.stop();
  expect(await house.db.request.count()).toBe(0);
  expect(failed.mock.calls.map(([facts]) => (facts as { stage?: string }).stage)).toEqual(['quotes']);
});
