import { serve } from '@ycyw/service/serve';
import { columnsHolding } from '@ycyw/service/testing/markers';
import { meeting } from '@ycyw/service/testing/meeting';
import Stripe from 'stripe';
import { v7 as uuidv7 } from 'uuid';
import { lockBooking } from '../src/data/booking.ts';
import { forgetEvents, storeEvents, takeDue } from '../src/data/stripeEvent.ts';
import { contextOf } from '../src/graphql/context.ts';
import { told } from '../src/payments/told.ts';
import { stripeWebhook } from '../src/payments/webhook.ts';
import { claire, eventually, openAgency, schema, type House } from './agency.ts';
import { gate, queued } from './interleaving.ts';
import { aHold, stateOf, totals } from './rental.ts';
import { wireOf } from './wire.ts';

const [secret, nextSecret] = ['whsec_booking_tests', 'whsec_booking_tests_next'];

let house: House;
let server: Awaited<ReturnType<typeof serve>>;
let url: string;
let said: unknown[];
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 40 }, { webhooks: false });
  const log = Object.assign(house.world.log, {
    ...Object.fromEntries(
      ['info', 'warn', 'error', 'debug'].map((level) => [level, (...parts: unknown[]) => said.push([level, ...parts])]),
    ),
  });
  server = await serve({
    name: 'booking',
    port: 0,
    host: '127.0.0.1',
    internalKey: new Uint8Array(32),
    schema,
    context: contextOf(house.world),
    routes: { 'POST /webhooks/stripe': stripeWebhook({ log }, house.events, [secret, nextSecret]) },
    ready: () => Promise.resolve(),
    log,
  });
  url = `http://127.0.0.1:${String(server.port)}/webhooks/stripe`;
});
afterAll(async () => {
  await server.stop();
  await house.close();
});
beforeEach(() => {
  said = [];
  house.moveTo('2026-06-01T08:00:00Z');
});

const now = (): number => Math.floor(Date.now() / 1000);
const signed = (payload: string, more: { secret?: string; timestamp?: number } = {}) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, ...more });
const post = (body: string, signature?: string) =>
  fetch(url, { method: 'POST', body, headers: signature === undefined ? {} : { 'stripe-signature': signature } });
const send = async (event: object, more: { secret?: string; timestamp?: number } = {}): Promise<number> => {
  const body = JSON.stringify(event);
  return (await post(body, signed(body, more))).status;
};
const stored = (id: string) => house.db.stripeEvent.findUnique({ where: { id } });
const events = () => house.db.stripeEvent.count();
const confirmations = (bookingId: string) =>
  house.db.outbox.count({ where: { type: 'booking.confirmed', payload: { path: ['bookingId'], equals: bookingId } } });
const paymentOf = (bookingId: string) => house.db.payment.findFirstOrThrow({ where: { bookingId } });
let day = 0;
const aWish = () => {
  day += 1;
  const on = new Date(Date.UTC(2026, 6, day)).toISOString().slice(0, 10);
  return { acriss: ['EDMV'], pickUpAt: `${on}T10:00`, dropOffAt: `${on}T20:00` };
};

/** A booking whose card is authorised at Stripe, and what Stripe tells of it so far. */
async function paid(card = 'pm_card_visa') {
  const hold = await aHold(house, claire, aWish());
  expect(await house.pay(hold.payment.clientSecret, card)).toBe(200);
  const payment = await paymentOf(hold.id);
  return { hold, payment, tale: () => tale(payment.stripeIntent ?? '') };
}

/** All events of an intent, of its refunds and disputes, as Stripe would send them. */
async function tale(intent: string): Promise<Stripe.Event[]> {
  const all: Stripe.Event[] = [];
  for await (const event of house.world.stripe.events.list({ limit: 100 })) all.push(event);
  return all.filter((event) => JSON.stringify(event).includes(`"${intent}"`)).toReversed();
}
const ofType = (all: readonly Stripe.Event[], type: string): Stripe.Event => {
  const event = all.find((each) => each.type === type);
  if (!event) throw new Error(`no ${type} in ${all.map((each) => each.type).join(', ')}`);
  return event;
};

