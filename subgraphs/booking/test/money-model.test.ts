import fc from 'fast-check';
import type Stripe from 'stripe';
import { v7 as uuidv7 } from 'uuid';
import { claire, marie, openAgency, type House } from './agency.ts';
import { account, chargeCard, handOver, payAtDesk, retryDeposit, sweep, takeBack } from './counter.ts';
import { aDriver, aQuote, book, cancel, stateOf } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 400 }, { webhooks: false });
});
afterAll(() => house.close());

const start = Date.parse('2026-06-01T08:00:00Z');
const pickUp = Date.parse('2026-06-10T08:00:00Z');
const minutes = 60_000;
const cards = ['pm_card_visa', 'pm_card_authenticationRequired', 'pm_card_authenticationRequiredOnSetup', 'pm_card_chargeCustomerFail'];

/** What the rules say of one booking, as simply as can be. */
interface Model {
  now: number;
  /** What cancelling has to give back, and of how much, once it is cancelled. */
  cancelled: { taken: number; back: number } | null;
}
interface Real {
  plan: 'PREPAID' | 'FLEX';
  id: string;
  reference: string;
  totalMinor: number;
  /** What confirms it: a payment's or a card set-up's. */
  secret: string;
}

const rental = ['RENTAL', 'DESK'];
const paymentsOf = (id: string) => house.db.payment.findMany({ where: { bookingId: id }, orderBy: { id: 'asc' } });
async function takenMinor(id: string): Promise<number> {
  const rows = (await paymentsOf(id)).filter(({ kind }) => rental.includes(kind));
  return rows.reduce((sum, { capturedMinor, refundedMinor }) => sum + Number(capturedMinor) - Number(refundedMinor), 0);
}

/** When the present booking was begun, on the real clock that events are dated by. */
let began = 0;

/** All that Stripe has to say of the booking, oldest first. */
async function news(id: string): Promise<Stripe.Event[]> {
  const events: Stripe.Event[] = [];
  for await (const event of house.world.stripe.events.list({ limit: 100 })) {
    if (event.created * 1000 < began - 1000) break;
    const { metadata } = event.data.object as { metadata?: Record<string, string> };
    if (metadata?.['bookingId'] === id) events.unshift(event);
  }
  return events;
}

async function tell(event: Stripe.Event): Promise<void> {
  const payload = JSON.stringify(event);
  const signature = house.world.stripe.webhooks.generateTestHeaderString({ payload, secret: house.keys.webhookSecret });
  const answer = await fetch(house.hookUrl, { method: 'POST', headers: { 'stripe-signature': signature }, body: payload });
  expect(answer.status).toBe(200);
  // It is answered once stored; what comes next in a tale comes after the work.
  await house.events.settled();
}

/** What must hold at every moment. */
async function check(real: Real): Promise<void> {
  const state = await stateOf(house, real.id);
  const payments = await paymentsOf(real.id);
  const taken = await takenMinor(real.id);
  const { stripePaymentMethod } = await house.db.booking.findUniqueOrThrow({ where: { id: real.id } });
  expect(taken).toBeLessThanOrEqual(real.totalMinor * 2);
  if (['CONFIRMED', 'IN_PROGRESS', 'RETURNED', 'CLOSED'].includes(state)) {
    // Never confirmed on money that was let go.
    if (real.plan === 'PREPAID') expect(taken).toBe(real.totalMinor);
    else expect(stripePaymentMethod).not.toBeNull();
  }
  if (['IN_PROGRESS', 'RETURNED', 'CLOSED'].includes(state)) expect(taken).toBeGreaterThanOrEqual(real.totalMinor);
  const held = payments.filter(({ kind, state: each, voidDue }) => kind === 'DEPOSIT' && each === 'AUTHORISED' && !voidDue);
  expect(held.length).toBeLessThanOrEqual(1);
}

type Command = fc.AsyncCommand<Model, Real>;
const command = (name: string, run: (model: Model, real: Real) => Promise<unknown>): Command => ({
  check: () => true,
  toString: () => name,
  run: async (model, real) => {
    await run(model, real);
    await check(real);
  },
});

const pays = (card: string): Command => command(`pay ${card}`, (_, { secret }) => house.confirm(secret, card));
const tells = (which: number): Command =>
  command(`tell ${String(which)}`, async (_, { id }) => {
    const all = await news(id);
    const event = all[which % Math.max(1, all.length)];
    if (event) await tell(event);
  });
