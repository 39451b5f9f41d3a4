import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { insertUnits, lockUnitsByPlate } from '../src/data/importedVehicle.ts';
import { PrismaClient } from '../src/generated/prisma/client.ts';
import { addAgency, ada, aClass, aFleet, anAgency, noah, noon, type Fleet } from './fleet.ts';
import { aRow, begin, header, importAll, refusedRows, send } from './imports.ts';

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

const rows = (count: number): string[] => [header, ...Array.from({ length: count }, (_, n) => aRow(`AB-${String(n).padStart(4, '0')}`))];
const olga = { ...noah, id: '019a0000-0000-7000-8000-000000000009' };
const unitsTold = async (): Promise<number> =>
  (await fleet.outbox()).flatMap(({ payload }) => (payload as { vehicles?: unknown[] }).vehicles ?? []).length;

test('goes on at nextLine when it is opened again, and doubles nothing that comes again', async () => {
  const lines = rows(30);
  const first = (await begin(fleet, lines)).import;
  expect(first.nextLine).toBe(2);
  await send(fleet, first.id, 2, lines.slice(1, 11));
  const again = (await begin(fleet, lines, { name: 'renamed.csv' })).import;
  expect(again).toMatchObject({ id: first.id, nextLine: 12 });
  const refused = await send(fleet, first.id, 2, lines.slice(1, 11));
  expect([refused.code, refused.reason]).toEqual(['WRONG_STATE', 'RUNNING, nextLine 12']);
  expect((await send(fleet, first.id, 13, lines.slice(12))).code).toBe('WRONG_STATE');
  const { data } = await send(fleet, first.id, 12, lines.slice(11));
  expect(data?.addFleetImportLines).toMatchObject({ state: 'DONE', added: 30, refused: 0 });
  expect((await send(fleet, first.id, 32, [aRow('ZZ-1')])).code).toBe('WRONG_STATE');
  expect([await fleet.db.vehicle.count(), await unitsTold()]).toEqual([30, 30]);
});

test('a file that is done may be imported anew: all of it is unchanged', async () => {
  const first = await importAll(fleet, rows(5));
  const second = await importAll(fleet, rows(5));
  expect(second).toMatchObject({ state: 'DONE', added: 0, changed: 0, unchanged: 5, refused: 0 });
  expect(second.id).not.toBe(first.id);
});

test('the same file read in another way begins anew, and the import before is over', async () => {
  const lines = rows(5);
  const first = (await begin(fleet, lines)).import;
  await send(fleet, first.id, 2, lines.slice(1, 3));
  const second = (
    await begin(fleet, lines, {
      columns: [
        { column: 'make', field: 'model' },
        { column: 'model', field: 'make' },
      ],
    })
  ).import;
  expect(second).toMatchObject({ nextLine: 2 });
  expect((await send(fleet, first.id, 4, lines.slice(3))).code).toBe('WRONG_STATE');
  const { data } = await send(fleet, second.id, 2, lines.slice(1));
  expect(data?.addFleetImportLines).toMatchObject({ state: 'DONE', added: 3, changed: 2 });
});

test('eight copies at once of one call are taken once', async () => {
  const lines = rows(40);
  const { import: opened } = await begin(fleet, lines);
  const answers = await Promise.all(Array.from({ length: 8 }, () => send(fleet, opened.id, 2, lines.slice(1))));
  expect(answers.map(({ code }) => code).sort()).toEqual([...Array<string>(7).fill('WRONG_STATE'), undefined]);
  expect([await fleet.db.vehicle.count(), await unitsTold()]).toEqual([40, 40]);
});

test('a connection killed in the middle of a part leaves nothing of it, and the import goes on', async () => {
  const lines = rows(20);
  await importAll(fleet, [header, aRow('AB-0015', { odometerKm: 1 })]);
  const { import: opened } = await begin(fleet, lines);
  await send(fleet, opened.id, 2, lines.slice(1, 6));
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let locked: () => void = () => undefined;
  const isLocked = new Promise<void>((resolve) => (locked = resolve));
  const holder = fleet.db.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM vehicle WHERE plate = 'AB-0015' FOR UPDATE`;
      locked();
      await held;
    },
    { timeout: 60_000 },
  );
  await isLocked;
  const killed = send(fleet, opened.id, 7, lines.slice(6)).then(
    () => 'answered',
    () => 'broken',
  );
  let victims = 0;
  while (victims === 0) {
    victims = (
      await fleet.db.$queryRaw<unknown[]>`
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
    ).length;
  }
  expect(await killed).toBe('broken');
  release();
  await holder;
  expect(await fleet.db.vehicle.count()).toBe(6);
  const again = (await begin(fleet, lines)).import;
  expect(again).toMatchObject({ id: opened.id, nextLine: 7 });
  const { data } = await send(fleet, again.id, 7, lines.slice(6));
  expect(data?.addFleetImportLines).toMatchObject({ state: 'DONE', added: 19, changed: 1, unchanged: 0, refused: 0 });
  expect([await fleet.db.vehicle.count(), await unitsTold()]).toEqual([20, 21]);
});

