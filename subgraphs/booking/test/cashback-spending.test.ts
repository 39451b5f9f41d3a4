import { randomUUID } from 'node:crypto';
import { meeting } from '@ycyw/service/testing/meeting';
import type { Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { confirmPurchases } from '../src/actions/cashback/confirm.ts';
import { claire, eventually, openAgency, type House } from './agency.ts';
import { sweep } from './counter.ts';
import { aDriver, book, cancel, offerFor, stateOf, totals, type Trip } from './rental.ts';
import { anEarner, aShop, aToken, balance, cashback, confirmed, created, refunded, tell, unsound, type Shop } from './shop.ts';

let house: House;
let shop: Shop;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 60 });
  shop = await aShop(house, { rates: [{ basisPoints: 5000 }] });
});
afterAll(() => house.close());
beforeEach(() => {
  house.moveTo('2026-06-01T08:00:00Z');
});
afterEach(async () => expect(await unsound(house)).toEqual([]));

const earner = (minor: number) => anEarner(house, shop, minor);

interface Priced {
  id: string;
  price: { total: { minor: number }; due: { minor: number }; tax: { minor: number }; cashback: { minor: number } | null };
}

async function quote(renter: Partial<Viewer>, wish: Trip = {}, useCashback = true): Promise<Priced> {
  const { id } = await offerFor(house, { acriss: ['EDMV'], ...wish });
  const { data } = await house.ask<{ createQuote: { quote: Priced } }>(
    renter,
    `mutation ($input: CreateQuoteInput!) { createQuote(input: $input) { ... on QuoteCreated { quote { id
      price { total { minor } due { minor } tax { minor } cashback { minor } } } } } }`,
    { input: { offerId: id, useCashback, idempotencyKey: uuidv7() } },
  );
  return data.createQuote.quote;
}

async function taken(renter: Partial<Viewer>, wish: Trip = {}) {
  const { id, price } = await quote(renter, wish);
  const { data } = await book(house, renter, id);
  const { booking, payment, cardSetup } = data.bookQuote;
  if (!booking) throw new Error(data.bookQuote.__typename);
  return { ...booking, price, payment, cardSetup };
}

const confirmedState = (id: string) =>
  eventually(
    () => stateOf(house, id),
    (state) => state === 'CONFIRMED',
  );
const paymentsOf = async (bookingId: string) =>
  (await house.db.payment.findMany({ where: { bookingId }, orderBy: { kind: 'asc' } })).map(
    ({ kind, state, amountMinor, capturedMinor, refundedMinor }) => ({
      kind,
      state,
      amount: Number(amountMinor),
      kept: Number(capturedMinor - refundedMinor),
    }),
  );
const settled = async (bookingId: string) =>
  eventually(
    () => house.db.refund.findMany({ where: { bookingId } }),
    (refunds) => refunds.length > 0 && refunds.every(({ state }) => state === 'SUCCEEDED'),
  );

test('lowers what is due, never the price or its taxes; the card pays the rest', async () => {
  const { renter } = await earner(3000);
  const plain = await quote(renter, {}, false);
  const { id, price, payment } = await taken(renter);
  expect(price).toEqual({ ...plain.price, due: { minor: plain.price.total.minor - 3000 }, cashback: { minor: 3000 } });
  expect(payment?.amount.minor).toBe(price.due.minor);
  expect(await balance(house, renter)).toEqual([0, 0, 0]);
  await house.pay(payment?.clientSecret ?? '');
  await confirmedState(id);
  expect(await paymentsOf(id)).toEqual([
    { kind: 'CASHBACK', state: 'CAPTURED', amount: 3000, kept: 3000 },
    { kind: 'RENTAL', state: 'CAPTURED', amount: price.due.minor, kept: price.due.minor },
  ]);
  const { data } = await cashback(house, renter);
  expect(data._entities[0].cashback?.entries.edges[0]?.node).toMatchObject({ kind: 'BOOKING', state: 'SPENT', amount: { minor: -3000 } });
});

test('an unpaid hold gives it back when it ends', async () => {
  const { renter } = await earner(3000);
  const { id } = await taken(renter);
  house.moveTo('2026-06-01T08:16:00Z');
  await sweep(house);
  expect(await stateOf(house, id)).toBe('EXPIRED');
  expect(await balance(house, renter)).toEqual([3000, 0, 0]);
  expect((await paymentsOf(id))[0]).toMatchObject({ kind: 'CASHBACK', state: 'VOIDED', kept: 0 });
  expect((await cashback(house, renter)).data._entities[0].cashback?.entries.edges).toHaveLength(1);
});

test('money that comes after the hold has ended takes the cashback again, and where it was spent meanwhile is let go', async () => {
  const { renter } = await earner(3000);
  const late = await taken(renter);
  house.moveTo('2026-06-01T08:16:00Z');
  await sweep(house);
  await house.pay(late.payment?.clientSecret ?? '');
  // The card was let go with the hold; a booking that is made again takes the money again.
  const again = await taken(renter);
  await house.pay(again.payment?.clientSecret ?? '');
  await confirmedState(again.id);
  expect(await balance(house, renter)).toEqual([0, 0, 0]);
  expect(await stateOf(house, late.id)).toBe('EXPIRED');
});

