import { jest } from '@jest/globals';
import type Stripe from 'stripe';
import { v7 as uuidv7 } from 'uuid';
import { sendRefunds } from '../src/actions/settle.ts';
import { reconcile } from '../src/payments/reconcile.ts';
import { claire, eventually, openAgency, type House } from './agency.ts';
import { sweep } from './counter.ts';
import { aHold, cancel, stateOf, type Trip } from './rental.ts';

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
const paymentOf = (bookingId: string, kind = 'RENTAL') =>
  house.db.payment.findFirstOrThrow({ where: { bookingId, kind }, orderBy: { id: 'asc' } });
const refundsOf = (bookingId: string) => house.db.refund.findMany({ where: { bookingId }, orderBy: { id: 'asc' } });
const becomes = (bookingId: string, state: string) =>
  eventually(
    () => paymentOf(bookingId),
    (payment) => payment.state === state,
  );

/** Confirmed, and then disputed by the cardholder. */
async function aDisputedBooking() {
  const hold = await aHold(house, claire, wish);
  await house.pay(hold.payment.clientSecret, 'pm_card_createDispute');
  await becomes(hold.id, 'DISPUTED');
  return hold;
}
const disputeOf = async (intent: string | null): Promise<Stripe.Dispute> => {
  const [dispute] = (await house.world.stripe.disputes.list({ payment_intent: intent ?? '' })).data;
  if (!dispute) throw new Error('no dispute');
  return dispute;
};
/** The bank decides. */
async function decide(bookingId: string, evidence: string): Promise<void> {
  const { id } = await disputeOf((await paymentOf(bookingId)).stripeIntent);
  await house.world.stripe.disputes.update(id, { evidence: { uncategorized_text: evidence } });
}
/** As Stripe would tell of a dispute, once more. */
async function tellOf(dispute: Stripe.Dispute): Promise<void> {
  const payload = JSON.stringify({
    id: `evt_${uuidv7()}`,
    object: 'event',
    type: 'charge.dispute.updated',
    created: Math.floor(Date.now() / 1000),
    data: { object: dispute },
  });
  const signature = house.world.stripe.webhooks.generateTestHeaderString({ payload, secret: house.keys.webhookSecret });
  expect((await fetch(house.hookUrl, { method: 'POST', headers: { 'stripe-signature': signature }, body: payload })).status).toBe(200);
  await house.events.settled();
}
const standsAs = (status: string): void => {
  const { disputes } = house.world.stripe;
  const retrieve = disputes.retrieve.bind(disputes);
  jest
    .spyOn(disputes, 'retrieve')
    .mockImplementation(async (id: string, params?: Stripe.DisputeRetrieveParams) => ({ ...(await retrieve(id, params)), status }));
};

describe('a booking cancelled while its payment is disputed', () => {
  test.each([
    ['eight days before', '2026-07-06T07:59:00Z', 1],
    ['two days before', '2026-07-12T08:00:00Z', 0.25],
  ])('%s gives back what the tier owed once the dispute is won, once', async (_, at, rate) => {
    const { id, payment } = await aDisputedBooking();
    house.moveTo(at);
    expect((await cancel(house, claire, { bookingId: id })).data.cancelBooking.refund).toBeNull();
    house.moveTo('2026-09-01T08:00:00Z');
    await decide(id, 'winning_evidence');
    const owed = Math.round(payment.amount.minor * rate);
    const { refundedMinor, owedMinor } = await becomes(id, rate === 1 ? 'REFUNDED' : 'PART_REFUNDED');
    expect([refundedMinor, owedMinor]).toEqual([BigInt(owed), 0n]);
    await house.events.settled();
    await tellOf(await disputeOf((await paymentOf(id)).stripeIntent));
    await sendRefunds(house.world);
    expect(await refundsOf(id)).toMatchObject([{ amountMinor: BigInt(owed), state: 'SUCCEEDED', reason: 'DISPUTE_WON' }]);
  });

  test('gives back nothing more once the dispute is lost: the bank has given all of it', async () => {
    const { id } = await aDisputedBooking();
    await cancel(house, claire, { bookingId: id });
    await decide(id, 'losing_evidence');
    await house.events.settled();
    await sweep(house);
    expect([(await paymentOf(id)).state, await refundsOf(id)]).toEqual(['DISPUTED', []]);
  });

  test('before we hear of the dispute: what Stripe refuses to give back then, it gives once the dispute is won', async () => {
    const { id, payment } = await aDisputedBooking();
    await house.db.$executeRaw`UPDATE payment SET state = 'CAPTURED' WHERE booking_id = ${id}::uuid`;
    await cancel(house, claire, { bookingId: id });
    expect(await refundsOf(id)).toMatchObject([{ state: 'FAILED' }]);
    await tellOf(await disputeOf((await paymentOf(id)).stripeIntent));
    await becomes(id, 'DISPUTED');
    await decide(id, 'winning_evidence');
    await becomes(id, 'REFUNDED');
    await house.events.settled();
    expect(await refundsOf(id)).toMatchObject([{ state: 'FAILED' }, { amountMinor: BigInt(payment.amount.minor), state: 'SUCCEEDED' }]);
  });
});

