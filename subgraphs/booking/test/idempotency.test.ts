import { randomUUID } from 'node:crypto';
import { meeting } from '@ycyw/service/testing/meeting';
import { claim, forgetRequests, requestKey } from '../src/data/request.ts';
import { claire, eventually, openAgency, sam, type House } from './agency.ts';
import { aBooking, aDriver, aHold, aQuote, book, cancel, createQuote, offerFor, stateOf, totals, type BookOutcome } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 8, 'CDG CDMV': 1 });
});
afterAll(() => house.close());
beforeEach(() => {
  house.moveTo('2026-06-01T08:00:00Z');
});

const at = (day: string) => ({ acriss: ['EDMV'], pickUpAt: `${day}T10:00`, dropOffAt: `${day}T20:00` });
const times = <Made>(count: number, make: () => Promise<Made>): Promise<Made[]> => Promise.all(Array.from({ length: count }, make));
const bookings = (quoteId: string) => house.db.booking.count({ where: { quoteId } });
const intents = async (): Promise<number> => {
  let count = 0;
  for await (const _ of house.world.stripe.paymentIntents.list({ limit: 100 })) count += 1;
  return count;
};
const journal = async () => (await totals(house))['eur'] ?? { captured: 0, refunded: 0, count: 0 };

test('two hundred bookings with one key at once make one booking and one intent, and all are told the same', async () => {
  const quote = await aQuote(house, claire, at('2026-07-01'));
  const [before, key] = [await intents(), randomUUID()];
  const answers = await times(200, () => book(house, claire, quote, aDriver(), key));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]?.data.bookQuote.__typename).toBe('BookQuoteSuccess');
  expect([await bookings(quote), (await intents()) - before]).toEqual([1, 1]);
  const captured = (await journal()).captured;
  await house.pay(answers[0]?.data.bookQuote.payment?.clientSecret ?? '');
  await eventually(
    () => stateOf(house, answers[0]?.data.bookQuote.booking?.id ?? ''),
    (state) => state === 'CONFIRMED',
  );
  await eventually(
    () => stateOf(house, answers[0]?.data.bookQuote.booking?.id ?? ''),
    (state) => state === 'CONFIRMED',
  );
  expect((await journal()).captured - captured).toBe(answers[0]?.data.bookQuote.payment?.amount.minor);
});

test('the control: without the key Stripe is charged again by each repetition', async () => {
  const before = await intents();
  const create = () => house.world.stripe.paymentIntents.create({ amount: 100, currency: 'eur' });
  await times(3, create);
  expect((await intents()) - before).toBe(3);
});

test('the control: an answer that is looked up and then written, without the claim, is made by each of ten callers', async () => {
  const request = requestKey('naive', { owner: 'x', region: 'EU' }, { idempotencyKey: 'naive-key' });
  const { sql } = house.world;
  const seen = () => sql.$queryRaw<unknown[]>`SELECT 1 FROM request WHERE scope = ${request.scope} AND key = ${request.key}`;
  const met = meeting(10);
  let made = 0;
  await times(10, async () => {
    const before = await seen();
    await met();
    if (before.length === 0) made += 1;
    await claim(sql, request, randomUUID(), new Date()).catch(() => undefined);
  });
  expect(made).toBe(10);
});

test('two hundred cancellations with one key give the money back once', async () => {
  const booking = await aBooking(house, claire, at('2026-07-03'));
  const [before, idempotencyKey] = [await journal(), randomUUID()];
  const answers = await times(200, () => cancel(house, claire, { bookingId: booking.id, idempotencyKey }));
  expect(answers.map(({ data }) => data.cancelBooking.refund?.amount.minor)).toEqual(
    Array.from({ length: 200 }, () => booking.payment.amount.minor),
  );
  expect((await journal()).refunded - before.refunded).toBe(booking.payment.amount.minor);
  expect(await house.db.refund.count({ where: { bookingId: booking.id } })).toBe(1);
});

test('a quote asked for two hundred times with one key is one quote', async () => {
  const offer = await offerFor(house, at('2026-07-05'));
  const key = randomUUID();
  const answers = await times(200, () => createQuote(house, claire, offer.id, { idempotencyKey: key }));
  expect(new Set(answers.map(({ data }) => data.createQuote.quote?.id)).size).toBe(1);
  expect(await house.db.quote.count({ where: { id: answers[0]?.data.createQuote.quote?.id ?? '' } })).toBe(1);
});

