import { v7 as uuidv7 } from 'uuid';
import { lockBooking } from '../src/data/booking.ts';
import { refundFailed } from '../src/data/refund.ts';
import { compareRefunds } from '../src/payments/compareRefunds.ts';
import { Findings } from '../src/payments/findings.ts';
import { actOn } from '../src/payments/news.ts';
import { told as stripeTold } from '../src/payments/told.ts';
import { claire, eventually, ada, marie, openAgency, type House } from './agency.ts';
import {
  aFlexBooking,
  aFlexHold,
  account,
  chargeCard,
  confirmed,
  depositsOf,
  handOver,
  payAtDesk,
  payingThere,
  refundAtDesk,
  sweep,
} from './counter.ts';
import { gate, ledgerMistakes, oneAfterTheOther } from './interleaving.ts';
import { aDriver, aQuote, book, cancel, totals } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 30 });
});
afterAll(() => house.close());
beforeEach(() => {
  house.moveTo('2026-06-01T08:00:00Z');
});
afterEach(async () => {
  expect(await ledgerMistakes(house)).toEqual([]);
});

const atPickUp = '2026-07-14T08:00:00Z';
const steppedUp = { ...marie, steppedUpAt: Date.now() };

const paymentsOf = async (id: string, kind: string) =>
  (await house.db.payment.findMany({ where: { bookingId: id, kind }, orderBy: { id: 'asc' } })).map(({ state }) => state);
/** What Stripe has taken and not given back for a booking. */
async function keptAtStripe(id: string): Promise<number> {
  const { data } = await house.world.stripe.charges.list({ limit: 100 });
  return data
    .filter(({ metadata }) => metadata['bookingId'] === id)
    .reduce((sum, { amount_captured, amount_refunded }) => sum + (amount_captured > 0 ? amount_captured - amount_refunded : 0), 0);
}

test('saving the card confirms the booking; nothing is taken, and all is due', async () => {
  const before = await totals(house);
  const hold = await aFlexHold(house);
  expect(hold.state).toBe('PENDING_PAYMENT');
  await house.confirm(hold.secret, 'pm_card_authenticationRequiredOnSetup');
  await confirmed(house, hold.id);
  const { due, payments, deposit } = await account(house, claire, hold.reference);
  const row = await house.db.booking.findUniqueOrThrow({ where: { id: hold.id } });
  expect([due.minor, payments, deposit.minor]).toEqual([Number(row.totalMinor), [], 30_000]);
  expect(row.stripePaymentMethod).toMatch(/^pm_/);
  expect(await totals(house)).toEqual(before);
});

test('the secret that saves the card is for its renter alone, and only while it is to be saved', async () => {
  const { reference, id, secret, guestToken } = await aFlexHold(house, {});
  const ask = async (viewer: Parameters<House['ask']>[0], token: string | null) =>
    (
      await house.ask<{ booking: { cardSetup: { clientSecret: string } | null } }>(
        viewer,
        'query ($r: String!, $t: String) { booking(reference: $r, guestToken: $t) { cardSetup { clientSecret } } }',
        { r: reference, t: token },
      )
    ).data.booking.cardSetup;
  expect(await ask({}, guestToken)).toEqual({ clientSecret: secret });
  expect(await ask(marie, null)).toBeNull();
  await house.confirm(secret);
  await confirmed(house, id);
  expect(await ask({}, guestToken)).toBeNull();
});

test('the same booking request again has the same card to save', async () => {
  const [quote, key] = [await aQuote(house, claire, payingThere), uuidv7()];
  const first = await book(house, claire, quote, aDriver(), key);
  const second = await book(house, claire, quote, aDriver(), key);
  expect(second.data.bookQuote.cardSetup).toEqual(first.data.bookQuote.cardSetup);
});

test('the car stays until all is paid at the desk: in parts, by terminal and by the saved card, each once', async () => {
  const { id, reference } = await aFlexBooking(house);
  house.moveTo(atPickUp);
  const total = (await account(house, claire, reference)).due.minor;
  expect(await handOver(house, id)).toMatchObject({
    code: 'WRONG_STATE',
    errors: [{ extensions: { reason: `due ${String(total)} EUR` } }],
  });
  expect((await payAtDesk(house, id, total + 1)).code).toBe('BAD_INPUT');
  expect((await payAtDesk(house, id, 0)).code).toBe('BAD_INPUT');
  const key = uuidv7();
  for (const _ of [1, 2]) expect((await payAtDesk(house, id, 1000, key)).data?.recordDeskPayment.due.minor).toBe(total - 1000);
  expect((await handOver(house, id)).code).toBe('WRONG_STATE');
  const charge = uuidv7();
  for (const _ of [1, 2]) expect((await chargeCard(house, id, charge)).data?.chargeSavedCard.due.minor).toBe(0);
  expect(await keptAtStripe(id)).toBe(total - 1000);
  expect((await handOver(house, id)).code).toBeUndefined();
  expect((await chargeCard(house, id)).code).toBe('WRONG_STATE');
  expect((await payAtDesk(house, id, 1)).code).toBe('WRONG_STATE');
  expect((await house.actsOn(id)).map(({ action }) => action)).toEqual([
    'booking.booking.paidAtDesk',
    'booking.booking.charged',
    'booking.booking.handedOver',
  ]);
});