const sweeps = (): Command => command('sweep', () => sweep(house));
const waits = (by: number): Command =>
  command(`wait ${String(by)} min`, (model) => {
    model.now += by * minutes;
    house.moveTo(new Date(model.now).toISOString());
    house.endHolds();
    return Promise.resolve();
  });
const cancels = (): Command =>
  command('cancel', async (model, { id, plan }) => {
    const taken = await takenMinor(id);
    const { code } = await cancel(house, claire, { bookingId: id });
    if (code !== undefined) return;
    expect(model.now).toBeLessThan(pickUp);
    const rate = plan === 'FLEX' || model.now <= pickUp - 7 * 24 * 60 * minutes ? 1 : 0.25;
    model.cancelled = { taken, back: Math.round(taken * rate) };
  });
const noShow = 'mutation ($id: ID!, $key: String!) { markNoShow(bookingId: $id, idempotencyKey: $key) { id } }';
const desk: Record<string, (real: Real) => Promise<unknown>> = {
  handOver: ({ id }) => handOver(house, id),
  takeBack: ({ id }) => takeBack(house, id),
  noShow: ({ id }) => house.ask(marie, noShow, { id, key: uuidv7() }),
  payPart: ({ id }) => payAtDesk(house, id, 1000),
  payAll: async ({ id, reference }) => payAtDesk(house, id, (await account(house, marie, reference)).due.minor),
  chargeCard: ({ id }) => chargeCard(house, id),
  askDepositAgain: ({ id }) => retryDeposit(house, marie, id),
};
const atDesk = (deed: string): Command => command(deed, async (_, real) => desk[deed]?.(real));
/** On their own page, whatever waits for the renter there. */
const confirms = (card: string): Command =>
  command(`confirm with ${card}`, async (_, { id, reference }) => {
    await retryDeposit(house, claire, id);
    const { payments } = await account(house, claire, reference);
    for (const { clientSecret } of payments) if (clientSecret) await house.confirm(clientSecret, card);
  });

async function aBooking(plan: Real['plan']): Promise<Real> {
  const wish = { acriss: ['EDMV'], pickUpAt: '2026-06-10T10:00', dropOffAt: '2026-06-25T10:00', ratePlans: [plan] };
  const { data } = await book(house, claire, await aQuote(house, claire, wish), aDriver());
  const { booking, payment, cardSetup } = data.bookQuote;
  if (!booking) throw new Error('not booked');
  const { totalMinor } = await house.db.booking.findUniqueOrThrow({ where: { id: booking.id } });
  return {
    plan,
    id: booking.id,
    reference: booking.reference,
    totalMinor: Number(totalMinor),
    secret: payment?.clientSecret ?? cardSetup?.clientSecret ?? '',
  };
}

/** Everything is told, and told again, and swept, until nothing changes any more. */
async function settle(real: Real): Promise<void> {
  const look = async () =>
    JSON.stringify([
      await stateOf(house, real.id),
      (await paymentsOf(real.id)).map(({ retryAt: _, ...row }) => ({
        ...row,
        amountMinor: 0,
        capturedMinor: Number(row.capturedMinor),
        refundedMinor: Number(row.refundedMinor),
        owedMinor: Number(row.owedMinor),
      })),
    ]);
  for (let before = ''; ;) {
    for (const event of await news(real.id)) await tell(event);
    await sweep(house);
    const after = await look();
    if (after === before) return;
    before = after;
  }
}

/** What the rules say that has been taken and kept, when all is settled. */
function expectKept(model: Model, real: Real, state: string, taken: number): void {
  if (state === 'EXPIRED') expect(taken).toBe(0);
  else if (state === 'CANCELLED') expect(taken).toBe((model.cancelled?.taken ?? NaN) - (model.cancelled?.back ?? NaN));
  else if (real.plan === 'PREPAID' || !['CONFIRMED', 'NO_SHOW'].includes(state)) expect(taken).toBe(real.totalMinor);
  else expect(taken).toBeLessThanOrEqual(real.totalMinor);
}

