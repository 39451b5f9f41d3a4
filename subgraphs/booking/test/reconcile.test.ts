import { v7 as uuidv7 } from 'uuid';
import { expireLapsed } from '../src/actions/expire.ts';
import { reconcile } from '../src/payments/reconcile.ts';
import { startReconciler } from '../src/payments/reconciler.ts';
import { claire, eventually, openAgency, type House } from './agency.ts';
import { aHold, cancel, stateOf, totals } from './rental.ts';
import { wireOf } from './wire.ts';

let house: House;
let told: string[] = [];
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 40 }, { webhooks: false });
  const note = (...parts: unknown[]) => told.push(JSON.stringify(parts));
  Object.assign(house.world.log, { info: note, warn: note, error: note });
});
afterAll(() => house.close());
beforeEach(() => {
  told = [];
  house.moveTo('2026-06-01T08:00:00Z');
});

const pace = { pageMs: 0, secondLookMs: 0, signal: new AbortController().signal };
const anHourAgo = () => new Date(house.world.clock.now().getTime() - 3_600_000);
const compare = async (since = anHourAgo()) => (await reconcile(house.world, since, pace)).findings;
let day = 0;
const aWish = () => {
  day += 1;
  const on = new Date(Date.UTC(2026, 6, day)).toISOString().slice(0, 10);
  return { acriss: ['EDMV'], pickUpAt: `${on}T10:00`, dropOffAt: `${on}T20:00` };
};
const paymentOf = (bookingId: string) => house.db.payment.findFirstOrThrow({ where: { bookingId } });
const intentOf = async (bookingId: string): Promise<string> => (await paymentOf(bookingId)).stripeIntent ?? '';
const statusOf = async (intent: string) => (await house.world.stripe.paymentIntents.retrieve(intent)).status;

/** A hold; its card tried where one is named. */
async function held(card?: string) {
  const hold = await aHold(house, claire, aWish());
  if (card) await house.pay(hold.payment.clientSecret, card);
  return hold;
}

const askTheBank = (intent: string) =>
  house.world.stripe.paymentIntents.confirm(intent, { payment_method: 'pm_card_authenticationRequired' });

test.each([
  ['authorised', 'pm_card_visa', () => Promise.resolve(), 'CAPTURED', 'CONFIRMED'],
  ['captured', 'pm_card_visa', (intent: string) => house.world.stripe.paymentIntents.capture(intent), 'CAPTURED', 'CONFIRMED'],
  ['declined', 'pm_card_chargeDeclined', () => Promise.resolve(), 'FAILED', 'PENDING_PAYMENT'],
  ['authentication asked for', undefined, askTheBank, 'REQUIRES_ACTION', 'PENDING_PAYMENT'],
  ['canceled', undefined, (intent: string) => house.world.stripe.paymentIntents.cancel(intent), 'VOIDED', 'PENDING_PAYMENT'],
  ['disputed', 'pm_card_createDispute', (intent: string) => house.world.stripe.paymentIntents.capture(intent), 'DISPUTED', 'CONFIRMED'],
])('no webhook came, %s: it comes right, once, and is in the log', async (_, card, atStripe, payment, booking) => {
  const { id } = await held(card);
  await atStripe(await intentOf(id));
  expect(await compare()).toMatchObject({ faults: 0 });
  expect((await paymentOf(id)).state).toBe(payment);
  expect(await stateOf(house, id)).toBe(booking);
  expect(told.filter((line) => line.includes('repaired') && line.includes(id)).length).toBeGreaterThan(0);
  expect(await compare()).toMatchObject({ repaired: 0, faults: 0 });
});

test('a whole rental through comparisons alone: paid, cancelled, given back, and the books are those of Stripe', async () => {
  const { id, payment } = await held('pm_card_visa');
  await compare();
  const refund = await cancel(house, claire, { bookingId: id });
  expect(refund.data.cancelBooking.refund?.amount.minor).toBe(payment.amount.minor);
  await house.db.refund.updateMany({ where: { bookingId: id }, data: { state: 'PENDING' } });
  await compare();
  expect(await house.db.refund.findFirstOrThrow({ where: { bookingId: id } })).toMatchObject({ state: 'SUCCEEDED' });
  const { _sum: books } = await house.db.payment.aggregate({ _sum: { capturedMinor: true, refundedMinor: true } });
  expect((await totals(house))['eur']).toMatchObject({ captured: Number(books.capturedMinor), refunded: Number(books.refundedMinor) });
});

test('an intent that was never noted is, and its money confirms', async () => {
  const { id } = await held('pm_card_visa');
  const intent = await intentOf(id);
  await house.db.payment.updateMany({ where: { bookingId: id }, data: { stripeIntent: null } });
  expect(await compare()).toMatchObject({ repaired: 2, faults: 0 });
  expect(await paymentOf(id)).toMatchObject({ stripeIntent: intent, state: 'CAPTURED' });
  expect(await stateOf(house, id)).toBe('CONFIRMED');
});

