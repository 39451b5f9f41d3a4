import { jest } from '@jest/globals';
import { expireLapsed } from '../src/actions/expire.ts';
import { lockBooking } from '../src/data/booking.ts';
import { giveUp } from '../src/data/payment.ts';
import { startSweeper } from '../src/sweeper.ts';
import { claire, eventually, openAgency, sam, type House } from './agency.ts';
import { captureOvertakes, gate, ledgerMistakes, noteDeadlocks, oneAfterTheOther, queued, settledFates } from './interleaving.ts';
import { aHold, aQuote, book, cancel, ledgerAt, stateOf, type Trip } from './rental.ts';

const lapses = '2026-06-01T08:15:00Z';

let house: House;
let deadlocks: string[];
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 1 });
  deadlocks = noteDeadlocks(house.world);
});
afterAll(() => house.close());
beforeEach(() => {
  house.moveTo('2026-06-01T08:00:00Z');
});
afterEach(async () => {
  jest.restoreAllMocks();
  expect(await ledgerMistakes(house)).toEqual([]);
  expect(deadlocks).toEqual([]);
});

let week = 0;
/** A time of its own for each test, so that the only car is free at first. */
function aTime(): Trip {
  week += 1;
  const on = (day: number) => `${new Date(Date.UTC(2026, 6, 7 * week + day)).toISOString().slice(0, 10)}T10:00`;
  return { acriss: ['EDMV'], pickUpAt: on(0), dropOffAt: on(2) };
}

/** The last car's hold, at the moment that it lapses, and quotes of others for the same car that are still good. */
async function lastMoment(rivals: number) {
  const wish = aTime();
  const quotes = await Promise.all(Array.from({ length: rivals }, () => aQuote(house, sam, wish)));
  await house.db.$executeRaw`UPDATE quote SET expires_at = '2026-06-02'`;
  const hold = await aHold(house, claire, wish);
  house.moveTo(lapses);
  const sold = async () => (await ledgerAt(house, 'CDG', 'EDMV', `${wish.pickUpAt ?? ''}Z`)).sold;
  return { hold, sold, pay: () => house.pay(hold.payment.clientSecret), rivals: quotes.map((quote) => () => book(house, sam, quote)) };
}

const isOver = (state: string): boolean => state === 'CONFIRMED' || state === 'EXPIRED';
const settledState = async (id: string): Promise<string> => {
  await settledFates(house, id);
  return eventually(() => stateOf(house, id), isOver);
};
const closedBooking = (id: string) => gate(house, (tx) => lockBooking(tx, id));

test('the payment is a moment before the end: the hold does not lapse any more, and the next guest finds no car', async () => {
  const { hold, sold, pay, rivals } = await lastMoment(1);
  const [, rival] = await oneAfterTheOther(house, await closedBooking(hold.id), pay, async () => rivals[0]?.());
  expect(rival?.data.bookQuote.__typename).toBe('SoldOut');
  expect(await settledState(hold.id)).toBe('CONFIRMED');
  expect(await settledFates(house, hold.id)).toEqual(['kept']);
  expect(await sold()).toBe(1);
});

test('the payment is a moment after the end, and nobody has taken the car: it is held again and confirmed', async () => {
  const { hold, sold, pay } = await lastMoment(0);
  await oneAfterTheOther(house, await closedBooking(hold.id), () => expireLapsed(house.world), pay);
  await eventually(
    () => stateOf(house, hold.id),
    (state) => state === 'CONFIRMED',
  );
  expect(await settledFates(house, hold.id)).toEqual(['kept']);
  expect(await sold()).toBe(1);
});

test('the payment comes while the card of the lapsed hold is being let go: the car is free and nothing is taken', async () => {
  const { hold, sold, pay } = await lastMoment(0);
  await expireLapsed(house.world);
  const { stripeIntent } = await house.db.payment.findFirstOrThrow({ where: { bookingId: hold.id } });
  const lettingGo = await gate(house, (tx) => giveUp(tx, hold.id));
  await pay();
  await queued(house, 1);
  await house.world.stripe.paymentIntents.cancel(stripeIntent ?? '');
  await lettingGo.open();
  expect(await settledFates(house, hold.id)).toEqual(['let go']);
  expect(await settledState(hold.id)).toBe('EXPIRED');
  expect(await sold()).toBe(0);
});

