import { randomUUID } from 'node:crypto';
import { meeting } from '@ycyw/service/testing/meeting';
import { insertDocuments, takeNumbers, documentsOf, type BillingDocument } from '../src/data/billing/document.ts';
import type { Sql } from '@ycyw/service/sql';
import { openAgency, type House } from './agency.ts';
import { aReturn } from './billing.ts';

let house: House;
let first: BillingDocument;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 2 });
  const [document] = await documentsOf(house.world.sql, [(await aReturn(house)).id]);
  if (!document) throw new Error('no document');
  first = document;
});
afterAll(() => house.close());

const ordinals = { next: 1 };
/** Another document of the same booking, which undoes nothing: what is looked at is its number. */
const another = (entity: string, serial: number): BillingDocument => ({
  ...first,
  ...{ id: randomUUID(), refersTo: first.id, ordinal: (ordinals.next += 1), entity, serial, number: `${entity}-${String(serial)}` },
});
const today = '2026-07-18';
const series = (entity: string) => ({ entity, kind: 'INVOICE', year: 2026 }) as const;

class Aborted extends Error {}

/** A hundred who issue at once, one to three documents each; a third of them die before they commit. */
async function hundred(entity: string, issue: (tx: Sql, count: number) => Promise<void>): Promise<number> {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 100 }, (_, index) =>
      house.world.sql.$transaction(async (tx) => {
        await issue(tx, 1 + (index % 3));
        if (index % 3 === 0) throw new Aborted();
      }),
    ),
  );
  return outcomes.filter(({ status }) => status === 'rejected').length;
}

const serials = async (entity: string): Promise<number[]> =>
  (await house.db.billingDocument.findMany({ where: { entity }, orderBy: { serial: 'asc' }, select: { serial: true } })).map(({ serial }) =>
    Number(serial),
  );
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

test('a hundred who issue at once, some of whom die, leave numbers without a gap or a double', async () => {
  const failed = await hundred('T1', async (tx, count) => {
    const { first: from } = await takeNumbers(tx, series('T1'), count, today);
    await insertDocuments(
      tx,
      upTo(count).map((n) => another('T1', from + n - 1)),
    );
  });
  expect(failed).toBe(34);
  // 33 issued two, 33 three.
  expect(await serials('T1')).toEqual(upTo(165));
  expect(await house.db.billingSeries.findMany({ where: { entity: 'T1' } })).toMatchObject([{ next: 166n }]);
});

test('the highest number and one more, asked for by a hundred at once, is the same for many: the control', async () => {
  await house.db.billingSeries.create({ data: { ...series('T2'), next: 1, lastOn: new Date(today) } });
  const met = meeting(6);
  const failed = await hundred('T2', async (tx, count) => {
    const [highest] = await tx.$queryRaw<
      { serial: string }[]
    >`SELECT coalesce(max(serial), 0) AS serial FROM billing_document WHERE entity = 'T2'`;
    await met();
    await insertDocuments(
      tx,
      upTo(count).map((n) => another('T2', Number(highest?.serial) + n)),
    );
  });
  expect(failed).toBeGreaterThan(34);
  // The constraints refuse the doubles.
  const committed = await serials('T2');
  expect(committed).toEqual(upTo(committed.length));
});

test('a sequence of PostgreSQL leaves a gap where somebody dies, which does not commit: the control', async () => {
  await house.db.billingSeries.create({ data: { ...series('T3'), next: 1, lastOn: new Date(today) } });
  await house.db.$executeRaw`CREATE SEQUENCE t3`;
  const issue = (dies: boolean): Promise<void> =>
    house.world.sql.$transaction(async (tx) => {
      const [next] = await tx.$queryRaw<{ serial: string }[]>`SELECT nextval('t3') AS serial`;
      await insertDocuments(tx, [another('T3', Number(next?.serial))]);
      if (dies) throw new Aborted();
    });
  await issue(false);
  await expect(issue(true)).rejects.toThrow(Aborted);
  await expect(issue(false)).rejects.toThrow('billing_no_gap');
  expect(await serials('T3')).toEqual([1]);
});

test('a number is dated no earlier than the one before it, whatever the clock says', async () => {
  const take = (on: string) => house.world.sql.$transaction((tx) => takeNumbers(tx, series('T4'), 1, on));
  expect(await take('2026-07-18')).toEqual({ first: 1, issuedOn: '2026-07-18' });
  expect(await take('2026-07-17')).toEqual({ first: 2, issuedOn: '2026-07-18' });
  expect(await take('2026-07-19')).toEqual({ first: 3, issuedOn: '2026-07-19' });
});

test.each([
  ['an amount', `UPDATE billing_document SET gross_minor = gross_minor + 1, net_minor = net_minor + 1`],
  ['a number', `UPDATE billing_document SET number = 'FR-1'`],
  ['a line', `UPDATE billing_document SET content = jsonb_set(content, '{lines}', '[]')`],
  ['the buyer for another', `UPDATE billing_document SET buyer_owner = gen_random_uuid()`],
  ['one away', `DELETE FROM billing_document`],
  ['all away', `TRUNCATE billing_document`],
])('what was issued is frozen: nobody changes %s', async (_, sql) => {
  await expect(house.db.$executeRawUnsafe(sql)).rejects.toThrow('issue a credit note');
});

test('a rental is invoiced once, and its documents are counted once, whoever reckons', async () => {
  const insert = (document: BillingDocument): Promise<void> => house.world.sql.$transaction((tx) => insertDocuments(tx, [document]));
  const next = another('FR', 2);
  await expect(insert({ ...next, refersTo: null })).rejects.toThrow('billing_once');
  await expect(insert({ ...next, ordinal: 1 })).rejects.toThrow('ordinal');
  await expect(insert({ ...next, taxMinor: next.taxMinor + 1 })).rejects.toThrow('billing_adds_up');
  await expect(insert({ ...next, kind: 'CREDIT_NOTE', refersTo: null })).rejects.toThrow('billing_credits_something');
});