test.each([
  ['unpaid', undefined],
  ['authorised', 'pm_card_visa'],
])('the card of a payment that we gave up is let go, %s', async (_, card) => {
  const { id } = await held(card);
  house.moveTo('2026-06-01T08:16:00Z');
  await expireLapsed(house.world);
  await house.db.payment.updateMany({ where: { bookingId: id }, data: { state: 'VOIDED', voidDue: false } });
  expect(await compare()).toMatchObject({ repaired: 1, faults: 0 });
  expect(await statusOf(await intentOf(id))).toBe('canceled');
  expect(await stateOf(house, id)).toBe('EXPIRED');
});

describe('what only people can mend is told with its ids and what to do, and left alone', () => {
  const visa = {
    payment_method: 'pm_card_visa',
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  } as const;

  test('money for a payment that we do not know; of others, and without money, nothing is said', async () => {
    const { paymentIntents } = house.world.stripe;
    const paymentId = uuidv7();
    const { id } = await paymentIntents.create({ amount: 500, currency: 'chf', ...visa, metadata: { paymentId } });
    await paymentIntents.create({ amount: 500, currency: 'chf', metadata: { paymentId: uuidv7() } });
    await paymentIntents.create({ amount: 500, currency: 'chf', ...visa, metadata: { order: '7' } });
    expect(await compare()).toMatchObject({ repaired: 0, faults: 1 });
    expect(told.some((line) => line.includes(id) && line.includes(paymentId) && line.includes('dashboard'))).toBe(true);
    expect(await statusOf(id)).toBe('succeeded');
    await paymentIntents.update(id, { metadata: { paymentId: '' } });
  });

  test('an amount that is not ours', async () => {
    const { id } = await held();
    await house.db.payment.updateMany({ where: { bookingId: id }, data: { amountMinor: 1 } });
    expect(await compare()).toMatchObject({ repaired: 0, faults: 1 });
    expect(told.some((line) => line.includes(id) && line.includes('amounts differ'))).toBe(true);
    await house.db.payment.deleteMany({ where: { bookingId: id } });
  });

  test('money given back at Stripe by hand', async () => {
    const { id } = await held('pm_card_visa');
    await compare();
    const refund = await house.world.stripe.refunds.create({ payment_intent: await intentOf(id), amount: 100 });
    expect(await compare()).toMatchObject({ repaired: 0, faults: 1 });
    expect(told.some((line) => line.includes(refund.id) && line.includes('enter it on the booking'))).toBe(true);
  });
});

test('finds what is open from before its window', async () => {
  const { id } = await held('pm_card_visa');
  const { findings, lastOpen } = await reconcile(house.world, new Date(Date.now() + 60_000), pace);
  expect(findings.repaired).toBeGreaterThan(0);
  expect(lastOpen).toBeNull();
  expect(await stateOf(house, id)).toBe('CONFIRMED');
});

test('reads all pages of a list', async () => {
  const { id } = await held('pm_card_visa');
  const strangers = Array.from({ length: 120 }, () => house.world.stripe.paymentIntents.create({ amount: 100, currency: 'usd' }));
  await Promise.all(strangers);
  await compare();
  expect(await stateOf(house, id)).toBe('CONFIRMED');
});

test('two comparisons at once confirm once', async () => {
  const { id } = await held('pm_card_visa');
  await Promise.all([compare(), compare(), compare()]);
  const confirmed = { type: 'booking.confirmed', payload: { path: ['bookingId'], equals: id } };
  expect(await house.db.outbox.count({ where: confirmed })).toBe(1);
});

test('starts by itself, survives a Stripe that does not answer, and is right once it does', async () => {
  const { id } = await held('pm_card_visa');
  const direct = house.world.stripe;
  const wire = await wireOf(house);
  wire.faults.down = () => true;
  const first = startReconciler(house.world, 0, { pageMs: 0, secondLookMs: 0 });
  await eventually(
    () => Promise.resolve(told.join()),
    (all) => all.includes('not reconciled with Stripe, will be tried again'),
  );
  await first.stop();
  expect(await stateOf(house, id)).toBe('PENDING_PAYMENT');
  wire.mend();
  const second = startReconciler(house.world, 0, { pageMs: 0, secondLookMs: 0 });
  await eventually(
    () => Promise.resolve(told.join()),
    (all) => all.includes('"reconciled with Stripe"'),
  );
  await second.stop();
  expect(await stateOf(house, id)).toBe('CONFIRMED');
  house.world.stripe = direct;
  await wire.close();
});

test('stops at once in the middle of a second look', async () => {
  await held('pm_card_visa');
  const reconciler = startReconciler(house.world, 0, { pageMs: 0, secondLookMs: 600_000 });
  await new Promise((resolve) => setTimeout(resolve, 300));
  await reconciler.stop();
});