test('no card’s number is noted as a terminal’s reference', async () => {
  const { id } = await aFlexBooking(house);
  const input = { bookingId: id, amountMinor: 1000, method: 'TERMINAL', reference: '4242 4242 4242 4242', idempotencyKey: uuidv7() };
  const { code } = await house.ask(marie, 'mutation ($input: DeskPaymentInput!) { recordDeskPayment(input: $input) { state } }', { input });
  expect(code).toBe('BAD_INPUT');
  expect(await paymentsOf(id, 'DESK')).toEqual([]);
});

test('a deposit that the card refuses keeps the car at the agency', async () => {
  const { id, reference } = await aFlexBooking(house, 'pm_card_chargeCustomerFail');
  house.moveTo(atPickUp);
  await payAtDesk(house, id, (await account(house, claire, reference)).due.minor);
  expect(await handOver(house, id)).toMatchObject({ code: 'WRONG_STATE', errors: [{ extensions: { reason: 'deposit FAILED' } }] });
  expect(await depositsOf(house, id)).toEqual(['FAILED']);
});

test('where the bank wants the renter, they pay on their own page what the desk could not charge', async () => {
  const { id, reference } = await aFlexBooking(house, 'pm_card_authenticationRequired');
  house.moveTo(atPickUp);
  const asked = (await chargeCard(house, id)).data?.chargeSavedCard;
  expect(asked?.payments).toMatchObject([{ kind: 'RENTAL', state: 'REQUIRES_ACTION', clientSecret: null }]);
  const [own] = (await account(house, claire, reference)).payments;
  await house.confirm(own?.clientSecret ?? '', 'pm_card_visa');
  await eventually(
    () => account(house, claire, reference),
    ({ due }) => due.minor === 0,
  );
  expect(await paymentsOf(id, 'RENTAL')).toEqual(['CAPTURED']);
});

test('paid in cash while the renter pays the same on their phone: what came twice goes back', async () => {
  const { id, reference } = await aFlexBooking(house, 'pm_card_authenticationRequired');
  house.moveTo(atPickUp);
  const total = (await account(house, claire, reference)).due.minor;
  await chargeCard(house, id);
  const [own] = (await account(house, claire, reference)).payments;
  const closed = await gate(house, (tx) => lockBooking(tx, id));
  const [desk] = await oneAfterTheOther(
    house,
    closed,
    () => payAtDesk(house, id, total),
    () => house.confirm(own?.clientSecret ?? ''),
  );
  expect(desk.code).toBeUndefined();
  await eventually(
    async () => {
      await sweep(house);
      return keptAtStripe(id);
    },
    (kept) => kept === 0,
  );
  expect((await account(house, claire, reference)).due.minor).toBe(0);
});

test('a crash after Stripe charged the card and before we knew charges it once', async () => {
  const { id, reference } = await aFlexBooking(house);
  house.moveTo(atPickUp);
  const total = (await account(house, claire, reference)).due.minor;
  const { paymentIntents } = house.world.stripe;
  const create = paymentIntents.create.bind(paymentIntents);
  const key = uuidv7();
  paymentIntents.create = async (...args) => {
    await create(...args);
    throw new Error('the process is gone');
  };
  await chargeCard(house, id, key);
  paymentIntents.create = create;
  await chargeCard(house, id, key);
  await sweep(house);
  await eventually(
    () => account(house, claire, reference),
    ({ due }) => due.minor === 0,
  );
  expect(await keptAtStripe(id)).toBe(total);
});

test('cancelled, what the desk took goes back at the desk and is recorded there, never sent to Stripe', async () => {
  const { id, reference } = await aFlexBooking(house);
  await payAtDesk(house, id, 1000);
  house.moveTo('2026-07-13T20:00:00Z');
  await cancel(house, claire, { bookingId: id });
  await sweep(house);
  const [refund] = (await account(house, claire, reference)).refunds;
  expect(refund).toMatchObject({ state: 'PENDING', amount: { minor: 1000 } });
  const refundId = refund?.id ?? '';
  expect((await refundAtDesk(house, marie, refundId)).code).toBe('STEP_UP_REQUIRED');
  expect((await refundAtDesk(house, { ...steppedUp, region: 'UK' }, refundId)).code).toBe('NOT_FOUND');
  expect((await refundAtDesk(house, claire, refundId)).code).toBe('FORBIDDEN');
  expect((await refundAtDesk(house, steppedUp, refundId)).data?.recordDeskRefund.refunds).toMatchObject([{ state: 'SUCCEEDED' }]);
  expect((await refundAtDesk(house, steppedUp, refundId)).code).toBe('WRONG_STATE');
  expect(await paymentsOf(id, 'DESK')).toEqual(['REFUNDED']);
});

