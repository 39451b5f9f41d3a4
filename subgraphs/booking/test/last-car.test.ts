import { meeting } from '@ycyw/service/testing/meeting';
import { v7 as uuidv7 } from 'uuid';
import { openAgency, type House } from './agency.ts';
import { aHold, aQuote, book, ledgerAt } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 1, 'CDG CDMV': 1, 'LYS EDMV': 1, 'CDG SFAV': 2 });
});
afterAll(() => house.close());

const crowd = 100;

test('a hundred customers book the last car at once: one has it, 99 are offered others', async () => {
  const quotes = await Promise.all(Array.from({ length: crowd }, () => aQuote(house, {}, { acriss: ['EDMV'] })));
  const answers = await Promise.all(quotes.map((quote) => book(house, {}, quote)));
  const outcomes = answers.map(({ data }) => data.bookQuote);
  expect(outcomes.filter(({ __typename }) => __typename === 'BookQuoteSuccess')).toHaveLength(1);
  const refused = outcomes.filter(({ __typename }) => __typename === 'SoldOut');
  expect(refused).toHaveLength(crowd - 1);
  for (const { alternatives } of refused)
    expect(alternatives?.map(({ vehicleClass }) => vehicleClass.id)).toEqual(expect.arrayContaining(['CDMV', 'SFAV']));
  expect(await ledgerAt(house, 'CDG', 'EDMV', '2026-07-15T00:00Z')).toEqual({ supply: 1, sold: 1 });
});

test('the control: checking and then inserting, without the lock and the constraint, sells the same car more than once', async () => {
  await house.db
    .$executeRaw`CREATE TABLE naive_sale (id uuid PRIMARY KEY, agency text, acriss text, from_at timestamptz, to_at timestamptz)`;
  const from = new Date('2026-07-14T08:00Z');
  const to = new Date('2026-07-18T09:00Z');
  const met = meeting();
  const naive = async (): Promise<boolean> => {
    const [row] = await house.db.$queryRaw<{ n: bigint }[]>`
      SELECT count(*) AS n FROM naive_sale WHERE agency = 'CDG' AND acriss = 'CDMV' AND from_at < ${to} AND to_at > ${from}`;
    await met();
    if (Number(row?.n) >= 1) return false;
    await house.db.$executeRaw`INSERT INTO naive_sale VALUES (${uuidv7()}::uuid, 'CDG', 'CDMV', ${from}, ${to})`;
    return true;
  };
  const sold = (await Promise.all(Array.from({ length: crowd }, naive))).filter(Boolean).length;
  expect(sold).toBeGreaterThan(1);
});

test('the database itself refuses one more than there is', async () => {
  await expect(house.db.$executeRaw`UPDATE class_ledger SET sold = supply + allowance + 1 WHERE agency = 'LYS'`).rejects.toThrow(
    /never_oversold/,
  );
});

test('rentals that meet at the turnaround share a car; a minute less is sold out', async () => {
  await aHold(house, {}, { pickUpAgency: 'LYS', pickUpAt: '2026-08-03T11:00', dropOffAt: '2026-08-05T10:00' });
  await aHold(house, {}, { pickUpAgency: 'LYS', pickUpAt: '2026-08-05T11:00', dropOffAt: '2026-08-06T10:00' });
  await expect(aHold(house, {}, { pickUpAgency: 'LYS', pickUpAt: '2026-08-02T10:00', dropOffAt: '2026-08-03T10:01' })).rejects.toThrow(
    'no offer',
  );
});

test('a hold that was not paid in time frees its class by itself, at the moment it lapses', async () => {
  const wish = { acriss: ['SFAV'], pickUpAt: '2026-10-01T10:00', dropOffAt: '2026-10-02T10:00' };
  house.moveTo('2026-06-01T08:00:00Z');
  await aHold(house, {}, wish);
  const quote = await aQuote(house, {}, wish);
  await aHold(house, {}, wish);
  expect((await book(house, {}, quote)).data.bookQuote.__typename).toBe('SoldOut');
  house.moveTo('2026-06-01T08:14:59Z');
  expect((await book(house, {}, quote)).data.bookQuote.__typename).toBe('SoldOut');
  await house.db.$executeRaw`UPDATE quote SET expires_at = '2026-06-02' WHERE id = ${quote}::uuid`;
  house.moveTo('2026-06-01T08:15:00Z');
  expect((await book(house, {}, quote)).data.bookQuote.__typename).toBe('BookQuoteSuccess');
});
