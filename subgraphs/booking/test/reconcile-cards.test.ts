import { expireLapsed } from '../src/actions/expire.ts';
import { reconcile } from '../src/payments/reconcile.ts';
import { claire, openAgency, type House } from './agency.ts';
import { chargeCard, depositsOf, handOver, retryDeposit, sweep } from './counter.ts';
import { aHold, aQuote, book, stateOf } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 40, 'CDG CDMV': 1 }, { webhooks: false });
});
afterAll(() => house.close());
const hour = 3_600_000;
const day = 24 * hour;
let start = Date.parse('2026-06-01T08:00:00Z');
const at = (days: number) => new Date(start + days * day).toISOString();
beforeEach(() => {
  // Stripe lists all that it has made since: each test comes after what others made.
  start += 60 * day;
  house.moveTo(at(0));
});
afterEach(() => house.db.payment.deleteMany());

const pace = { pageMs: 0, secondLookMs: 0, signal: new AbortController().signal };
const compare = async (since = new Date(house.world.clock.now().getTime() - hour)) => (await reconcile(house.world, since, pace)).findings;
const agreed = { repaired: 0, faults: 0 };
const later = (ms: number) => {
  house.moveTo(new Date(house.world.clock.now().getTime() + ms).toISOString());
};
const wish = (acriss = 'EDMV') => ({ acriss: [acriss], pickUpAt: at(30).slice(0, 16), dropOffAt: at(39).slice(0, 16) });
const toPickUp = () => {
  house.moveTo(at(30));
};
const toDayBefore = () => {
  house.moveTo(at(29));
};
const lost = (bookingId: string) =>
  house.db.outbox.count({ where: { type: 'booking.holdLost', payload: { path: ['bookingId'], equals: bookingId } } });

/** Held, its card to be saved. */
async function aFlexHold(acriss?: string) {
  const { data } = await book(house, claire, await aQuote(house, claire, { ...wish(acriss), ratePlans: ['FLEX'] }));
  const { booking, cardSetup } = data.bookQuote;
  if (!booking || !cardSetup) throw new Error(JSON.stringify(data));
  return { id: booking.id, secret: cardSetup.clientSecret };
}

/** Paid and confirmed. */
async function paidWith(card: string): Promise<string> {
  const { id, payment } = await aHold(house, claire, wish());
  await house.confirm(payment.clientSecret, card);
  await compare();
  expect(await stateOf(house, id)).toBe('CONFIRMED');
  return id;
}
const lastIntent = async (bookingId: string): Promise<string> =>
  (await house.db.payment.findFirstOrThrow({ where: { bookingId }, orderBy: { id: 'desc' } })).stripeIntent ?? '';

describe('no webhook came of a card that was saved', () => {
  test('the booking that waits for it stands', async () => {
    const { id, secret } = await aFlexHold();
    expect(await compare()).toMatchObject(agreed);
    await house.pay(secret);
    expect(await compare()).toMatchObject({ repaired: 1, faults: 0 });
    expect(await stateOf(house, id)).toBe('CONFIRMED');
    expect(await compare()).toMatchObject(agreed);
  });

  test('after its hold it is held again where there is room, else the renter is told, once', async () => {
    const first = await aFlexHold('CDMV');
    await house.pay(first.secret);
    later(16 * 60_000);
    await expireLapsed(house.world);
    const second = await aFlexHold('CDMV');
    await house.pay(second.secret);
    later(16 * 60_000);
    await expireLapsed(house.world);
    expect(await compare()).toMatchObject({ repaired: 2, faults: 0 });
    const states = [await stateOf(house, first.id), await stateOf(house, second.id)];
    expect(states.toSorted()).toEqual(['CONFIRMED', 'EXPIRED']);
    expect(await compare()).toMatchObject(agreed);
    expect((await lost(first.id)) + (await lost(second.id))).toBe(1);
  });

  test('too late for any room, the renter is told, once', async () => {
    const { id, secret } = await aFlexHold();
    await house.pay(secret);
    later(2 * hour);
    await expireLapsed(house.world);
    const since = new Date(house.world.clock.now().getTime() - 3 * hour);
    expect(await compare(since)).toMatchObject({ repaired: 1, faults: 0 });
    expect(await compare(since)).toMatchObject(agreed);
    expect([await stateOf(house, id), await lost(id)]).toEqual(['EXPIRED', 1]);
  });
});

