import { v7 as uuidv7 } from 'uuid';
import { expireLapsed } from '../src/actions/expire.ts';
import { claire, eventually, marie, openAgency, sam, type House } from './agency.ts';
import { aBooking, aHold, ledgerAt, totals } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 1, 'CDG CDMV': 1 });
});
afterAll(() => house.close());
beforeEach(() => {
  house.moveTo('2026-06-01T08:00:00Z');
});

interface Quoted {
  quoteAmendment: { __typename: string; id?: string; difference?: { minor: number }; price?: { total: { minor: number } } };
}
interface Amended {
  amendBooking: {
    __typename: string;
    payment?: { clientSecret: string; state: string } | null;
    refund?: { amount: { minor: number } } | null;
  };
}
const quote = (bookingId: string, change: Record<string, unknown>, viewer = claire) =>
  house.ask<Quoted>(
    viewer,
    'mutation ($input: QuoteAmendmentInput!) { quoteAmendment(input: $input) { __typename ... on AmendmentQuote { id difference { minor } price { total { minor } } } } }',
    { input: { bookingId, idempotencyKey: uuidv7(), ...change } },
  );
const amend = (amendmentQuoteId: string | undefined, viewer = claire, idempotencyKey: string = uuidv7()) =>
  house.ask<Amended>(
    viewer,
    'mutation ($input: AmendBookingInput!) { amendBooking(input: $input) { __typename ... on AmendBookingSuccess { payment { clientSecret state } refund { amount { minor } } } } }',
    { input: { amendmentQuoteId, idempotencyKey } },
  );
const sold = async (acriss: string, at: string) => (await ledgerAt(house, 'CDG', acriss, at)).sold;

test('a longer rental stands when its difference is paid, and holds both until then', async () => {
  const booking = await aBooking(house, claire, { acriss: ['EDMV'], pickUpAt: '2026-07-10T10:00', dropOffAt: '2026-07-12T09:00' });
  const { data } = await quote(booking.id, { pickUpAt: '2026-07-11T10:00', dropOffAt: '2026-07-15T09:00' });
  expect(data.quoteAmendment.difference?.minor).toBeGreaterThan(0);
  const made = await amend(data.quoteAmendment.id);
  expect([await sold('EDMV', '2026-07-10T12:00Z'), await sold('EDMV', '2026-07-14T12:00Z')]).toEqual([1, 1]);
  await house.pay(made.data.amendBooking.payment?.clientSecret ?? '');
  const row = await eventually(
    () => house.db.booking.findUniqueOrThrow({ where: { id: booking.id } }),
    ({ totalMinor }) => Number(totalMinor) === data.quoteAmendment.price?.total.minor,
  );
  expect(row.pickUpAt.toISOString()).toBe('2026-07-11T08:00:00.000Z');
  expect(row.earliestPickUpAt.toISOString()).toBe('2026-07-10T08:00:00.000Z');
  expect([await sold('EDMV', '2026-07-10T12:00Z'), await sold('EDMV', '2026-07-14T12:00Z')]).toEqual([0, 1]);
});

test('staff who change a booking see that a payment is awaited; the means to pay it are the customer’s alone', async () => {
  const booking = await aBooking(house, claire, { acriss: ['EDMV'], pickUpAt: '2026-12-10T10:00', dropOffAt: '2026-12-12T09:00' });
  const { data } = await quote(booking.id, { dropOffAt: '2026-12-15T09:00' }, marie);
  const key = uuidv7();
  const payment = { clientSecret: null, state: 'REQUIRES_PAYMENT' };
  const once = async () => (await amend(data.quoteAmendment.id, marie, key)).data.amendBooking;
  expect([await once(), await once()]).toMatchObject([{ payment }, { payment }]);
  const secrets = async (viewer: object): Promise<unknown[]> => {
    const { data: seen } = await house.ask<{ booking: { payments: { state: string; clientSecret: string | null }[] } }>(
      viewer,
      'query ($r: String!) { booking(reference: $r) { payments { state clientSecret } } }',
      { r: booking.reference },
    );
    return seen.booking.payments.filter(({ state }) => state === 'REQUIRES_PAYMENT').map(({ clientSecret }) => clientSecret);
  };
  expect(await secrets(marie)).toEqual([null]);
  const [secret] = await secrets(claire);
  await house.pay(String(secret));
  await eventually(
    () => house.db.booking.findUniqueOrThrow({ where: { id: booking.id } }),
    ({ totalMinor }) => Number(totalMinor) === data.quoteAmendment.price?.total.minor,
  );
});

