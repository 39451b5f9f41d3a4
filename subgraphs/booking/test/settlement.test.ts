import { v7 as uuidv7 } from 'uuid';
import { expireLapsed } from '../src/actions/expire.ts';
import { authorised } from '../src/actions/pay.ts';
import { sendRefunds, sendVoids } from '../src/actions/settle.ts';
import { claire, eventually, marie, openAgency, type House } from './agency.ts';
import { handOver, takeBack } from './counter.ts';
import { ledgerMistakes } from './interleaving.ts';
import { aBooking, aDriver, aHold, aQuote, book, cancel, stateOf, totals } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 6, 'CDG CDMV': 4 });
});
afterAll(() => house.close());
beforeEach(() => {
  house.moveTo('2026-06-01T08:00:00Z');
});

const paymentOf = (id: string) => house.db.payment.findFirstOrThrow({ where: { bookingId: id } });
const quoteChange = (bookingId: string, change: Record<string, unknown>) =>
  house.ask<{ quoteAmendment: { id: string; price: { total: { minor: number } } } }>(
    claire,
    'mutation ($input: QuoteAmendmentInput!) { quoteAmendment(input: $input) { ... on AmendmentQuote { id price { total { minor } } } } }',
    { input: { bookingId, idempotencyKey: uuidv7(), ...change } },
  );
const change = (amendmentQuoteId: string) =>
  house.ask<{ amendBooking: { refund: { amount: { minor: number } } } }>(
    claire,
    'mutation ($input: AmendBookingInput!) { amendBooking(input: $input) { ... on AmendBookingSuccess { refund { amount { minor } } } } }',
    { input: { amendmentQuoteId, idempotencyKey: uuidv7() } },
  );

test('shortening first and cancelling then gives back no more than the tier', async () => {
  house.moveTo('2026-07-06T08:00:00Z');
  const booking = await aBooking(house, claire, { acriss: ['EDMV'], pickUpAt: '2026-07-10T10:00', dropOffAt: '2026-08-09T09:00' });
  const { data } = await quoteChange(booking.id, { dropOffAt: '2026-07-11T09:00' });
  const first = (await change(data.quoteAmendment.id)).data.amendBooking.refund.amount.minor;
  const second = (await cancel(house, claire, { bookingId: booking.id })).data.cancelBooking.refund?.amount.minor ?? 0;
  expect(first + second).toBeLessThanOrEqual(Math.round(booking.payment.amount.minor / 4) + 1);
  expect(second).toBe(Math.round(data.quoteAmendment.price.total.minor / 4));
});

test('disputed money is the bank’s: nothing of it is given back or promised', async () => {
  const booking = await aBooking(house, claire, { acriss: ['EDMV'], pickUpAt: '2026-09-10T10:00', dropOffAt: '2026-09-12T09:00' });
  await house.db.payment.updateMany({ where: { bookingId: booking.id }, data: { state: 'DISPUTED' } });
  const { data } = await house.ask<{ booking: { cancellation: { refund: { minor: number } }[] } }>(
    claire,
    'query ($reference: String!) { booking(reference: $reference) { cancellation { refund { minor } } } }',
    { reference: booking.reference },
  );
  expect(data.booking.cancellation.map(({ refund }) => refund.minor)).toEqual([0, 0, 0]);
  expect((await cancel(house, claire, { bookingId: booking.id })).data.cancelBooking.refund).toBeNull();
  const told = await house.db.outbox.findMany({ where: { type: 'booking.cancelled' } });
  expect(told.map(({ payload }) => payload)).toContainEqual(expect.objectContaining({ bookingId: booking.id, refundMinor: 0 }));
});

test('a change to an earlier day asks the age of that day', async () => {
  const quote = await aQuote(house, claire, {
    acriss: ['EDMV'],
    driverAge: 21,
    pickUpAt: '2026-08-20T10:00',
    dropOffAt: '2026-08-22T09:00',
  });
  const { data } = await book(house, claire, quote, aDriver({ birthDate: '2005-08-19' }));
  await house.pay(data.bookQuote.payment?.clientSecret ?? '');
  const id = data.bookQuote.booking?.id ?? '';
  await eventually(
    () => stateOf(house, id),
    (state) => state === 'CONFIRMED',
  );
  expect((await quoteChange(id, { pickUpAt: '2026-08-10T10:00' })).code).toBe('BAD_INPUT');
});

test('a quote is booked once, whatever the key', async () => {
  const quote = await aQuote(house, {}, { acriss: ['CDMV'] });
  expect((await book(house, {}, quote)).data.bookQuote.__typename).toBe('BookQuoteSuccess');
  expect((await book(house, {}, quote)).code).toBe('WRONG_STATE');
});

test.each([
  ['an address', { givenName: 'you won https://evil.example' }],
  ['markup', { familyName: '<b>Renter</b>' }],
  ['a control character', { givenName: 'Cl\u0000aire' }],
  ['a birth date of another age', { birthDate: '0001-01-01' }],
  ['a card number for a name', { familyName: 'Renter 4242 4242 4242 4242' }],
  ['a card number for a phone', { phone: '4242424242424242' }],
])('refuses a driver with %s', async (_, more) => {
  const quote = await aQuote(house, claire, { acriss: ['EDMV'] });
  expect((await book(house, claire, quote, aDriver(more))).code).toBe('BAD_INPUT');
});

test('nobody is written to about an unpaid hold that is cancelled', async () => {
  const hold = await aHold(house, claire, { acriss: ['EDMV'] });
  await cancel(house, claire, { bookingId: hold.id });
  const told = await house.db.outbox.findMany({ where: { payload: { path: ['bookingId'], equals: hold.id } }, select: { type: true } });
  expect(told.map(({ type }) => type)).toEqual(['booking.booked']);
});