describe('no webhook came of a deposit', () => {
  test('the renter’s own confirmation holds it, and the car leaves', async () => {
    const id = await paidWith('pm_card_authenticationRequired');
    toDayBefore();
    await sweep(house);
    expect(await depositsOf(house, id)).toEqual(['REQUIRES_ACTION']);
    expect(await compare()).toMatchObject(agreed);
    await house.confirm((await retryDeposit(house, claire, id)).data?.retryDeposit.clientSecret ?? '', 'pm_card_authenticationRequired');
    expect(await compare()).toMatchObject({ repaired: 1, faults: 0 });
    expect(await depositsOf(house, id)).toEqual(['AUTHORISED']);
    expect(await compare()).toMatchObject(agreed);
    toPickUp();
    expect((await handOver(house, id)).code).toBeUndefined();
  });

  test('one that its bank let die is asked for again, also from before the window', async () => {
    const id = await paidWith('pm_card_visa');
    toPickUp();
    await handOver(house, id);
    later(8 * day);
    house.endHolds();
    expect(await compare()).toMatchObject({ repaired: 1, faults: 0 });
    await sweep(house);
    expect(await depositsOf(house, id)).toEqual(['VOIDED', 'AUTHORISED']);
    expect(await compare()).toMatchObject(agreed);
  });

  test('one that was let go at Stripe by hand is let go', async () => {
    const id = await paidWith('pm_card_visa');
    toDayBefore();
    await sweep(house);
    await house.world.stripe.paymentIntents.cancel(await lastIntent(id));
    expect(await compare()).toMatchObject({ repaired: 1, faults: 0 });
    expect(await depositsOf(house, id)).toEqual(['VOIDED']);
    expect(await compare()).toMatchObject(agreed);
  });

  test('one that was taken at Stripe by hand is for people', async () => {
    const id = await paidWith('pm_card_visa');
    toDayBefore();
    await sweep(house);
    await house.world.stripe.paymentIntents.capture(await lastIntent(id));
    expect(await compare()).toMatchObject({ repaired: 0, faults: 1 });
    expect(await depositsOf(house, id)).toEqual(['AUTHORISED']);
  });
});

test('a saved card that its bank wants the renter for agrees with what we hold of it', async () => {
  const { id, secret } = await aFlexHold();
  await house.confirm(secret, 'pm_card_authenticationRequired');
  await compare();
  toDayBefore();
  await chargeCard(house, id);
  const payment = await house.db.payment.findFirstOrThrow({ where: { bookingId: id, kind: 'RENTAL' } });
  expect(payment).toMatchObject({ state: 'REQUIRES_ACTION' });
  expect(await compare()).toMatchObject(agreed);
});

test.each([
  ['winning_evidence', 'CAPTURED', 1],
  ['losing_evidence', 'DISPUTED', 0],
])('no webhook came of a dispute that %s decided, long after its window: our payment is %s', async (evidence, state, repaired) => {
  const { id, payment } = await aHold(house, claire, wish());
  await house.pay(payment.clientSecret, 'pm_card_createDispute');
  await compare();
  await compare();
  const row = () => house.db.payment.findFirstOrThrow({ where: { bookingId: id } });
  expect((await row()).state).toBe('DISPUTED');
  expect(await compare()).toMatchObject(agreed);
  const [dispute] = (await house.world.stripe.disputes.list({ payment_intent: await lastIntent(id) })).data;
  await house.world.stripe.disputes.update(dispute?.id ?? '', { evidence: { uncategorized_text: evidence }, submit: true });
  later(20 * day);
  expect(await compare()).toMatchObject({ repaired, faults: 0 });
  expect((await row()).state).toBe(state);
  expect(await compare()).toMatchObject(agreed);
});
