import { jest } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { lockBooking } from '../src/data/booking.ts';
import { lockStock, lockStocks, type Stock } from '../src/data/ledger.ts';
import type { Sql } from '@ycyw/service/sql';
import { claire, openAgency, type House } from './agency.ts';
import {
  captureOvertakes,
  gate,
  ledgerMistakes,
  noteDeadlocks,
  oneAfterTheOther,
  queued,
  settledFates,
  type Gate,
} from './interleaving.ts';
import { aBooking, cancel, stateOf } from './rental.ts';

const small: Stock = { agency: 'CDG', acriss: 'EDMV' };
const large: Stock = { agency: 'CDG', acriss: 'CDMV' };

let house: House;
let deadlocks: string[];
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 12, 'CDG CDMV': 12 });
  deadlocks = noteDeadlocks(house.world);
});
afterAll(() => house.close());
beforeEach(() => {
  deadlocks.length = 0;
});

interface Amended {
  amendBooking: { __typename: string; payment?: { clientSecret: string | null } | null };
}
async function quote(bookingId: string, change: Record<string, unknown>): Promise<string> {
  const { data, errors } = await house.ask<{ quoteAmendment: { id?: string } } | null>(
    claire,
    'mutation ($input: QuoteAmendmentInput!) { quoteAmendment(input: $input) { ... on AmendmentQuote { id } } }',
    { input: { bookingId, idempotencyKey: uuidv7(), ...change } },
  );
  if (!data?.quoteAmendment.id) throw new Error(`no quote: ${JSON.stringify(errors)}`);
  return data.quoteAmendment.id;
}
const amend = (amendmentQuoteId: string) =>
  house.ask<Amended | null>(
    claire,
    'mutation ($input: AmendBookingInput!) { amendBooking(input: $input) { __typename ... on AmendBookingSuccess { payment { clientSecret } } } }',
    { input: { amendmentQuoteId, idempotencyKey: uuidv7() } },
  );

/** A paid booking and what its renter may do with it; `dearer` also moves it to the other class, and waits for money. */
async function aRental(acriss = small.acriss) {
  const { id } = await aBooking(house, claire, { acriss: [acriss] });
  const other = acriss === small.acriss ? large.acriss : small.acriss;
  const dearer = await quote(id, { acriss: other, dropOffAt: '2026-07-28T10:00' });
  const cheaper = await quote(id, { dropOffAt: '2026-07-16T10:00' });
  const deeds = { cancel: () => cancel(house, claire, { bookingId: id }), dearer: () => amend(dearer), cheaper: () => amend(cheaper) };
  return { id, deeds };
}

const gates: Record<string, (id: string) => Promise<Gate>> = {
  'the booking': (id) => gate(house, (tx) => lockBooking(tx, id)),
  'the stocks, the first one with the booking in hand': () => gate(house, (tx) => lockStocks(tx, [small, large])),
};

/** All given back, or never taken. */
async function expectCancelled(id: string): Promise<void> {
  expect(await stateOf(house, id)).toBe('CANCELLED');
  for (const fate of await settledFates(house, id)) expect(['given back', 'let go']).toContain(fate);
}

afterEach(async () => {
  jest.restoreAllMocks();
  expect(await ledgerMistakes(house)).toEqual([]);
});

const pairs = [
  ['cancel', 'dearer', 'WRONG_STATE'],
  ['cancel', 'cheaper', 'WRONG_STATE'],
  ['dearer', 'cancel', undefined],
  ['cheaper', 'cancel', undefined],
] as const;
test.each(Object.keys(gates).flatMap((place) => pairs.map((pair) => [place, ...pair] as const)))(
  'both wait for %s: %s, then %s, which answers %s',
  async (place, first, second, code) => {
    const { id, deeds } = await aRental();
    const closed = await gates[place]?.(id);
    if (!closed) throw new Error(place);
    const [one, two] = await oneAfterTheOther<{ code: unknown }, { code: unknown }>(house, closed, deeds[first], deeds[second]);
    expect([one.code, two.code]).toEqual([undefined, code]);
    await expectCancelled(id);
    expect(deadlocks).toEqual([]);
  },
);

test.each([
  ['the card is authorised', 'it is cancelled'],
  ['it is cancelled', 'the card is authorised'],
])('a change waits for money: %s, and at the same moment %s', async (first) => {
  const { id, deeds } = await aRental();
  const clientSecret = (await deeds.dearer()).data?.amendBooking.payment?.clientSecret ?? '';
  const pay = () => house.pay(clientSecret);
  const closed = await gate(house, (tx) => lockBooking(tx, id));
  if (first === 'it is cancelled') await oneAfterTheOther(house, closed, deeds.cancel, pay);
  else await oneAfterTheOther(house, closed, pay, deeds.cancel);
  await expectCancelled(id);
  expect(deadlocks).toEqual([]);
});

