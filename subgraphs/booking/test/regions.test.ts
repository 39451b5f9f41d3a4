import { readFile } from 'node:fs/promises';
import { testDatabase } from '@ycyw/service/testing/database';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { claire, liveKey, openAgency, sam, type House } from './agency.ts';
import { aBooking, cancel } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 3 });
});
afterAll(() => house.close());

test.each([
  ['a renter of the UK', sam, 'UK'],
  ['a renter of the EU', claire, 'EU'],
  ["a partner's customer", { ...liveKey, region: 'US' as const }, 'US'],
  ['a guest', { region: null }, 'EU'],
])('all that is kept of %s says one region', async (_, viewer, region) => {
  const { id } = await aBooking(house, viewer, { acriss: ['EDMV'] });
  await cancel(house, { id: null, region: 'EU', ...viewer }, { bookingId: id, guestToken: null });
  const of = { where: { bookingId: id }, select: { region: true } };
  const { quoteId, ...booking } = await house.db.booking.findUniqueOrThrow({ where: { id }, select: { region: true, quoteId: true } });
  const quote = await house.db.quote.findUniqueOrThrow({ where: { id: quoteId }, select: { region: true } });
  const requests = await house.db.request.findMany({ where: { resultId: id }, select: { region: true } });
  const [drivers, payments, refunds] = [
    await house.db.driver.findMany(of),
    await house.db.payment.findMany(of),
    await house.db.refund.findMany(of),
  ];
  expect([drivers.length, payments.length, requests.length > 0]).toEqual([1, 1, true]);
  for (const row of [booking, quote, ...drivers, ...payments, ...refunds, ...requests]) expect(row).toEqual({ region });
});

test('the database refuses a record that references one of another region', async () => {
  const { id } = await aBooking(house, claire, { acriss: ['EDMV'], pickUpAt: '2026-09-01T10:00', dropOffAt: '2026-09-02T10:00' });
  await expect(house.db.payment.updateMany({ where: { bookingId: id }, data: { region: 'UK' } })).rejects.toThrow('payment_of_booking');
  await expect(house.db.driver.updateMany({ where: { bookingId: id }, data: { region: 'US' } })).rejects.toThrow('driver_booking');
  await expect(house.db.booking.update({ where: { id }, data: { region: 'UK' } })).rejects.toThrow();
});

test('what was there before gets the region of its booking, or of those of its person', async () => {
  const database = await testDatabase('booking');
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const migration = (name: string) =>
    readFile(new URL(`../../../prisma/booking/migrations/${name}/migration.sql`, import.meta.url), 'utf8');
  const [booking, quote, payment, amendment] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await client.query(await migration('0001_init'));
  await client.query(`
    INSERT INTO booking VALUES ('${booking}', 'YC-2222-22', 'CANCELLED', '${String(sam.id)}', '${quote}', 'UK', 'en', 'LHR', 'LHR', 'EDMV',
      '2026-07-01', '2026-07-02', NULL, NULL, '2026-07-01', '{}', '{}', 'GBP', 100, NULL, NULL, '2026-06-01');
    INSERT INTO driver VALUES ('${booking}', 'UK', 'Sam', 'Renter', '1990-01-01', '1', 'GB', 'sam@example.com', NULL);
    INSERT INTO amendment VALUES ('${amendment}', '${booking}', 'APPLIED', 100, '{}', '{}', 0, 0, '2026-06-02', '2026-06-01');
    INSERT INTO payment (id, booking_id, amendment_id, kind, state, amount_minor, captured_minor, currency, created_at)
      VALUES ('${payment}', '${booking}', '${amendment}', 'RENTAL', 'CAPTURED', 100, 100, 'GBP', '2026-06-01');
    INSERT INTO refund (id, booking_id, payment_id, amount_minor, currency, state, reason, created_at)
      VALUES ('${uuidv7()}', '${booking}', '${payment}', 100, 'GBP', 'PENDING', 'CANCELLATION', '2026-06-01');
    INSERT INTO quote (id, journey, price, customer_id, expires_at, created_at)
      VALUES ('${quote}', '{}', '{}', NULL, '2026-06-02', '2026-06-01'), ('${uuidv7()}', '{}', '{}', '${String(sam.id)}', '2026-06-02', '2026-06-01');
    INSERT INTO request VALUES ('bookQuote', 'k', 'f', '${booking}', '2026-06-01'), ('quoteAmendment', 'k', 'f', '${amendment}', '2026-06-01');
    INSERT INTO stripe_customer VALUES ('${String(sam.id)}', 'cus_1')`);
  await client.query(await migration('0003_regions'));
  for (const table of ['booking', 'driver', 'amendment', 'payment', 'refund', 'quote', 'request', 'stripe_customer']) {
    const { rows } = await client.query<{ region: string }>(`SELECT DISTINCT region FROM ${table}`);
    expect([table, rows]).toEqual([table, [{ region: 'UK' }]]);
  }
  await client.end();
  await database.drop();
});