async function expectSettled(model: Model, real: Real): Promise<void> {
  house.moveTo(new Date((model.now += 61 * minutes)).toISOString());
  house.endHolds();
  await settle(real);
  await check(real);
  const state = await stateOf(house, real.id);
  expect(['HELD', 'PENDING_PAYMENT']).not.toContain(state);
  expectKept(model, real, state, await takenMinor(real.id));
  for (const { kind, state: paid, stripeIntent, voidDue, capturedMinor, refundedMinor } of await paymentsOf(real.id)) {
    expect(voidDue).toBe(false);
    if (!stripeIntent) continue;
    const intent = await house.world.stripe.paymentIntents.retrieve(stripeIntent, { expand: ['latest_charge'] });
    const charge = intent.latest_charge as Stripe.Charge | null;
    expect([intent.amount_received, intent.status === 'succeeded' ? charge?.amount_refunded : 0]).toEqual([
      Number(capturedMinor),
      Number(refundedMinor),
    ]);
    if (intent.status === 'requires_capture')
      expect([kind, paid, ['CONFIRMED', 'IN_PROGRESS', 'RETURNED'].includes(state)]).toEqual(['DEPOSIT', 'AUTHORISED', true]);
    if (paid === 'VOIDED') expect(intent.status).toBe('canceled');
  }
  const refunds = await house.db.refund.findMany({ where: { bookingId: real.id }, include: { payment: true } });
  for (const { state: given, payment } of refunds) expect(given).toBe(payment.kind === 'DESK' ? 'PENDING' : 'SUCCEEDED');
}

const commands = fc.commands(
  [
    fc.constantFrom(...cards).map(pays),
    fc.nat(30).map(tells),
    fc.nat(30).map(tells),
    fc.nat(30).map(tells),
    fc.oneof({ weight: 5, arbitrary: fc.constant(sweeps()) }, { weight: 1, arbitrary: fc.constant(cancels()) }),
    fc.constantFrom(1, 16, 75, 24 * 60, 5 * 24 * 60).map(waits),
    fc.constantFrom(...Object.keys(desk)).map(atDesk),
    fc.constantFrom(...cards).map(confirms),
  ],
  { maxCommands: 25, size: 'max' },
);

const tellsAll = (): Command =>
  command('tell all', async (_, { id }) => {
    for (const event of await news(id)) await tell(event);
  });

/** Where the random part begins: minutes before pick-up; null: with nothing but the booking. */
const beginnings = { 'from the beginning': null, 'from the day before': 24 * 60, 'from the counter on': 30 };
const runs = 3;

test.each(
  (['PREPAID', 'FLEX'] as const).flatMap((plan) => Object.entries(beginnings).map(([where, ahead]) => [plan, where, ahead] as const)),
)(
  '%s, %s: whatever comes in whatever order, the money is where the rules say and nothing is stuck',
  async (plan, _, ahead) => {
    const property = fc.asyncProperty(commands, fc.constantFrom(...cards), async (steps, card) => {
      began = Date.now();
      house.moveTo(new Date(start).toISOString());
      const model: Model = { now: start, cancelled: null };
      const real = await aBooking(plan);
      try {
        const onTheWay = ahead === null ? [] : [pays(card), tellsAll(), waits((pickUp - start) / minutes - ahead)];
        for (const step of onTheWay) await step.run(model, real);
        await fc.asyncModelRun(() => Promise.resolve({ model, real }), steps);
        await expectSettled(model, real);
      } finally {
        await house.db.$executeRaw`UPDATE booking SET state = 'NO_SHOW', held_until = NULL WHERE id = ${real.id}::uuid`;
        await house.db.$executeRaw`
          UPDATE payment SET void_due = false, state = 'VOIDED', off_session = false
          WHERE booking_id = ${real.id}::uuid AND state IN ('REQUIRES_PAYMENT', 'REQUIRES_ACTION', 'FAILED', 'AUTHORISED')`;
      }
    });
    await fc.assert(property, { numRuns: runs, endOnFailure: true });
  },
  120_000,
);

test('the control: a cancellation that gives nothing back is seen', async () => {
  began = Date.now();
  house.moveTo(new Date(start).toISOString());
  const model: Model = { now: start, cancelled: null };
  const real = await aBooking('PREPAID');
  for (const step of [pays('pm_card_visa'), tellsAll()]) await step.run(model, real);
  await house.events.settled();
  model.cancelled = { taken: real.totalMinor, back: real.totalMinor };
  await house.db.$executeRaw`UPDATE booking SET state = 'CANCELLED' WHERE id = ${real.id}::uuid`;
  await expect(expectSettled(model, real)).rejects.toThrow('toBe');
});