describe('what is no word of Stripe’s is refused and stores nothing', () => {
  const event = { id: 'evt_forged', object: 'event', type: 'payment_intent.succeeded', created: now(), data: { object: { id: 'pi_1' } } };
  const body = JSON.stringify(event);
  test.each([
    ['garbage', () => post('\u0000{{{', signed('{}'))],
    ['no body', () => post('', signed('{}'))],
    ['no signature', () => post(body)],
    ['an empty signature', () => post(body, '')],
    ['a made-up signature', () => post(body, `t=${String(now())},v1=${'0'.repeat(64)}`)],
    ['the signature of another body', () => post(`${body} `, signed(body))],
    ['a foreign secret', () => post(body, signed(body, { secret: 'whsec_somebody_else' }))],
    ['a signature of five minutes and five seconds ago', () => post(body, signed(body, { timestamp: now() - 305 }))],
  ])('%s', async (_, ask) => {
    const answer = await ask();
    expect([answer.status, await answer.json()]).toEqual([400, { error: 'signature' }]);
    expect(await stored('evt_forged')).toBeNull();
  });

  test('a body of a megabyte', async () => {
    const large = JSON.stringify({ ...event, padding: 'x'.repeat(1_000_000) });
    const status = await post(large, signed(large)).then(
      (answer) => answer.status,
      // The rest of the body finds the connection closed.
      () => 413,
    );
    expect(status).toBe(413);
    expect(await stored('evt_forged')).toBeNull();
  });
});

test('the tolerance is on real time: a signature of 290 s ago is good, wherever business time stands', async () => {
  const { tale } = await paid();
  house.moveTo('2031-01-01T00:00:00Z');
  expect(await send(ofType(await tale(), 'payment_intent.amount_capturable_updated'), { timestamp: now() - 290 })).toBe(200);
});

test('during a rotation both secrets are good', async () => {
  const [one, two] = [await paid(), await paid()];
  expect(await send(ofType(await one.tale(), 'payment_intent.amount_capturable_updated'))).toBe(200);
  expect(await send(ofType(await two.tale(), 'payment_intent.amount_capturable_updated'), { secret: nextSecret })).toBe(200);
  await house.events.settled();
  expect([await stateOf(house, one.hold.id), await stateOf(house, two.hold.id)]).toEqual(['CONFIRMED', 'CONFIRMED']);
});

test('keeps of an event what is needed, and says nothing of its body anywhere', async () => {
  const { payment, tale } = await paid();
  const event = ofType(await tale(), 'payment_intent.amount_capturable_updated');
  const holder = { receipt_email: 'zqmark@example.org', billing_details: { name: 'Zqmark Holder' }, shipping: { name: 'Zqmark Holder' } };
  const object = { ...(event.data.object as Stripe.PaymentIntent), ...holder };
  const marked = { ...event, data: { object: { ...object, metadata: { ...object.metadata, name: 'Zqmark' } } } };
  expect(await send(marked)).toBe(200);
  await house.events.settled();
  expect(await stored(event.id)).toMatchObject({
    type: event.type,
    objectId: payment.stripeIntent,
    facts: {
      id: payment.stripeIntent,
      object: 'payment_intent',
      status: 'requires_capture',
      metadata: { paymentId: payment.id, bookingId: payment.bookingId },
    },
    state: 'PROCESSED',
    attempts: 1,
    created: new Date(event.created * 1000),
  });
  expect(await columnsHolding(house.db, ['zqmark', 'Zqmark'])).toEqual([]);
  expect(JSON.stringify(said).toLowerCase()).not.toContain('zqmark');
});

test('is answered once stored, while the work still waits for a lock', async () => {
  const { hold, tale } = await paid();
  const event = ofType(await tale(), 'payment_intent.amount_capturable_updated');
  const locked = await gate(house, (tx) => lockBooking(tx, hold.id));
  expect(await send(event)).toBe(200);
  await queued(house, 1);
  expect(await stored(event.id)).toMatchObject({ state: 'RECEIVED' });
  await locked.open();
  await house.events.settled();
  expect(await stored(event.id)).toMatchObject({ state: 'PROCESSED' });
  expect(await stateOf(house, hold.id)).toBe('CONFIRMED');
});