test('a card authorised for a payment that was given up is let go again', async () => {
  const hold = await aHold(house, claire, { acriss: ['EDMV'] });
  const { stripeIntent } = await paymentOf(hold.id);
  await house.db.$executeRaw`UPDATE payment SET state = 'VOIDED' WHERE booking_id = ${hold.id}::uuid`;
  await house.pay(hold.payment.clientSecret);
  const intent = await eventually(
    async () => {
      await sendVoids(house.world, null);
      return house.world.stripe.paymentIntents.retrieve(stripeIntent ?? '');
    },
    ({ status }) => status === 'canceled',
  );
  expect(intent.amount_received).toBe(0);
});

test('told twice of an authorisation that nobody wants any more, takes nothing the second time either', async () => {
  const hold = await aHold(house, claire, { acriss: ['EDMV'] });
  const { id, stripeIntent } = await paymentOf(hold.id);
  const { paymentIntents } = house.world.stripe;
  const capture = paymentIntents.capture.bind(paymentIntents);
  paymentIntents.capture = () => Promise.reject(new Error('Stripe is away'));
  await house.pay(hold.payment.clientSecret);
  await eventually(
    () => paymentOf(hold.id),
    ({ state }) => state === 'AUTHORISED',
  );
  await house.events.settled();
  paymentIntents.capture = capture;
  // Nobody is there yet to let the card go.
  await house.db.$executeRaw`UPDATE payment SET void_due = true, retry_at = now() + interval '1 hour' WHERE booking_id = ${hold.id}::uuid`;
  await house.db.$executeRaw`UPDATE booking SET state = 'CANCELLED' WHERE id = ${hold.id}::uuid`;
  await authorised(house.world, id, await house.world.stripe.paymentIntents.retrieve(stripeIntent ?? ''));
  expect((await house.world.stripe.paymentIntents.retrieve(stripeIntent ?? '')).amount_received).toBe(0);
});

test('money that comes after its hold and its pick-up are both over buys nothing', async () => {
  const hold = await aHold(house, claire, { acriss: ['EDMV'] });
  house.moveTo('2026-07-14T08:00:01Z');
  await expireLapsed(house.world);
  await house.pay(hold.payment.clientSecret);
  const { stripeIntent } = await paymentOf(hold.id);
  const intent = await eventually(
    async () => {
      await sendVoids(house.world, null);
      return house.world.stripe.paymentIntents.retrieve(stripeIntent ?? '');
    },
    ({ status }) => status === 'canceled' || status === 'succeeded',
  );
  expect([intent.status, await stateOf(house, hold.id)]).toEqual(['canceled', 'EXPIRED']);
});

test.each(['markNoShow', 'handOver'] as const)(
  'a change that lapsed unpaid and unswept before %s gives back no more than it took',
  async (step) => {
    const booking = await aBooking(house, claire, { acriss: ['EDMV'], pickUpAt: '2026-08-10T10:00', dropOffAt: '2026-08-12T10:00' });
    const quoted = await quoteChange(booking.id, { dropOffAt: '2026-08-14T10:00' });
    await change(quoted.data.quoteAmendment.id);
    expect(await house.db.amendment.findMany({ where: { bookingId: booking.id }, select: { state: true } })).toEqual([
      { state: 'PENDING_PAYMENT' },
    ]);
    house.moveTo(step === 'handOver' ? '2026-08-10T08:00:00Z' : '2026-08-10T09:00:01Z');
    const { code } =
      step === 'handOver'
        ? await handOver(house, booking.id)
        : await house.ask(marie, 'mutation ($id: ID!, $key: String!) { markNoShow(bookingId: $id, idempotencyKey: $key) { state } }', {
            id: booking.id,
            key: uuidv7(),
          });
    expect(code).toBeUndefined();
    if (step === 'handOver') {
      house.moveTo('2026-08-11T08:00:00Z');
      await takeBack(house, booking.id);
    }
    await expireLapsed(house.world);
    expect(await ledgerMistakes(house)).toEqual([]);
  },
);

test('a refund that Stripe refuses for good is FAILED, counts as not given back, and is not asked again', async () => {
  const booking = await aBooking(house, claire, { acriss: ['EDMV'], pickUpAt: '2026-10-10T10:00', dropOffAt: '2026-10-12T09:00' });
  const { stripeIntent } = await paymentOf(booking.id);
  await house.world.stripe.refunds.create({ payment_intent: stripeIntent ?? '' });
  const before = await totals(house);
  await cancel(house, claire, { bookingId: booking.id });
  await sendRefunds(house.world);
  expect(await house.db.refund.findFirstOrThrow({ where: { bookingId: booking.id } })).toMatchObject({ state: 'FAILED' });
  expect(await paymentOf(booking.id)).toMatchObject({ state: 'CAPTURED', refundedMinor: 0n });
  expect(await totals(house)).toEqual(before);
});

test('prices only in currencies that we charge in, and only what a card can be charged', async () => {
  const ask = (currency: string, dropOffAt: string) =>
    house.ask<{ searchOffers: { totalCount: number } }>({}, 'query ($i: SearchOffersInput!) { searchOffers(input: $i) { totalCount } }', {
      i: { pickUpAgency: 'CDG', pickUpAt: '2026-11-10T10:00', dropOffAt, currency, ratePlans: ['PREPAID'] },
    });
  expect((await ask('ISK', '2026-11-12T10:00')).code).toBe('BAD_INPUT');
  expect((await ask('CHF', '2026-11-12T10:00')).data.searchOffers.totalCount).toBe(2);
});