test('a refund that the card’s bank sends back is FAILED, and the desk gives it by hand, once', async () => {
  const { id, reference } = await aFlexBooking(house, 'pm_card_refundFail');
  await chargeCard(house, id);
  await cancel(house, claire, { bookingId: id });
  const { refunds } = await eventually(
    () => account(house, claire, reference),
    (seen) => seen.refunds[0]?.state === 'FAILED',
  );
  expect(await paymentsOf(id, 'RENTAL')).toEqual(['CAPTURED']);
  expect((await refundAtDesk(house, { ...ada, steppedUpAt: Date.now() }, refunds[0]?.id ?? '')).code).toBeUndefined();
  // Stripe tells again what it told before.
  await refundFailed(house.world.sql, refunds[0]?.id ?? '');
  expect(await paymentsOf(id, 'RENTAL')).toEqual(['REFUNDED']);
  expect((await refundAtDesk(house, steppedUp, refunds[0]?.id ?? '')).code).toBe('WRONG_STATE');
});

test('told again that a refund failed which the desk has since given by hand, we do not owe it a second time', async () => {
  const { id, reference } = await aFlexBooking(house, 'pm_card_refundFail');
  await chargeCard(house, id);
  await cancel(house, claire, { bookingId: id });
  const failed = (seen: { refunds: { state: string }[] }) => seen.refunds[0]?.state === 'FAILED';
  const { refunds } = await eventually(() => account(house, claire, reference), failed);
  const refundId = refunds[0]?.id ?? '';
  await refundAtDesk(house, { ...ada, steppedUpAt: Date.now() }, refundId);
  const [theirs] = (await house.world.stripe.refunds.list({ limit: 1 })).data;
  if (theirs?.metadata?.['refundId'] !== refundId) throw new Error('not the refund at Stripe');
  await actOn(house.world, { type: 'refund.updated', object: stripeTold(theirs) });
  expect(await paymentsOf(id, 'RENTAL')).toEqual(['REFUNDED']);
  const findings = new Findings(house.world.log);
  await compareRefunds(house.world, findings, [theirs]);
  expect(findings).toMatchObject({ repaired: 0, faults: 0 });
  expect((await refundAtDesk(house, steppedUp, refundId)).code).toBe('WRONG_STATE');
});

test('two clerks who charge the saved card at once charge it once', async () => {
  const { id, reference } = await aFlexBooking(house);
  house.moveTo(atPickUp);
  const { paymentIntents } = house.world.stripe;
  const create = paymentIntents.create.bind(paymentIntents);
  const asked = Promise.withResolvers<true>();
  const goOn = Promise.withResolvers<true>();
  paymentIntents.create = async (...args) => {
    asked.resolve(true);
    await goOn.promise;
    return create(...args);
  };
  const first = chargeCard(house, id);
  await asked.promise;
  const second = chargeCard(house, id);
  await eventually(
    () => house.db.request.count({ where: { scope: { startsWith: 'chargeSavedCard' }, resultId: id } }),
    (count) => count === 2,
  );
  goOn.resolve(true);
  await Promise.all([first, second]);
  paymentIntents.create = create;
  await sweep(house);
  const { data } = await house.world.stripe.charges.list({ limit: 100 });
  expect(data.filter(({ metadata }) => metadata['bookingId'] === id && metadata['kind'] === 'RENTAL')).toHaveLength(1);
  expect(await paymentsOf(id, 'RENTAL')).toEqual(['CAPTURED']);
  expect((await account(house, claire, reference)).due.minor).toBe(0);
});

test.each([
  ['winning_evidence', 'CAPTURED', undefined],
  ['losing_evidence', 'DISPUTED', 'WRONG_STATE'],
])('a disputed payment, answered with %s, is %s', async (words, state, code) => {
  const { id, reference } = await aFlexBooking(house, 'pm_card_createDispute');
  house.moveTo(atPickUp);
  await chargeCard(house, id);
  const states = () => paymentsOf(id, 'RENTAL');
  await eventually(states, ([now]) => now === 'DISPUTED');
  expect((await account(house, claire, reference)).due.minor).toBe(0);
  expect(await handOver(house, id)).toMatchObject({ code: 'WRONG_STATE', errors: [{ extensions: { reason: 'DISPUTED' } }] });
  const { stripeIntent } = await house.db.payment.findFirstOrThrow({ where: { bookingId: id, kind: 'RENTAL' } });
  const [dispute] = (await house.world.stripe.disputes.list({ payment_intent: stripeIntent ?? '' })).data;
  await house.world.stripe.disputes.update(dispute?.id ?? '', { evidence: { uncategorized_text: words } });
  await eventually(states, ([now]) => now === state);
  expect((await handOver(house, id)).code).toBe(code);
});