test('an event whose process died is taken up by the sweeper after a minute, by one of two', async () => {
  const { hold, tale } = await paid();
  const { id, type, data } = ofType(await tale(), 'payment_intent.amount_capturable_updated');
  await storeEvents(house.world.sql, [{ id, type, object: told(data.object), created: new Date() }]);
  await house.events.sweep();
  await house.events.settled();
  expect(await stateOf(house, hold.id)).toBe('PENDING_PAYMENT');
  await house.db.stripeEvent.update({ where: { id }, data: { dueAt: new Date(0) } });
  const [mine, others] = await Promise.all([takeDue(house.world.sql), takeDue(house.world.sql)]);
  expect([...mine, ...others].map((event) => event.id)).toEqual([id]);
  await house.db.stripeEvent.update({ where: { id }, data: { dueAt: new Date(0) } });
  await house.events.sweep();
  await house.events.settled();
  expect(await stateOf(house, hold.id)).toBe('CONFIRMED');
  expect(await stored(id)).toMatchObject({ state: 'PROCESSED' });
});

test('what fails is tried again ever later, twelve times, and then left to people, by name', async () => {
  const { hold, tale } = await paid();
  const event = ofType(await tale(), 'payment_intent.amount_capturable_updated');
  const direct = house.world.stripe;
  const wire = await wireOf(house);
  wire.faults.down = () => true;
  expect(await send(event)).toBe(200);
  await house.events.settled();
  const first = await stored(event.id);
  expect(first).toMatchObject({ state: 'FAILED', attempts: 1 });
  expect((first?.dueAt?.getTime() ?? 0) - Date.now()).toBeLessThan(60_000);
  expect(JSON.stringify(said)).toContain(event.id);
  await house.db.stripeEvent.update({ where: { id: event.id }, data: { attempts: 11, dueAt: new Date(0) } });
  await house.events.sweep();
  await house.events.settled();
  expect(await stored(event.id)).toMatchObject({ state: 'FAILED', attempts: 12, dueAt: null });
  expect(JSON.stringify(said)).toContain('given up');
  house.world.stripe = direct;
  await wire.close();
  await house.db.stripeEvent.update({ where: { id: event.id }, data: { dueAt: new Date(0) } });
  await house.events.sweep();
  await house.events.settled();
  expect(await stateOf(house, hold.id)).toBe('CONFIRMED');
});

test.each([
  ['of a kind that we do not use', { type: 'customer.created', data: { object: { id: 'cus_1', object: 'customer' } } }],
  [
    'about somebody else’s intent',
    { type: 'payment_intent.succeeded', data: { object: { id: 'pi_x', object: 'payment_intent', metadata: { order: '7' } } } },
  ],
  [
    'with a paymentId that is none',
    { type: 'payment_intent.succeeded', data: { object: { id: 'pi_x', object: 'payment_intent', metadata: { paymentId: "'; --" } } } },
  ],
  ['about a refund without metadata', { type: 'refund.updated', data: { object: { id: 're_x', object: 'refund', metadata: null } } }],
])('an event %s is answered politely and not stored', async (_, event) => {
  const before = await events();
  expect(await send({ id: 'evt_foreign', object: 'event', created: now(), ...event })).toBe(200);
  expect(await events()).toBe(before);
});

test.each([
  [
    'payment',
    { type: 'payment_intent.succeeded', data: { object: { id: 'pi_y', object: 'payment_intent', metadata: { paymentId: uuidv7() } } } },
  ],
  [
    'refund',
    { type: 'refund.updated', data: { object: { id: 're_y', object: 'refund', status: 'failed', metadata: { refundId: uuidv7() } } } },
  ],
  [
    'dispute',
    { type: 'charge.dispute.created', data: { object: { id: 'du_y', object: 'dispute', payment_intent: 'pi_z', status: 'lost' } } },
  ],
])('a %s that could be ours and is not changes nothing', async (kind, event) => {
  const id = `evt_stranger_${kind}`;
  expect(await send({ id, object: 'event', created: now(), ...event })).toBe(200);
  await house.events.settled();
  expect(await stored(id)).toMatchObject({ state: 'PROCESSED' });
});

