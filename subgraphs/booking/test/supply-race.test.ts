import { postgres } from '@ycyw/service/postgres';
import { v7 as uuidv7 } from 'uuid';
import { lockStock } from '../src/data/ledger.ts';
import { takeOver } from '../src/data/supply.ts';
import type { VehicleFacts } from '../src/data/vehicle.ts';
import { openAgency, type House } from './agency.ts';
import { noteDeadlocks, queued } from './interleaving.ts';
import { engineOf, minute, type Engine } from './ledger-engine.ts';
import type { Unit } from './ledger-model.ts';

let house: House;
let engine: Engine;
let deadlocks: string[];
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 1 });
  engine = await engineOf(house);
  deadlocks = noteDeadlocks(house.world);
});
afterAll(() => house.close());

const now = Date.parse('2026-06-01T08:00:00Z') / minute;
const hours = (n: number): number => now + n * 60;
const unitAt = (agency: string): Unit => ({
  ...{ id: uuidv7(), agency, acriss: 'EDMV', absences: [], readyAt: 0, movedTo: null, told: agency, version: 1 },
});

/** What standing bookings hold at each step of the ledgers that is not over, beside what the ledgers say. */
const compared = () => house.world.sql.$queryRaw<{ sold: number; held: number; shortfall: number }[]>`
  SELECT l.sold, l.shortfall, (
    SELECT count(*)::int FROM booking b WHERE b.pick_up_agency = l.agency AND b.acriss = l.acriss
      AND b.held_from <= l.from_at AND coalesce(b.held_to, 'infinity') > l.from_at) AS held
  FROM class_ledger l WHERE l.from_at >= ${house.world.clock.now()}`;

test('one word of fleet on new units and known ones locks their ledgers in the order of all', async () => {
  const known = unitAt('AMS');
  const fresh = { ...unitAt('NCE'), absences: [] };
  const facts = ({ id, acriss, agency }: Unit, version: number): VehicleFacts => ({
    ...{ id, acriss, agency, version },
    absences: [],
    odometerKm: null,
  });
  const { sql, clock } = house.world;
  const say = (...words: VehicleFacts[]) => sql.$transaction((tx) => takeOver(tx, words, clock.now()));
  await say(facts(known, 1), facts(unitAt('NCE'), 1));
  const absent = { ...facts(known, 2), absences: [{ from: clock.now(), to: null }] };
  const told: Promise<unknown>[] = [];
  const other = postgres(house.url, 1, () => undefined);
  await other.$transaction(async (tx) => {
    await lockStock(tx, { agency: 'AMS', acriss: 'EDMV' });
    told.push(say(absent, facts(fresh, 1)));
    await queued(house, 1);
    await lockStock(tx, { agency: 'NCE', acriss: 'EDMV' });
  });
  await Promise.all(told);
  await other.end();
  expect(deadlocks).toEqual([]);
});

test('breakdowns, transfers, one-way returns, sales, cancellations and those who make room, all at once: no deadlock, and all adds up', async () => {
  const units = [...Array.from({ length: 6 }, () => unitAt('CDG')), ...Array.from({ length: 6 }, () => unitAt('LYS'))];
  await engine.start(units);
  engine.moveTo(now);
  const other: Record<string, string> = { CDG: 'LYS', LYS: 'CDG' };
  const book = async (agency: string, dropOff: string, from: number): Promise<string> => {
    const id = await engine.book({ agency, acriss: 'EDMV', from, to: from + 600 }, dropOff);
    if (id === null) throw new Error('sold out');
    await engine.payBooking(id);
    return id;
  };
  const out: [string, Unit][] = [];
  for (const unit of [...units.slice(0, 3), ...units.slice(6, 9)]) {
    const id = await book(unit.agency, other[unit.agency] ?? '', now);
    await engine.handOver(id, unit.id);
    out.push([id, unit]);
  }
  const later: string[] = [];
  for (const agency of ['CDG', 'LYS']) for (let n = 0; n < 3; n += 1) later.push(await book(agency, agency, hours(30 + n)));
  engine.moveTo(hours(8));
  const broken = [...units.slice(3, 5), ...units.slice(9, 11)];
  const tasks: (() => Promise<unknown>)[] = [
    ...out.map(
      ([id, unit]) =>
        () =>
          engine.takeBack(id, unit.id),
    ),
    ...broken.map((unit) => () => engine.tell({ ...unit, version: 2, absences: [{ from: hours(9), to: hours(60) }] })),
    ...[units[5], units[11]].map(
      (unit) => () => (unit ? engine.tell({ ...unit, version: 2, told: other[unit.agency] ?? '' }) : Promise.resolve()),
    ),
    ...out.map(
      ([, unit]) =>
        () =>
          engine.tell({ ...unit, version: 2, absences: [{ from: hours(40), to: hours(50) }] }),
    ),
    ...later.slice(0, 2).map((id) => () => engine.cancel(id)),
    ...['CDG', 'LYS'].flatMap((agency) =>
      [29, 31, 33].map((n) => () => engine.book({ agency, acriss: 'EDMV', from: hours(n), to: hours(n + 9) }, agency)),
    ),
    ...Array.from({ length: 4 }, () => () => engine.sweep(true)),
  ];
  await Promise.all(tasks.map((task) => task()));
  await engine.sweep(true);
  await engine.sweep(true);
  for (const { sold, held, shortfall } of await compared()) expect({ sold, shortfall }).toEqual({ sold: held, shortfall: 0 });
  const counted = await house.db.vehicle.findMany({ where: { id: { in: out.map(([, { id }]) => id) } } });
  for (const [, { id, agency }] of out) expect(counted.find((row) => row.id === id)).toMatchObject({ agency: other[agency] });
  expect(deadlocks).toEqual([]);
});
