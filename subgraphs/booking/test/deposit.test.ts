import { jest } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { askAll } from '../src/actions/attempt.ts';
import { closeRentals, openDeposits } from '../src/actions/deposit.ts';
import { sendVoids } from '../src/actions/settle.ts';
import { claire, eventually, marie, openAgency, type House } from './agency.ts';
import { depositsOf, handOver, retryDeposit, sweep, takeBack } from './counter.ts';
import { aBooking, aHold, cancel, stateOf, type Trip } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 30 });
});
afterAll(() => house.close());
beforeEach(() => {
  house.moveTo('2026-06-01T08:00:00Z');
});
afterEach(() => {
  jest.restoreAllMocks();
});

const wish: Trip = { acriss: ['EDMV'], pickUpAt: '2026-07-14T10:00', dropOffAt: '2026-07-18T10:00' };
const atPickUp = '2026-07-14T08:00:00Z';
const dayBefore = '2026-07-13T08:00:00Z';

/** A paid booking on a card that keeps to itself what it does later. */
async function paidWith(card: string) {
  const hold = await aHold(house, claire, wish);
  await house.confirm(hold.payment.clientSecret, card);
  await eventually(
    () => stateOf(house, hold.id),
    (state) => state === 'CONFIRMED',
  );
  return hold;
}
const intentsOf = async (id: string) => {
  const rows = await house.db.payment.findMany({ where: { bookingId: id, kind: 'DEPOSIT' }, orderBy: { id: 'asc' } });
  return Promise.all(rows.map(({ stripeIntent }) => house.world.stripe.paymentIntents.retrieve(stripeIntent ?? '')));
};

test('a deposit is held on the saved card from 24 hours before pick-up on, once, however often it is swept', async () => {
  const { id } = await aBooking(house, claire, wish);
  house.moveTo('2026-07-13T07:59:59Z');
  await sweep(house);
  expect(await depositsOf(house, id)).toEqual([]);
  house.moveTo(dayBefore);
  await Promise.all([sweep(house), sweep(house), sweep(house)]);
  expect(await depositsOf(house, id)).toEqual(['AUTHORISED']);
  expect(await intentsOf(id)).toMatchObject([{ status: 'requires_capture', amount: 30_000, amount_received: 0 }]);
  const row = await house.db.payment.findFirstOrThrow({ where: { bookingId: id, kind: 'DEPOSIT' } });
  expect(row.captureBefore?.toISOString()).toBe('2026-07-20T08:00:00.000Z');
});

test('the control: without the constraint, two sweeps at once would hold two', async () => {
  const { id } = await aBooking(house, claire, wish);
  house.moveTo(dayBefore);
  await sweep(house);
  const again = house.db.$executeRaw`
    INSERT INTO payment (id, booking_id, region, kind, state, amount_minor, currency, off_session, created_at)
    SELECT ${uuidv7()}::uuid, id, region, 'DEPOSIT', 'REQUIRES_PAYMENT', 1, currency, true, now() FROM booking WHERE id = ${id}::uuid`;
  await expect(again).rejects.toThrow(/payment_one_open/);
});

test('a crash between Stripe’s answer and our commit holds one deposit, not two', async () => {
  const { id } = await aBooking(house, claire, wish);
  house.moveTo(dayBefore);
  const { paymentIntents } = house.world.stripe;
  const create = paymentIntents.create.bind(paymentIntents);
  jest.spyOn(paymentIntents, 'create').mockImplementationOnce(async (...args) => {
    await create(...args);
    throw new Error('the process is gone');
  });
  await openDeposits(house.world);
  await askAll(house.world);
  await house.db.$executeRaw`UPDATE payment SET retry_at = NULL WHERE booking_id = ${id}::uuid`;
  await askAll(house.world);
  expect(await depositsOf(house, id)).toEqual(['AUTHORISED']);
  const { data } = await house.world.stripe.paymentIntents.list({ limit: 100 });
  expect(data.filter(({ metadata }) => metadata['bookingId'] === id && metadata['kind'] === 'DEPOSIT')).toHaveLength(1);
});

test('a hand-over before any sweep asks for the deposit itself', async () => {
  const { id } = await aBooking(house, claire, wish);
  house.moveTo(atPickUp);
  expect((await handOver(house, id)).code).toBeUndefined();
  expect(await depositsOf(house, id)).toEqual(['AUTHORISED']);
  expect(await stateOf(house, id)).toBe('IN_PROGRESS');
});

test('the bank wants the renter: they are told once, confirm on their page, and only then the car leaves', async () => {
  const { id } = await paidWith('pm_card_authenticationRequired');
  house.moveTo(dayBefore);
  await sweep(house);
  await sweep(house);
  expect(await depositsOf(house, id)).toEqual(['REQUIRES_ACTION']);
  const told = await house.db.outbox.findMany({ where: { type: 'booking.depositAction' } });
  expect(told.map(({ payload }) => payload)).toEqual([
    expect.objectContaining({ bookingId: id, amountMinor: 30_000, currency: 'EUR', locale: expect.any(String) as string }),
  ]);
  house.moveTo(atPickUp);
  expect(await handOver(house, id)).toMatchObject({ code: 'WRONG_STATE', errors: [{ extensions: { reason: 'deposit REQUIRES_ACTION' } }] });
  const { data } = await retryDeposit(house, claire, id);
  expect(data?.retryDeposit).toMatchObject({ kind: 'DEPOSIT', state: 'REQUIRES_ACTION' });
  await house.confirm(data?.retryDeposit.clientSecret ?? '', 'pm_card_authenticationRequired');
  await eventually(
    () => depositsOf(house, id),
    ([state]) => state === 'AUTHORISED',
  );
  expect((await handOver(house, id)).code).toBeUndefined();
});