test('cancelled while the card is being charged for a change: all money goes back', async () => {
  const { id, deeds } = await aRental();
  const clientSecret = (await deeds.dearer()).data?.amendBooking.payment?.clientSecret ?? '';
  await captureOvertakes(
    house,
    () => house.pay(clientSecret),
    async () => {
      await deeds.cancel();
      await settledFates(house, id);
    },
  );
  expect(await stateOf(house, id)).toBe('CANCELLED');
  expect(await settledFates(house, id)).toEqual(['given back', 'given back']);
});

test.each(Array.from({ length: 6 }, (_, round) => [round + 1]))(
  'all of it at once on bookings that change places, round %i: one cancels, all others are refused in order',
  async () => {
    const rentals = [await aRental(small.acriss), await aRental(large.acriss), await aRental(small.acriss), await aRental(large.acriss)];
    const answers = await Promise.all(
      rentals.map(async ({ deeds }) => {
        const dearer = async () => {
          const answer = await deeds.dearer();
          const secret = answer.data?.amendBooking.payment?.clientSecret;
          if (secret) await house.pay(secret);
          return answer;
        };
        return Promise.all([dearer(), deeds.cancel(), deeds.cheaper(), deeds.cancel(), dearer()]);
      }),
    );
    for (const [one, cancelled, two, again, three] of answers) {
      expect([cancelled.code, again.code].toSorted()).toEqual(['NOT_CANCELLABLE', undefined]);
      for (const { code } of [one, two, three]) expect([undefined, 'WRONG_STATE', 'OFFER_EXPIRED']).toContain(code);
    }
    for (const { id } of rentals) await expectCancelled(id);
    expect(deadlocks).toEqual([]);
  },
);

test('the control: with the stock before the booking, cancelling meets a deadlock; it is seen here and not by the caller', async () => {
  const { id, deeds } = await aRental();
  const hasStock = Promise.withResolvers<true>();
  const mayGoOn = Promise.withResolvers<true>();
  let attempts = 0;
  const wrong = house.world.sql.$transaction(async (tx) => {
    attempts += 1;
    if (attempts > 1) return;
    await lockStock(tx, small);
    hasStock.resolve(true);
    await mayGoOn.promise;
    await lockBooking(tx, id);
  });
  await hasStock.promise;
  const cancelled = deeds.cancel();
  await queued(house, 1);
  mayGoOn.resolve(true);
  await wrong;
  expect((await cancelled).code).toBeUndefined();
  // Where the cancelling is the one that is broken off, it may be back before the other has woken, and meet it again.
  expect(new Set(deadlocks)).toEqual(new Set(['deadlock detected']));
  await expectCancelled(id);
});

/**
 * `up` goes from the small class to the large one, `down` the other way. Served so that each would have the stock that it
 * leaves and want the other's, were they not locked in one order.
 */
async function crossing(up: () => Promise<unknown>, down: () => Promise<unknown>): Promise<void> {
  const smallGate = await gate(house, (tx) => lockStock(tx, small));
  const largeGate = await gate(house, (tx) => lockStock(tx, large));
  const going = [up()];
  await queued(house, 1);
  going.push(down());
  await queued(house, 2);
  await smallGate.open();
  await queued(house, 2);
  await largeGate.open();
  await Promise.all(going);
}

test('two bookings that change classes with each other do not wait for each other', async () => {
  const [one, two] = [await aRental(small.acriss), await aRental(large.acriss)];
  await crossing(one.deeds.dearer, two.deeds.dearer);
  expect(deadlocks).toEqual([]);
  for (const { id, deeds } of [one, two]) {
    expect((await deeds.cancel()).code).toBeUndefined();
    await expectCancelled(id);
  }
});

test('the control: locking what is left before what is wanted, they do', async () => {
  const wrong = (stocks: Stock[]) => {
    let attempts = 0;
    return () =>
      house.world.sql.$transaction(async (tx: Sql) => {
        attempts += 1;
        if (attempts > 1) return;
        for (const stock of stocks) await lockStock(tx, stock);
      });
  };
  await crossing(wrong([small, large]), wrong([large, small]));
  expect(deadlocks).toHaveLength(1);
});