test('cancelling gives card and cashback back by the same tier', async () => {
  const { renter } = await earner(4000);
  const { id, payment, price } = await taken(renter, { pickUpAt: '2026-06-05T10:00', dropOffAt: '2026-06-10T10:00' });
  await house.pay(payment?.clientSecret ?? '');
  await confirmedState(id);
  const before = (await totals(house))['eur']?.refunded ?? 0;
  const { data } = await cancel(house, renter, { bookingId: id });
  const quarter = Math.round(price.total.minor / 4);
  expect(data.cancelBooking.refund?.amount.minor).toBe(quarter);
  await settled(id);
  const toWallet = Math.floor((quarter * 4000) / price.total.minor);
  expect(await balance(house, renter)).toEqual([toWallet, 0, 0]);
  expect(((await totals(house))['eur']?.refunded ?? 0) - before).toBe(quarter - toWallet);
});

test('cancelled a week before, all of it is there again', async () => {
  const { renter } = await earner(4000);
  const { id, payment } = await taken(renter);
  await house.pay(payment?.clientSecret ?? '');
  await confirmedState(id);
  await cancel(house, renter, { bookingId: id });
  await settled(id);
  expect(await balance(house, renter)).toEqual([4000, 0, 0]);
  expect((await paymentsOf(id)).map(({ kept }) => kept)).toEqual([0, 0]);
});

test('where all of it is paid with cashback the card is only saved, and confirms', async () => {
  const { renter } = await earner(90_000);
  const { id, price, payment, cardSetup } = await taken(renter);
  expect(price.due.minor).toBe(0);
  expect(payment).toBeNull();
  await house.confirm(cardSetup?.clientSecret ?? '');
  await confirmedState(id);
  expect(await paymentsOf(id)).toEqual([{ kind: 'CASHBACK', state: 'CAPTURED', amount: price.total.minor, kept: price.total.minor }]);
  expect(await balance(house, renter)).toEqual([90_000 - price.total.minor, 0, 0]);
  const { stripePaymentMethod } = await house.db.booking.findUniqueOrThrow({ where: { id } });
  expect(stripePaymentMethod).not.toBeNull();
});

test('a card is never left with less than it can be charged', async () => {
  const { total } = (await quote(claire, {}, false)).price;
  const { renter } = await earner(total.minor - 10);
  expect((await quote(renter)).price.due.minor).toBe(50);
});

test('paid at hand-over, cashback is spent when the card is saved and the desk takes the rest', async () => {
  const { renter } = await earner(3000);
  const { id, cardSetup, price } = await taken(renter, { ratePlans: ['FLEX'] });
  await house.confirm(cardSetup?.clientSecret ?? '');
  await confirmedState(id);
  const { data } = await house.ask<{ _entities: [{ due: { minor: number } }] }>(
    renter,
    `query ($id: ID!) { _entities(representations: [{ __typename: "Booking", id: $id }]) { ... on Booking { due { minor } } } }`,
    { id },
  );
  expect(data._entities[0].due.minor).toBe(price.total.minor - 3000);
  await cancel(house, renter, { bookingId: id });
  await settled(id);
  expect(await balance(house, renter)).toEqual([3000, 0, 0]);
});

test('where the balance has shrunk since the quote, the answer is the new price, and nothing is held', async () => {
  const { renter, purchaseId } = await earner(3000);
  const { id, price } = await quote(renter);
  await tell(house, shop, refunded(purchaseId, 2000));
  expect(await balance(house, renter)).toEqual([2000, 0, 0]);
  const { data } = await book(house, renter, id);
  expect(data.bookQuote).toMatchObject({ __typename: 'QuoteChanged' });
  const changed = data.bookQuote.quote?.id ?? '';
  const done = await book(house, renter, changed);
  expect(done.data.bookQuote.payment?.amount.minor).toBe(price.total.minor - 2000);
});

test('what is refunded by the shop after it was spent is owed, and paid out of what comes', async () => {
  const { renter, purchaseId } = await earner(3000);
  const { id, payment } = await taken(renter);
  await house.pay(payment?.clientSecret ?? '');
  await confirmedState(id);
  await tell(house, shop, refunded(purchaseId));
  expect(await balance(house, renter)).toEqual([0, 0, 3000]);
  const more = created(await aToken(house, renter, shop), { amountMinor: 2000 });
  await tell(house, shop, more);
  await tell(house, shop, confirmed(more.purchaseId));
  await confirmPurchases(house.world);
  expect(await balance(house, renter)).toEqual([0, 0, 2000]);
  await cancel(house, renter, { bookingId: id });
  await settled(id);
  expect(await balance(house, renter)).toEqual([1000, 0, 0]);
});

test('of ten bookings at once with one balance one has it; control: reading first and writing then, all have', async () => {
  const { renter } = await earner(3000);
  const quotes = await Promise.all(Array.from({ length: 10 }, () => quote(renter)));
  const outcomes = await Promise.all(quotes.map(({ id }) => book(house, renter, id, aDriver())));
  const kinds = outcomes.map(({ data }) => data.bookQuote.__typename).toSorted();
  expect(kinds).toEqual(['BookQuoteSuccess', ...Array.from({ length: 9 }, () => 'QuoteChanged')]);
  expect(await balance(house, renter)).toEqual([0, 0, 0]);

  const other = await earner(3000);
  const met = meeting();
  let naive = 0;
  await Promise.all(
    Array.from({ length: 10 }, async () => {
      const [available] = await balance(house, other.renter);
      await met();
      if (available >= 3000) naive += 1;
    }),
  );
  expect(naive).toBeGreaterThan(1);
});

test('nobody uses what is not theirs: guests and other people pay the whole price', async () => {
  await earner(3000);
  for (const viewer of [{}, { ...claire, id: randomUUID() }, { role: 'PARTNER' as const, id: randomUUID() }]) {
    const { price } = await quote(viewer);
    expect(price.cashback).toBeNull();
    expect(price.due).toEqual(price.total);
  }
});