test.each(['warning_needs_response', 'warning_under_review', 'warning_closed'])(
  'an inquiry (%s) takes no money and changes nothing',
  async (status) => {
    const { id } = await aDisputedBooking();
    const { stripeIntent } = await paymentOf(id);
    await house.events.settled();
    await house.db.$executeRaw`UPDATE payment SET state = 'CAPTURED' WHERE booking_id = ${id}::uuid`;
    standsAs(status);
    await tellOf({ ...(await disputeOf(stripeIntent)), status });
    expect(await paymentOf(id)).toMatchObject({ state: 'CAPTURED', refundedMinor: 0n });
  },
);

test('an inquiry that was counted as a dispute before is none any more', async () => {
  const { id } = await aDisputedBooking();
  await house.events.settled();
  standsAs('warning_under_review');
  await tellOf({ ...(await disputeOf((await paymentOf(id)).stripeIntent)), status: 'warning_under_review' });
  expect((await paymentOf(id)).state).toBe('CAPTURED');
});

describe('a dispute of a deposit that somebody took at Stripe', () => {
  async function aDisputedDeposit() {
    const hold = await aHold(house, claire, wish);
    await house.confirm(hold.payment.clientSecret, 'pm_card_createDispute');
    await becomes(hold.id, 'DISPUTED');
    // The rental's own dispute is over; the same card holds the deposit.
    await decide(hold.id, 'winning_evidence');
    await becomes(hold.id, 'CAPTURED');
    house.moveTo('2026-07-13T08:00:00Z');
    await sweep(house);
    const deposit = await paymentOf(hold.id, 'DEPOSIT');
    expect(deposit.state).toBe('AUTHORISED');
    await house.world.stripe.paymentIntents.capture(deposit.stripeIntent ?? '');
    await eventually(
      () => paymentOf(hold.id, 'DEPOSIT'),
      ({ state }) => state === 'DISPUTED',
    );
    await house.events.settled();
    return { ...hold, deposit };
  }

  test('stands on the deposit, and leaves the rental’s money alone', async () => {
    const { id, deposit } = await aDisputedDeposit();
    expect(await paymentOf(id, 'DEPOSIT')).toMatchObject({ state: 'DISPUTED', capturedMinor: deposit.amountMinor, refundedMinor: 0n });
    expect(await paymentOf(id)).toMatchObject({ state: 'CAPTURED', refundedMinor: 0n });
    expect([await stateOf(house, id), await refundsOf(id)]).toEqual(['CONFIRMED', []]);
    const pace = { pageMs: 0, secondLookMs: 0, signal: new AbortController().signal };
    expect((await reconcile(house.world, new Date('2026-07-13T07:00:00Z'), pace)).findings).toMatchObject({ repaired: 0, faults: 0 });
  });

  test('is no part of what cancelling gives back, won or not', async () => {
    const { id, payment, deposit } = await aDisputedDeposit();
    const quarter = Math.round(payment.amount.minor / 4);
    expect((await cancel(house, claire, { bookingId: id })).data.cancelBooking.refund).toMatchObject({ amount: { minor: quarter } });
    const { id: dispute } = await disputeOf(deposit.stripeIntent);
    await house.world.stripe.disputes.update(dispute, { evidence: { uncategorized_text: 'winning_evidence' } });
    await eventually(
      () => paymentOf(id, 'DEPOSIT'),
      ({ state }) => state === 'CAPTURED',
    );
    await house.events.settled();
    expect(await refundsOf(id)).toMatchObject([{ amountMinor: BigInt(quarter) }]);
  });
});