test('two managers at once on the same file: each unit is there once, and told of once', async () => {
  const lines = rows(400);
  const backwards = [header, ...lines.slice(1).reverse()];
  const done = await Promise.all([importAll(fleet, lines), importAll(fleet, backwards, {}, olga)]);
  const sum = (name: string): number => done.reduce((total, each) => total + Number(each[name]), 0);
  expect([sum('added'), sum('changed'), sum('unchanged'), sum('refused')]).toEqual([400, 0, 400, 0]);
  expect([await fleet.db.vehicle.count(), await unitsTold()]).toEqual([400, 400]);
});

test('the same two, each looking before either writes, both think that the plates are free: the race is real', async () => {
  const marks = Array.from({ length: 5 }, (_, n) => ({ country: 'FR', plate: `AB-${String(n)}` }));
  const car = {
    make: 'Renault',
    model: 'Clio',
    year: 2025,
    acriss: 'EDMV',
    agencyCode: 'CDG',
    state: 'AVAILABLE' as const,
    odometerKm: 0,
    version: 1,
  };
  const looked = Promise.withResolvers<undefined>();
  let lookers = 0;
  const lookThenWrite = (): Promise<number> =>
    fleet.db.$transaction(async (tx) => {
      const known = await lockUnitsByPlate(tx, marks);
      lookers += 1;
      if (lookers === 2) looked.resolve(undefined);
      await looked.promise;
      const fresh = marks.filter(({ country, plate }) => !known.has(`${country} ${plate}`));
      await insertUnits(
        tx,
        fresh.map((mark) => ({ ...mark, ...car, id: randomUUID() })),
        noon,
      );
      return fresh.length;
    });
  const added = await Promise.all([lookThenWrite(), lookThenWrite()]);
  expect(added).toEqual([5, 5]);
  expect(await fleet.db.vehicle.count()).toBe(5);
});

test('a plate that somebody else adds meanwhile is refused, and the rest is kept', async () => {
  const lines = rows(3);
  const { import: opened } = await begin(fleet, lines);
  const held = Promise.withResolvers<undefined>();
  const inserted = Promise.withResolvers<undefined>();
  const other = fleet.db.$transaction(
    async (tx) => {
      const car = { make: 'Renault', model: 'Clio', year: 2025, acriss: 'EDMV', agencyCode: 'CDG', odometerKm: 0, version: 1 };
      await insertUnits(tx, [{ id: randomUUID(), country: 'FR', plate: 'AB-0001', state: 'AVAILABLE', ...car }], noon);
      inserted.resolve(undefined);
      await held.promise;
    },
    { timeout: 60_000 },
  );
  await inserted.promise;
  const sent = send(fleet, opened.id, 2, lines.slice(1));
  let waiting = 0;
  while (waiting === 0) {
    waiting = (
      await fleet.db.$queryRaw<unknown[]>`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
    ).length;
  }
  held.resolve(undefined);
  await other;
  expect((await sent).data?.addFleetImportLines).toMatchObject({ state: 'DONE', added: 2, refused: 1 });
  expect((await refusedRows(fleet, opened.id, noah, { language: 'en' }))[0]).toEqual({
    line: 3,
    field: 'plate',
    reason: 'This plate was added from elsewhere just now. Import the row again.',
  });
});

test('asks the database as often for 500 rows as for ten', async () => {
  const [row] = await fleet.db.$queryRaw<{ name: string }[]>`SELECT current_database() AS name`;
  const url = new URL(process.env.TEST_POSTGRES_URL ?? '');
  url.pathname = `/${row?.name ?? ''}`;
  const loud = new PrismaClient({ adapter: new PrismaPg({ connectionString: url.href }), log: [{ emit: 'event', level: 'query' }] });
  const counts: number[] = [];
  for (const [many, lines] of [
    [10, rows(10)],
    [500, rows(500)],
  ] as const) {
    const { import: opened } = await begin(fleet, lines, {}, many === 10 ? noah : olga);
    let statements = 0;
    loud.$on('query', () => (statements += 1));
    const answer = await send(fleet, opened.id, 2, lines.slice(1), many === 10 ? noah : olga, { db: loud });
    expect(answer.code).toBeUndefined();
    counts.push(statements);
  }
  await loud.$disconnect();
  expect(counts[1]).toBe(counts[0]);
});