test('another card for the deposit is kept for what comes later; the desk sees no secret and may ask the saved card again', async () => {
  const { id } = await paidWith('pm_card_authenticationRequired');
  const before = await house.db.booking.findUniqueOrThrow({ where: { id } });
  house.moveTo(dayBefore);
  await sweep(house);
  expect((await retryDeposit(house, marie, id)).data?.retryDeposit).toMatchObject({ state: 'REQUIRES_ACTION', clientSecret: null });
  expect(await depositsOf(house, id)).toEqual(['VOIDED', 'REQUIRES_ACTION']);
  await house.confirm((await retryDeposit(house, claire, id)).data?.retryDeposit.clientSecret ?? '', 'pm_card_visa');
  await eventually(
    () => depositsOf(house, id),
    (states) => states[1] === 'AUTHORISED',
  );
  const after = await house.db.booking.findUniqueOrThrow({ where: { id } });
  expect(after.stripePaymentMethod).not.toBe(before.stripePaymentMethod);
});

test('nobody tries a deposit that is not wanted yet, nor somebody else’s', async () => {
  const { id } = await aBooking(house, claire, wish);
  expect((await retryDeposit(house, claire, id)).code).toBe('WRONG_STATE');
  expect((await retryDeposit(house, {}, id)).code).toBe('NOT_FOUND');
});

test('on a long rental the deposit is renewed before it ends, the new one first; three days after the return it is let go', async () => {
  const { id } = await aBooking(house, claire, { ...wish, dropOffAt: '2026-08-10T10:00' });
  house.moveTo(atPickUp);
  await handOver(house, id);
  for (const at of ['2026-07-19T08:00:00Z', '2026-07-20T08:00:00Z', '2026-07-21T07:00:00Z']) {
    house.moveTo(at);
    house.endHolds();
    await sweep(house);
  }
  await eventually(
    () => depositsOf(house, id),
    (states) => states.join() === 'VOIDED,AUTHORISED',
  );
  expect((await intentsOf(id)).map(({ status }) => status)).toEqual(['canceled', 'requires_capture']);
  house.moveTo('2026-07-22T08:00:00Z');
  await takeBack(house, id);
  house.moveTo('2026-07-25T07:59:00Z');
  await sweep(house);
  expect(await stateOf(house, id)).toBe('RETURNED');
  house.moveTo('2026-07-25T08:00:00Z');
  await closeRentals(house.world);
  await sendVoids(house.world, null);
  expect(await stateOf(house, id)).toBe('CLOSED');
  expect((await intentsOf(id)).map(({ status }) => status)).toEqual(['canceled', 'canceled']);
});

test('a rental that cannot be closed for what is disputed holds no deposit for ever', async () => {
  const { id } = await aBooking(house, claire, wish);
  house.moveTo(atPickUp);
  await handOver(house, id);
  house.moveTo('2026-07-15T08:00:00Z');
  await takeBack(house, id);
  await house.db.$executeRaw`UPDATE payment SET state = 'DISPUTED' WHERE booking_id = ${id}::uuid AND kind = 'RENTAL'`;
  for (const at of ['2026-07-20T09:00:00Z', '2026-07-21T08:00:01Z', '2026-07-22T08:00:00Z']) {
    house.moveTo(at);
    house.endHolds();
    await house.events.settled();
    await sweep(house);
  }
  await eventually(
    () => depositsOf(house, id),
    (states) => states.join() === 'VOIDED',
  );
  expect(await stateOf(house, id)).toBe('RETURNED');
});

test('a hold that its bank let die while the car is out is asked for again', async () => {
  const { id } = await aBooking(house, claire, { ...wish, dropOffAt: '2026-08-10T10:00' });
  house.moveTo(atPickUp);
  await handOver(house, id);
  house.moveTo('2026-07-30T08:00:00Z');
  house.endHolds();
  await eventually(
    async () => {
      await sweep(house);
      return depositsOf(house, id);
    },
    (states) => states.at(-1) === 'AUTHORISED' && states[0] === 'VOIDED',
  );
});

test('cancelled or not collected, the deposit is let go', async () => {
  const [cancelled, missed] = [await aBooking(house, claire, wish), await aBooking(house, claire, wish)];
  house.moveTo(dayBefore);
  await sweep(house);
  await cancel(house, claire, { bookingId: cancelled.id });
  const noShow = () =>
    house.ask(marie, 'mutation ($id: ID!, $key: String!) { markNoShow(bookingId: $id, idempotencyKey: $key) { state } }', {
      id: missed.id,
      key: uuidv7(),
    });
  house.moveTo('2026-07-14T08:59:00Z');
  expect((await noShow()).code).toBe('WRONG_STATE');
  house.moveTo('2026-07-14T08:59:01Z');
  expect((await noShow()).code).toBeUndefined();
  await sweep(house);
  for (const { id } of [cancelled, missed]) {
    expect(await depositsOf(house, id)).toEqual(['VOIDED']);
    expect((await intentsOf(id)).map(({ status }) => status)).toEqual(['canceled']);
  }
});

test('a cancellation that comes while the card is being asked leaves nothing held', async () => {
  const { id } = await aBooking(house, claire, wish);
  house.moveTo(dayBefore);
  const { paymentIntents } = house.world.stripe;
  const create = paymentIntents.create.bind(paymentIntents);
  jest.spyOn(paymentIntents, 'create').mockImplementationOnce(async (...args) => {
    const answer = await create(...args);
    await cancel(house, claire, { bookingId: id });
    return answer;
  });
  await sweep(house);
  await sweep(house);
  expect(await depositsOf(house, id)).toEqual(['VOIDED']);
  expect((await intentsOf(id)).map(({ status }) => status)).toEqual(['canceled']);
});