test('a difference that nobody pays lapses: the old booking stands and the extra days are free', async () => {
  const booking = await aBooking(house, claire, { acriss: ['EDMV'], pickUpAt: '2026-08-10T10:00', dropOffAt: '2026-08-12T09:00' });
  const { data } = await quote(booking.id, { dropOffAt: '2026-08-15T09:00' });
  await amend(data.quoteAmendment.id);
  house.moveTo('2026-06-01T08:15:00Z');
  await expireLapsed(house.world);
  expect([await sold('EDMV', '2026-08-11T12:00Z'), await sold('EDMV', '2026-08-14T12:00Z')]).toEqual([1, 0]);
});

test('a cheaper rental gives back at once by the tier in force', async () => {
  const booking = await aBooking(house, claire, { acriss: ['EDMV'], pickUpAt: '2026-09-10T10:00', dropOffAt: '2026-09-14T09:00' });
  house.moveTo('2026-09-05T08:00:00Z');
  const { data } = await quote(booking.id, { dropOffAt: '2026-09-12T09:00' });
  const difference = data.quoteAmendment.difference?.minor ?? 0;
  const drop = booking.payment.amount.minor - (data.quoteAmendment.price?.total.minor ?? 0);
  expect(difference).toBe(-Math.round(drop / 4));
  const before = (await totals(house))['eur']?.refunded ?? 0;
  expect((await amend(data.quoteAmendment.id)).data.amendBooking.refund?.amount.minor).toBe(-difference);
  expect((await totals(house))['eur']?.refunded).toBe(before - difference);
  expect(await sold('EDMV', '2026-09-13T12:00Z')).toBe(0);
});

test('moves to another class where it is free, else says sold out', async () => {
  const wish = { pickUpAt: '2026-10-10T10:00', dropOffAt: '2026-10-12T09:00' };
  const booking = await aBooking(house, claire, { acriss: ['EDMV'], ...wish });
  const other = await aHold(house, sam, { acriss: ['CDMV'], ...wish });
  expect((await quote(booking.id, { acriss: 'CDMV' })).data.quoteAmendment.__typename).toBe('SoldOut');
  expect((await quote(booking.id, { acriss: 'CDMV' }, sam)).code).toBe('NOT_FOUND');
  house.moveTo('2026-06-01T09:00:00Z');
  await expireLapsed(house.world);
  expect(other.state).toBe('PENDING_PAYMENT');
  const { data } = await quote(booking.id, { acriss: 'CDMV' });
  const made = await amend(data.quoteAmendment.id);
  if (made.data.amendBooking.payment) await house.pay(made.data.amendBooking.payment.clientSecret);
  await eventually(
    () => sold('EDMV', '2026-10-11T12:00Z'),
    (left) => left === 0,
  );
  expect(await sold('CDMV', '2026-10-11T12:00Z')).toBe(1);
});

test('refuses from 48 hours before pick-up', async () => {
  const booking = await aBooking(house, claire, { acriss: ['EDMV'], pickUpAt: '2026-11-10T10:00', dropOffAt: '2026-11-12T09:00' });
  house.moveTo('2026-11-08T09:00:01Z');
  expect((await quote(booking.id, { dropOffAt: '2026-11-13T09:00' })).code).toBe('TOO_LATE_TO_AMEND');
});
