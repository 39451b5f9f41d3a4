import * as fc from 'fast-check';
import { postgres } from '@ycyw/service/postgres';
import type { Database } from '@ycyw/service/sql';
import { testDatabase } from '@ycyw/service/testing/database';
import { meeting } from '@ycyw/service/testing/meeting';
import { v7 as uuidv7 } from 'uuid';
import { freeUnits, lockStock, release, shift, take, type Stock } from '../src/data/ledger.ts';
import type { Span } from '../src/domain/period.ts';
import { noteDeadlocks } from './interleaving.ts';

let sql: ReturnType<typeof postgres>;
let world: { sql: Database };
/** Also those that a second attempt hides from the caller. */
let deadlocks: string[];
let drop: () => Promise<void>;
beforeAll(async () => {
  const database = await testDatabase('booking');
  sql = postgres(database.url, 20, () => undefined);
  drop = database.drop;
  world = { sql };
  deadlocks = noteDeadlocks(world);
  // Warm, so that they really come at once.
  await Promise.all(Array.from({ length: 20 }, () => sql.$queryRaw`SELECT pg_sleep(0.05)::text`));
  await sql.$executeRaw`CREATE TABLE naive_sale (id uuid PRIMARY KEY, agency text, from_at timestamptz, to_at timestamptz)`;
});
afterAll(async () => {
  await sql.end();
  await drop();
});

const minute = 60_000;
const origin = Date.UTC(2026, 6, 1);
const at = (n: number): Date => new Date(origin + n * minute);
const classAt = async (agency: string, units: number): Promise<Stock> => {
  const stock = { agency, acriss: 'EDMV' };
  await shift(sql, [{ ...stock, from: new Date(0), to: null, supply: units, sold: 0 }]);
  return stock;
};

/** A sale's own transaction without what it writes about the renter: lock, look, take. */
const sell = (stock: Stock, span: Span): Promise<boolean> =>
  world.sql.$transaction(async (tx) => (await lockStock(tx, stock)) && (await take(tx, stock, [span])));

/** Look, then write, with neither lock nor constraint. */
async function sellNaively({ agency }: Stock, { from, to }: Span, units: number, met: () => Promise<void>): Promise<boolean> {
  const [row] = await sql.$queryRaw<{ n: string }[]>`
    SELECT count(*) AS n FROM naive_sale WHERE agency = ${agency} AND from_at < ${to} AND to_at > ${from}`;
  await met();
  if (Number(row?.n) >= units) return false;
  await sql.$executeRaw`INSERT INTO naive_sale VALUES (${uuidv7()}::uuid, ${agency}, ${from}, ${to})`;
  return true;
}

/** The most that overlap at one moment. */
function mostAtOnce(spans: readonly Span[]): number {
  const edges = spans.flatMap(({ from, to }): [number, number][] => [
    [from.getTime(), 1],
    [to?.getTime() ?? Infinity, -1],
  ]);
  let [held, most] = [0, 0];
  for (const [, change] of edges.toSorted(([a, up], [b, down]) => a - b || up - down)) most = Math.max(most, (held += change));
  return most;
}

const crowd = 500;

test(`${crowd} callers for the last unit: one has it, and no deadlock`, async () => {
  const stock = await classAt('LAST', 1);
  const began = performance.now();
  const outcomes = await Promise.all(Array.from({ length: crowd }, () => sell(stock, { from: at(0), to: at(600) })));
  process.stdout.write(`${crowd} callers for the last unit: ${(performance.now() - began).toFixed(0)} ms\n`);
  expect(outcomes.filter(Boolean)).toHaveLength(1);
  expect(deadlocks).toEqual([]);
});

test('the control: looking and then writing sells the last unit to more than one', async () => {
  const stock = { agency: 'NAIVE', acriss: 'EDMV' };
  const met = meeting();
  const outcomes = await Promise.all(Array.from({ length: crowd }, () => sellNaively(stock, { from: at(0), to: at(600) }, 1, met)));
  expect(outcomes.filter(Boolean).length).toBeGreaterThan(1);
});

const units = 20;
/** Random periods of ten minutes to ten days within a month, and whether each is given back again. */
const wishes = fc.array(
  fc.record({ from: fc.integer({ min: 0, max: 30 * 1440 }), minutes: fc.integer({ min: 10, max: 14_400 }), regretted: fc.nat({ max: 9 }) }),
  { minLength: 3000, maxLength: 3000 },
);
const spanOf = ({ from, minutes }: { from: number; minutes: number }): Span => ({ from: at(from), to: at(from + minutes) });

test('3,000 random periods, as many at once as a crowd is, on 20 units: never more than 20 overlap, no deadlock, and the ledger says what stands', async () => {
  const seed = Date.now() % 2 ** 31;
  const [asked = []] = fc.sample(wishes, { seed, numRuns: 1 });
  const stock = await classAt('RACE', units);
  const began = performance.now();
  const outcomes: { wish: (typeof asked)[number]; sold: boolean; stands: boolean }[] = [];
  const wishing = asked.values();
  await Promise.all(
    Array.from({ length: crowd }, async () => {
      for (const wish of wishing) {
        const sold = await sell(stock, spanOf(wish));
        const back = sold && wish.regretted === 0;
        if (back) await world.sql.$transaction(async (tx) => (await lockStock(tx, stock)) && release(tx, stock, [spanOf(wish)]));
        outcomes.push({ wish, sold, stands: sold && !back });
      }
    }),
  );
  const standing = outcomes.filter(({ stands }) => stands).map(({ wish }) => spanOf(wish));
  process.stdout.write(
    `seed ${seed}: ${standing.length} of 3000 periods stand on ${units} units, ${(performance.now() - began).toFixed(0)} ms\n`,
  );
  expect(deadlocks).toEqual([]);
  expect(mostAtOnce(standing)).toBeLessThanOrEqual(units);
  // What the ledger says is what stands: at every step, and for everyone who asks again.
  const steps = await sql.$queryRaw<{ from_at: Date; sold: number }[]>`
    SELECT from_at, sold FROM class_ledger WHERE agency = ${stock.agency} ORDER BY from_at`;
  const covering = (moment: Date): number => standing.filter(({ from, to }) => from <= moment && (!to || to > moment)).length;
  expect(steps.map(({ sold }) => sold)).toEqual(steps.map((step) => covering(step.from_at)));
  for (const { wish } of outcomes.filter(({ sold }) => !sold).slice(0, 100)) {
    const span = spanOf(wish);
    const within = standing.filter(({ from, to }) => from < (span.to ?? to ?? from) && (to ?? from) > span.from);
    const fits =
      mostAtOnce(
        within.map(({ from, to }) => ({ from: from > span.from ? from : span.from, to: to && span.to && to < span.to ? to : span.to })),
      ) < units;
    expect((await freeUnits(sql, stock, span)) >= 1).toBe(fits);
  }
});

test('the control: without lock and constraint more than 20 overlap', async () => {
  const [asked = []] = fc.sample(wishes, { seed: 1, numRuns: 1 });
  const stock = { agency: 'CONTROL', acriss: 'EDMV' };
  const met = meeting(crowd);
  const outcomes = await Promise.all(
    asked.slice(0, crowd).map(async (wish) => ({ wish, sold: await sellNaively(stock, spanOf(wish), units, met) })),
  );
  expect(mostAtOnce(outcomes.filter(({ sold }) => sold).map(({ wish }) => spanOf(wish)))).toBeGreaterThan(units);
});
