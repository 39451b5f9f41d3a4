import { readFile } from 'node:fs/promises';
import { v7 as uuidv7 } from 'uuid';
import { claire, openAgency, type House } from './agency.ts';
import { aBooking } from './rental.ts';

let house: House;
const migration = new URL('../../../prisma/booking/migrations/0015_plans/migration.sql', import.meta.url);
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 2, 'LHR EDMV': 2 });
});
afterAll(() => house.close());

const tables = ['quote', 'booking', 'amendment'];
const plan = `{ ratePlan { code payment } extras { quantity extra { code price { minor currency } } }
  price { exchangeRate exchangeFrom exchangeRateDate lines { kind gross { minor } rounding { rule stepMinor } } } }`;
interface Shown {
  ratePlan: { code: string; payment: string };
  extras: { quantity: number; extra: { code: string; price: { minor: number; currency: string } } }[];
  price: { exchangeRate: string | null; exchangeFrom: string | null; exchangeRateDate: string | null; lines: { rounding: unknown }[] };
}
const read = async (reference: string): Promise<Shown> =>
  (await house.ask<{ booking: Shown }>(claire, `query ($r: String!) { booking(reference: $r) ${plan} }`, { r: reference })).data.booking;
const quoteAmendment = (bookingId: string) =>
  house.ask<{ quoteAmendment: { id?: string; price?: Shown['price'] } }>(
    claire,
    `mutation ($input: QuoteAmendmentInput!) { quoteAmendment(input: $input) {
      ... on AmendmentQuote { id price { exchangeRate exchangeFrom exchangeRateDate lines { rounding { rule stepMinor } } } } } }`,
    { input: { bookingId, dropOffAt: '2026-07-19T10:00', idempotencyKey: uuidv7() } },
  );

/** All that is frozen, as the release before wrote it, in dollars where the pick-up is not in France. */
async function asBefore(): Promise<void> {
  for (const table of tables) {
    await house.db.$executeRawUnsafe(`UPDATE ${table} SET
      journey = journey - '{ratePlan,residence,promo,bookedOn}'::text[] || '{"extras": [{"code": "CHILD_SEAT", "quantity": 1}]}',
      price = jsonb_set(price #- '{versions,plan}', '{lines}', (SELECT jsonb_agg(line - 'rounding') FROM jsonb_array_elements(price -> 'lines') AS l (line)))`);
    await house.db.$executeRawUnsafe(`UPDATE ${table} SET
      journey = journey || '{"currency": "USD"}', price = price || '{"currency": "USD", "exchange": {"date": "2026-04-13", "rate": "1.1684"}}'
      WHERE journey -> 'pickUp' ->> 'agency' = 'LHR'`);
  }
}

test('what was frozen before there were rate plans reads as the prepaid booking that it is, and can be amended', async () => {
  const [paris, london] = [
    await aBooking(house, claire, { acriss: ['EDMV'] }),
    await aBooking(house, claire, { acriss: ['EDMV'], pickUpAgency: 'LHR' }),
  ];
  await quoteAmendment(paris.id);
  await house.db.$executeRawUnsafe('DROP FUNCTION complete_plan CASCADE');
  await asBefore();
  await house.db.$executeRawUnsafe(`DO $do$ BEGIN ${await readFile(migration, 'utf8')} END $do$`);

  const rounding = { rule: 'HALF_UP', stepMinor: 1 };
  for (const { reference } of [paris, london]) {
    const { ratePlan, price } = await read(reference);
    expect(ratePlan).toEqual({ code: 'PREPAID', payment: 'NOW' });
    for (const line of price.lines) expect(line).toMatchObject({ rounding });
  }
  const journeys = Promise.all(
    [house.db.quote, house.db.booking, house.db.amendment].map((table) =>
      (table as typeof house.db.booking).findMany({ select: { journey: true }, orderBy: { createdAt: 'asc' } }),
    ),
  );
  for (const { journey } of (await journeys).flat())
    expect(journey).toMatchObject({
      ratePlan: 'PREPAID',
      residence: expect.stringMatching(/^(FR|GB)$/) as string,
      promo: null,
      bookedOn: '2026-06-01',
    });

  expect(await read(paris.reference)).toMatchObject({ price: { exchangeRate: null } });
  expect(await read(london.reference)).toMatchObject({
    price: { exchangeRate: '1.1684', exchangeFrom: 'EUR', exchangeRateDate: '2026-04-13' },
  });
  // Prices are now made in the market's own currency; the day of the rate stays.
  const crossed = { exchangeRate: '1.34209', exchangeFrom: 'GBP', exchangeRateDate: '2026-04-13' };
  expect((await quoteAmendment(london.id)).data.quoteAmendment).toMatchObject({ price: crossed });
  expect((await quoteAmendment(paris.id)).data.quoteAmendment).toMatchObject({ price: { exchangeRate: null } });
});

test('what the release before still writes is completed, too', async () => {
  const { reference } = await aBooking(house, claire, { acriss: ['EDMV'] });
  await asBefore();
  const { ratePlan, price } = await read(reference);
  expect([ratePlan.code, price.lines[0]?.rounding]).toEqual(['PREPAID', { rule: 'HALF_UP', stepMinor: 1 }]);
});