describe('any order, any repetition', () => {
  const permutations = <Item>(items: readonly Item[]): Item[][] =>
    items.length < 2
      ? [[...items]]
      : items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
  const kinds = ['payment_intent.amount_capturable_updated', 'payment_intent.succeeded', 'charge.dispute.created'];

  test.each(permutations(kinds))('%s, %s, %s, and all of it again', async (...order) => {
    const { hold, payment, tale } = await paid('pm_card_createDispute');
    await house.world.stripe.paymentIntents.capture(payment.stripeIntent ?? '', {}, { idempotencyKey: `capture-${payment.id}` });
    const all = await eventually(tale, (sofar) => sofar.some(({ type }) => type === 'charge.dispute.created'));
    for (const type of [...order, ...order.toReversed()]) {
      // As if it were another event: repeated ids are not even looked at.
      expect(await send({ ...ofType(all, type), id: `evt_${uuidv7()}` })).toBe(200);
      await house.events.settled();
    }
    expect(await paymentOf(hold.id)).toMatchObject({ state: 'DISPUTED', capturedMinor: payment.amountMinor });
    expect([await stateOf(house, hold.id), await confirmations(hold.id)]).toEqual(['CONFIRMED', 1]);
  });
});

describe('a hundred times at once', () => {
  const hundred = <Made>(make: (n: number) => Promise<Made>): Promise<Made[]> =>
    Promise.all(Array.from({ length: 100 }, (_, n) => make(n)));
  const captures = async (): Promise<number> => (await totals(house))['eur']?.captured ?? 0;

  test('the same webhook: one capture, one CONFIRMED, one event', async () => {
    const { hold, payment, tale } = await paid();
    const [event, before] = [ofType(await tale(), 'payment_intent.amount_capturable_updated'), await captures()];
    expect(new Set(await hundred(() => send(event)))).toEqual(new Set([200]));
    await house.events.settled();
    expect((await captures()) - before).toBe(Number(payment.amountMinor));
    expect([await stateOf(house, hold.id), await confirmations(hold.id)]).toEqual(['CONFIRMED', 1]);
    expect(await stored(event.id)).toMatchObject({ state: 'PROCESSED', attempts: 1 });
  });

  test('the same news under a hundred ids: the same', async () => {
    const { hold, payment, tale } = await paid();
    const [event, before] = [ofType(await tale(), 'payment_intent.amount_capturable_updated'), await captures()];
    expect(new Set(await hundred((n) => send({ ...event, id: `${event.id}_${String(n)}` })))).toEqual(new Set([200]));
    await house.events.settled();
    expect((await captures()) - before).toBe(Number(payment.amountMinor));
    expect([await stateOf(house, hold.id), await confirmations(hold.id)]).toEqual(['CONFIRMED', 1]);
  });

  test('the control: a consumer that looks at the state and then writes confirms a hundred times', async () => {
    const { hold } = await paid();
    const met = meeting(100);
    await hundred(async () => {
      const before = await stateOf(house, hold.id);
      await met();
      if (before === 'CONFIRMED') return;
      await house.db.booking.update({ where: { id: hold.id }, data: { state: 'CONFIRMED', heldUntil: null } });
      const payload = { bookingId: hold.id };
      await house.db.outbox.create({ data: { id: uuidv7(), type: 'booking.confirmed', payload, occurredAt: new Date() } });
    });
    expect(await confirmations(hold.id)).toBe(100);
  });
});

test('events are kept for thirty days, what nobody could process for longer', async () => {
  const old = new Date(Date.now() - 31 * 86_400_000);
  const young = new Date(Date.now() - 29 * 86_400_000);
  const row = (id: string, state: string, receivedAt: Date) => ({
    id,
    type: 't',
    objectId: 'o',
    facts: {},
    created: old,
    state,
    receivedAt,
  });
  await house.db.stripeEvent.createMany({
    data: [row('old', 'PROCESSED', old), row('open', 'FAILED', old), row('young', 'PROCESSED', young)],
  });
  await forgetEvents(house.world.sql);
  expect([await stored('old'), await stored('open'), await stored('young')]).toMatchObject([null, { id: 'open' }, { id: 'young' }]);
});
