import { randomUUID } from 'node:crypto';
import { meeting } from '@ycyw/service/testing/meeting';
import { claimUse } from '../src/data/promotion/use.ts';
import { claire, openAgency, type House } from './agency.ts';
import { noteDeadlocks } from './interleaving.ts';
import { aPromotion, countOf, quoteWith } from './promotions.ts';
import { aDriver, aHold, book } from './rental.ts';

const crowd = 500;
const limit = 50;

let house: House;
let deadlocks: string[];
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 100, 'CDG CDMV': 100 }, { webhooks: false });
  deadlocks = noteDeadlocks(house.world);
  // Warm, so that they really come at once.
  await Promise.all(Array.from({ length: 20 }, () => house.world.sql.$queryRaw`SELECT pg_sleep(0.05)::text`));
});
afterAll(() => house.close());

const aStranger = () => aDriver({ licenceNumber: randomUUID().slice(0, 12), email: `${randomUUID()}@example.com` });

/** So many bookings like one that is held, none of which has a promotion. */
async function manyBookings(): Promise<string[]> {
  const { id } = await aHold(house, {}, { acriss: ['CDMV'] });
  const ids = Array.from({ length: crowd }, () => randomUUID());
  await house.db.$executeRaw`
    INSERT INTO booking (id, reference, state, quote_id, region, language, pick_up_agency, drop_off_agency, acriss, pick_up_at, drop_off_at,
      earliest_pick_up_at, journey, price, currency, total_minor, created_at)
    SELECT new.id, 'R' || new.place, 'EXPIRED', gen_random_uuid(), region, language, pick_up_agency, drop_off_agency, acriss, pick_up_at, drop_off_at,
      earliest_pick_up_at, journey, price, currency, total_minor, created_at
    FROM booking CROSS JOIN unnest(${ids}::uuid[]) WITH ORDINALITY AS new(id, place) WHERE booking.id = ${id}::uuid`;
  return ids;
}

test(`${crowd} want a promotion at once that ${limit} may have: ${limit} get it, and no deadlock`, async () => {
  const { id: promotionId } = await aPromotion(house, { usesLimit: limit, usesEach: 1, budgetMinor: 10_000 });
  const bookings = await manyBookings();
  const began = performance.now();
  const claim = (id: string): Promise<boolean> =>
    house.world.sql.$transaction(async (tx) => {
      const marks = [id, `licence ${id}`].map((whose) => house.world.vault.blindIndex(whose, 'promotion_mark.mark'));
      return claimUse(tx, { id, region: 'EU', customerId: null }, { promotionId, drawnMinor: 7, marks }, new Date());
    });
  const outcomes = await Promise.all(bookings.map(claim));
  process.stdout.write(`${String(crowd)} callers for ${String(limit)} uses: ${(performance.now() - began).toFixed(0)} ms\n`);
  expect(outcomes.filter(Boolean)).toHaveLength(limit);
  expect(await countOf(house, promotionId)).toEqual({ used: limit, held: limit, given: 7 * limit });
  expect(deadlocks).toEqual([]);
});

test('sixty book at once with a code that ten may use: ten have it, the others are quoted without', async () => {
  const { code, id } = await aPromotion(house, { usesLimit: 10, usesEach: 1 });
  const wish = (place: number) => ({ acriss: [place % 2 === 0 ? 'EDMV' : 'CDMV'] });
  const quotes = await Promise.all(Array.from({ length: 60 }, (_, place) => quoteWith(house, {}, code, wish(place))));
  const answers = await Promise.all(quotes.map((quote) => book(house, {}, quote, aStranger())));
  const outcomes = answers.map(({ data }) => data.bookQuote.__typename);
  expect(outcomes.filter((outcome) => outcome === 'BookQuoteSuccess')).toHaveLength(10);
  expect(outcomes.filter((outcome) => outcome === 'QuoteChanged')).toHaveLength(50);
  expect(await countOf(house, id)).toMatchObject({ used: 10, held: 10 });
  expect(deadlocks).toEqual([]);
});

test('one renter’s twenty bookings at once have a code once, where it may be had once each', async () => {
  const { code, id } = await aPromotion(house, { usesEach: 1 });
  const quotes = await Promise.all(Array.from({ length: 20 }, () => quoteWith(house, claire, code)));
  const driver = aStranger();
  const answers = await Promise.all(quotes.map((quote) => book(house, claire, quote, driver)));
  expect(answers.filter(({ data }) => data.bookQuote.__typename === 'BookQuoteSuccess')).toHaveLength(1);
  expect(await countOf(house, id)).toMatchObject({ used: 1, held: 1 });
  expect(deadlocks).toEqual([]);
});

test('the control: looking how many there are and then writing gives it to more', async () => {
  await house.db.$executeRaw`CREATE TABLE naive_use (id uuid PRIMARY KEY)`;
  const met = meeting(limit + 1);
  const naive = async (): Promise<boolean> => {
    const [row] = await house.world.sql.$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM naive_use`;
    await met();
    if ((row?.n ?? 0) >= limit) return false;
    await house.world.sql.$executeRaw`INSERT INTO naive_use VALUES (${randomUUID()}::uuid)`;
    return true;
  };
  const given = (await Promise.all(Array.from({ length: crowd }, naive))).filter(Boolean).length;
  expect(given).toBeGreaterThan(limit);
});