describe('the first answer stays the answer for a day', () => {
  const wish = { acriss: ['CDMV'], pickUpAt: '2026-08-01T10:00', dropOffAt: '2026-08-02T09:00' };
  const kind = ({ data }: { data: { bookQuote: BookOutcome } }) => data.bookQuote.__typename;

  test('sold out, also when there is a car again, and two hundred at once are told the same', async () => {
    const [one, two] = [await aQuote(house, claire, wish), await aQuote(house, sam, wish)];
    const { data } = await book(house, sam, two);
    const key = randomUUID();
    const answers = await times(200, () => book(house, claire, one, aDriver(), key));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.data))).size).toBe(1);
    expect(answers.map(kind)).toContain('SoldOut');
    await cancel(house, sam, { bookingId: data.bookQuote.booking?.id ?? '' });
    expect((await book(house, claire, one, aDriver(), key)).data).toEqual(answers[0]?.data);
    expect(kind(await book(house, claire, one))).toBe('BookQuoteSuccess');
  });

  test('a quote that has expired, with the same new quote each time', async () => {
    const [quote, key] = [await aQuote(house, claire, at('2026-08-05')), randomUUID()];
    house.moveTo('2026-06-01T09:00:00Z');
    const answers = await times(3, () => book(house, claire, quote, aDriver(), key));
    expect(answers.map(kind)).toEqual(['QuoteExpired', 'QuoteExpired', 'QuoteExpired']);
    expect(new Set(answers.map(({ data }) => data.bookQuote.quote?.id)).size).toBe(1);
  });

  test('booked, also when the quote has expired since', async () => {
    const [quote, key] = [await aQuote(house, claire, at('2026-08-07')), randomUUID()];
    const first = await book(house, claire, quote, aDriver(), key);
    house.moveTo('2026-06-01T09:00:00Z');
    expect((await book(house, claire, quote, aDriver(), key)).data.bookQuote.booking?.id).toBe(first.data.bookQuote.booking?.id);
  });

  test('too young, and other input with the key is refused', async () => {
    const [quote, key] = [await aQuote(house, claire, at('2026-08-09')), randomUUID()];
    const young = aDriver({ birthDate: '2010-01-01' });
    expect(kind(await book(house, claire, quote, young, key))).toBe('DriverNotEligible');
    expect(kind(await book(house, claire, quote, young, key))).toBe('DriverNotEligible');
    expect((await book(house, claire, quote, aDriver(), key)).code).toBe('IDEMPOTENCY_CONFLICT');
    expect(await bookings(quote)).toBe(0);
  });

  test('a refusal, with its reason, and its input in another order is the same input', async () => {
    const [quote, key] = [await aQuote(house, claire, at('2026-08-11')), randomUUID()];
    const bad = aDriver({ phone: 'none' });
    const [first, second] = [await book(house, claire, quote, bad, key), await book(house, claire, quote, bad, key)];
    expect(first.code).toBe('BAD_INPUT');
    expect(second.errors[0]?.extensions).toEqual(first.errors[0]?.extensions);
    const owner = { owner: claire.id ?? '', region: 'EU' } as const;
    const input = { idempotencyKey: key, quoteId: quote, driver: { a: 1, b: [{ c: 2, d: null }] } };
    const turned = { driver: { b: [{ d: null, c: 2 }], a: 1 }, quoteId: quote, idempotencyKey: key };
    expect(requestKey('x', owner, turned)).toEqual(requestKey('x', owner, input));
    const list = { ...input, driver: { a: 1, b: [2, 1] } };
    const other = { ...input, driver: { a: 1, b: [1, 2] } };
    expect(requestKey('x', owner, list)).not.toEqual(requestKey('x', owner, other));
  });

  test('not cancellable', async () => {
    const booking = await aBooking(house, claire, at('2026-08-13'));
    const idempotencyKey = randomUUID();
    house.moveTo('2026-08-13T09:00:00Z');
    expect((await cancel(house, claire, { bookingId: booking.id, idempotencyKey })).code).toBe('NOT_CANCELLABLE');
    house.moveTo('2026-06-01T08:00:00Z');
    expect((await cancel(house, claire, { bookingId: booking.id, idempotencyKey })).code).toBe('NOT_CANCELLABLE');
  });

  test('what says who may ask is asked again: a stranger with the same key, and then the right to it', async () => {
    const hold = await aHold(house, claire, at('2026-08-15'));
    const idempotencyKey = randomUUID();
    expect((await cancel(house, sam, { bookingId: hold.id, idempotencyKey })).code).toBe('NOT_FOUND');
    await house.db.booking.update({ where: { id: hold.id }, data: { customerId: sam.id ?? null } });
    expect((await cancel(house, sam, { bookingId: hold.id, idempotencyKey })).data.cancelBooking.booking.state).toBe('CANCELLED');
  });

  test('and no longer: after a day the key is new', async () => {
    const wishes = at('2026-08-17');
    const key = randomUUID();
    const offer = await offerFor(house, wishes);
    const first = await createQuote(house, claire, offer.id, { idempotencyKey: key });
    const kept = () => house.db.request.count({ where: { key } });
    await forgetRequests(house.world.sql, new Date('2026-06-02T07:59:00Z'));
    expect(await kept()).toBe(1);
    await forgetRequests(house.world.sql, new Date('2026-06-02T08:01:00Z'));
    expect(await kept()).toBe(0);
    expect((await createQuote(house, claire, offer.id, { idempotencyKey: key })).data.createQuote.quote?.id).not.toBe(
      first.data.createQuote.quote?.id,
    );
  });
});

test('a failure of ours is no answer: the next call with the key does the work', async () => {
  const [quote, key] = [await aQuote(house, claire, at('2026-09-01')), randomUUID()];
  const { sql } = house.world;
  house.world.sql = { ...sql, $transaction: () => Promise.reject(new Error('the database is out of reach')) };
  const failed = await book(house, claire, quote, aDriver(), key);
  house.world.sql = sql;
  expect(failed.errors).toHaveLength(1);
  expect((await book(house, claire, quote, aDriver(), key)).data.bookQuote.__typename).toBe('BookQuoteSuccess');
});