/** Claire's money was taken and she has the car, or it was not kept and somebody else may have it. */
async function expectOneOwner(id: string, rivals: readonly string[], sold: number): Promise<void> {
  const state = await settledState(id);
  const won = rivals.filter((outcome) => outcome === 'BookQuoteSuccess').length;
  expect(rivals.filter((outcome) => outcome === 'SoldOut')).toHaveLength(rivals.length - won);
  expect(won + (state === 'CONFIRMED' ? 1 : 0)).toBe(1);
  const [fate] = await settledFates(house, id);
  expect(state === 'CONFIRMED' ? ['kept'] : ['let go', 'given back']).toContain(fate);
  expect(sold).toBe(1);
}

test.each([1, 2, 3])('the next guest ends the hold a moment before its payment comes: one of them has the car, round %i', async () => {
  const { hold, sold, pay, rivals } = await lastMoment(1);
  const [rival] = await oneAfterTheOther(house, await closedBooking(hold.id), async () => rivals[0]?.(), pay);
  await settledState(hold.id);
  await expectOneOwner(hold.id, [rival?.data.bookQuote.__typename ?? ''], await sold());
});

test.each([1, 2, 3, 4, 5, 6])('payment, sweeps and five guests at the moment of the end: one has the car, round %i', async () => {
  const { hold, sold, pay, rivals } = await lastMoment(5);
  const sweep = () => expireLapsed(house.world);
  const [answers] = await Promise.all([Promise.all(rivals.map((rival) => rival())), sweep(), pay(), sweep()]);
  await settledState(hold.id);
  const outcomes = answers.map(({ data }) => data.bookQuote.__typename);
  await expectOneOwner(hold.id, outcomes, await sold());
});

test('cancelled while the card is being charged: the money goes back', async () => {
  const { hold, sold, pay } = await lastMoment(0);
  await captureOvertakes(house, pay, () => cancel(house, claire, { bookingId: hold.id }));
  expect(await stateOf(house, hold.id)).toBe('CANCELLED');
  expect(await settledFates(house, hold.id)).toEqual(['given back']);
  expect(await sold()).toBe(0);
});

test('Stripe charges the card after the hold has ended and another guest has the car: the money goes back', async () => {
  const { hold, sold, pay, rivals } = await lastMoment(1);
  await captureOvertakes(house, pay, async () => {
    house.moveTo('2026-06-01T09:20:00Z');
    expect((await rivals[0]?.())?.data.bookQuote.__typename).toBe('BookQuoteSuccess');
    await settledFates(house, hold.id);
  });
  expect(await stateOf(house, hold.id)).toBe('EXPIRED');
  expect(await settledFates(house, hold.id)).toEqual(['given back']);
  expect(await sold()).toBe(1);
  const lost = { type: 'booking.holdLost', payload: { path: ['bookingId'], equals: hold.id } };
  expect(await house.db.outbox.count({ where: lost })).toBe(1);
});

test('while Stripe does not answer, holds end all the same', async () => {
  const given = await lastMoment(0);
  const answer = Promise.withResolvers<never>();
  const { paymentIntents } = house.world.stripe;
  const asked = Promise.withResolvers<true>();
  jest.spyOn(paymentIntents, 'cancel').mockImplementation(() => {
    asked.resolve(true);
    return answer.promise;
  });
  await expireLapsed(house.world);
  const sweeper = startSweeper(house.world, house.events);
  await asked.promise;
  house.moveTo('2026-06-01T08:00:00Z');
  const { hold } = await lastMoment(0);
  await eventually(
    () => stateOf(house, hold.id),
    (state) => state === 'EXPIRED',
  );
  answer.reject(new Error('no answer'));
  await sweeper.stop();
  jest.restoreAllMocks();
  expect([await settledFates(house, given.hold.id), await settledFates(house, hold.id)]).toEqual([['let go'], ['let go']]);
});

test('the control: a lapsed hold that is confirmed without finding its room again is seen as oversold', async () => {
  const { hold, rivals } = await lastMoment(1);
  const held = await house.db.booking.findUniqueOrThrow({ where: { id: hold.id } });
  expect((await rivals[0]?.())?.data.bookQuote.__typename).toBe('BookQuoteSuccess');
  const confirm = (state: string, heldFrom: Date | null, heldTo: Date | null) =>
    house.db.booking.update({ where: { id: hold.id }, data: { state, heldFrom, heldTo } });
  await confirm('CONFIRMED', held.heldFrom, held.heldTo);
  expect(await ledgerMistakes(house)).not.toEqual([]);
  await confirm('EXPIRED', null, null);
});
