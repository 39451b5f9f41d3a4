import { randomUUID } from 'node:crypto';
import { askAll } from '../src/actions/attempt.ts';
import { openDeposits } from '../src/actions/deposit.ts';
import { expireLapsed } from '../src/actions/expire.ts';
import { sendRefunds, sendVoids } from '../src/actions/settle.ts';
import { reconcile } from '../src/payments/reconcile.ts';
import { told } from '../src/payments/told.ts';
import { claire, openAgency, type House } from './agency.ts';
import { chargeCard, depositsOf } from './counter.ts';
import { aDriver, aHold, aQuote, book, cancel, stateOf, totals } from './rental.ts';
import { wireOf } from './wire.ts';

let house: House;
let wire: Awaited<ReturnType<typeof wireOf>>;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 40 }, { webhooks: false });
  wire = await wireOf(house);
});
afterAll(async () => {
  await wire.close();
  await house.close();
});
beforeEach(() => {
  house.moveTo('2026-06-01T08:00:00Z');
});
afterEach(async () => {
  wire.mend();
  // Whatever died in between: in the end our books say what Stripe's journal says.
  const { _sum: books } = await house.db.payment.aggregate({ _sum: { capturedMinor: true, refundedMinor: true } });
  const journal = (await totals(house))['eur'] ?? { captured: 0, refunded: 0 };
  expect({ captured: Number(books.capturedMinor), refunded: Number(books.refundedMinor) }).toEqual({
    captured: journal.captured,
    refunded: journal.refunded - doubled.refunded,
  });
});

/** What the control gave back twice, as it has to. */
const doubled = { refunded: 0 };
let day = 0;
const aWish = () => {
  day += 1;
  const on = new Date(Date.UTC(2026, 6, day)).toISOString().slice(0, 10);
  return { acriss: ['EDMV'], pickUpAt: `${on}T10:00`, dropOffAt: `${on}T20:00` };
};
const pace = { pageMs: 0, secondLookMs: 0, signal: new AbortController().signal };
const compare = () => reconcile(house.world, new Date('2026-06-01T00:00:00Z'), pace);
const paymentOf = (bookingId: string) => house.db.payment.findFirstOrThrow({ where: { bookingId } });
const isCall =
  (pattern: RegExp) =>
  (call: string): boolean =>
    pattern.test(call);
const creating = isCall(/^POST \/v1\/payment_intents$/);
const capturing = isCall(/\/capture$/);
const refunding = isCall(/^POST \/v1\/refunds$/);
const cancelling = isCall(/\/cancel$/);

async function intentsOf(paymentId: string): Promise<string[]> {
  const found: string[] = [];
  for await (const intent of house.world.stripe.paymentIntents.list({ limit: 100 })) {
    if (intent.metadata['paymentId'] === paymentId) found.push(intent.id);
  }
  return found;
}

/** Books with Stripe's answer to the intent lost; the payment that stands here then, and how to ask again. */
async function intentLost() {
  const [quote, key] = [await aQuote(house, claire, aWish()), randomUUID()];
  const again = () => book(house, claire, quote, aDriver(), key);
  wire.faults.cut = creating;
  const before = wire.lost();
  expect((await again()).errors).toHaveLength(1);
  expect(wire.lost()).toBeGreaterThan(before);
  wire.mend();
  const { id } = await house.db.booking.findFirstOrThrow({ where: { quoteId: quote } });
  const payment = await paymentOf(id);
  expect(payment.stripeIntent).toBeNull();
  return { id, payment, again };
}

/** A booking whose card is authorised, and which has just heard of it. */
async function authorisedWith(fault: () => void) {
  const hold = await aHold(house, claire, aWish());
  await house.pay(hold.payment.clientSecret);
  const payment = await paymentOf(hold.id);
  const intent = await house.world.stripe.paymentIntents.retrieve(payment.stripeIntent ?? '');
  fault();
  const event = { id: `evt_${randomUUID()}`, type: 'payment_intent.amount_capturable_updated', object: told(intent) };
  await house.events.receive(event, new Date());
  await house.events.settled();
  wire.mend();
  return { hold, event };
}

async function swept(eventId: string): Promise<void> {
  await house.db.stripeEvent.update({ where: { id: eventId }, data: { dueAt: new Date(0) } });
  await house.events.sweep();
  await house.events.settled();
}

/** A confirmed booking, a quarter of whose price is given back when it is cancelled. */
async function confirmed() {
  const { hold } = await authorisedWith(() => undefined);
  expect(await stateOf(house, hold.id)).toBe('CONFIRMED');
  const { pickUpAt } = await house.db.booking.findUniqueOrThrow({ where: { id: hold.id } });
  house.moveTo(new Date(pickUpAt.getTime() - 3 * 86_400_000).toISOString());
  return hold;
}
const dueNow = () => house.db.refund.updateMany({ data: { retryAt: null } });
const refundOf = (bookingId: string) => house.db.refund.findFirstOrThrow({ where: { bookingId } });

describe('after the intent was made', () => {
  test('the renter asks again: the same intent, charged once', async () => {
    const { id, payment, again } = await intentLost();
    const { data } = await again();
    expect(data.bookQuote.booking?.id).toBe(id);
    expect(await intentsOf(payment.id)).toHaveLength(1);
    await house.pay(data.bookQuote.payment?.clientSecret ?? '');
    await compare();
    expect(await stateOf(house, id)).toBe('CONFIRMED');
  });

  test('the renter never comes back: the hold lapses and the intent is let go', async () => {
    const { id, payment } = await intentLost();
    house.moveTo('2026-06-01T08:16:00Z');
    await expireLapsed(house.world);
    await sendVoids(house.world, null);
    await compare();
    expect(await stateOf(house, id)).toBe('EXPIRED');
    const [intent = ''] = await intentsOf(payment.id);
    expect((await house.world.stripe.paymentIntents.retrieve(intent)).status).toBe('canceled');
    expect(await paymentOf(id)).toMatchObject({ state: 'VOIDED', voidDue: false, stripeIntent: intent });
  });

  test('the control: without its key the same work makes another intent', async () => {
    const quote = await aQuote(house, claire, aWish());
    const key = randomUUID();
    wire.faults.keyless = creating;
    wire.faults.cut = creating;
    await book(house, claire, quote, aDriver(), key);
    wire.faults.cut = () => false;
    const { data } = await book(house, claire, quote, aDriver(), key);
    const payment = await paymentOf(data.bookQuote.booking?.id ?? '');
    expect((await intentsOf(payment.id)).length).toBeGreaterThan(1);
  });
});

describe('after the money was taken', () => {
  const cut = (): void => {
    wire.faults.cut = capturing;
  };

  test('the sweeper takes the event up again: taken once, confirmed', async () => {
    const { hold, event } = await authorisedWith(cut);
    expect(await paymentOf(hold.id)).toMatchObject({ state: 'AUTHORISED', capturedMinor: 0n });
    await swept(event.id);
    expect(await paymentOf(hold.id)).toMatchObject({ state: 'CAPTURED' });
    expect(await stateOf(house, hold.id)).toBe('CONFIRMED');
  });

  test('the event is lost with the process: the comparison with Stripe confirms', async () => {
    const { hold, event } = await authorisedWith(cut);
    await house.db.stripeEvent.delete({ where: { id: event.id } });
    await compare();
    expect(await paymentOf(hold.id)).toMatchObject({ state: 'CAPTURED' });
    expect(await stateOf(house, hold.id)).toBe('CONFIRMED');
  });
});

describe('after a saved card was asked', () => {
  const forget = async (hours: number): Promise<void> => {
    wire.mend();
    wire.faults.keyless = creating;
    house.moveTo(new Date(house.world.clock.now().getTime() + hours * 3_600_000).toISOString());
    await house.db.payment.updateMany({ data: { retryAt: null } });
    await askAll(house.world);
  };
  const intentsFor = async (bookingId: string, kind: string): Promise<string[]> => {
    const { id } = await house.db.payment.findFirstOrThrow({ where: { bookingId, kind } });
    return intentsOf(id);
  };
  /** To be paid at hand-over, with its card saved. */
  async function aFlexBooking(card: string): Promise<string> {
    const { data } = await book(house, claire, await aQuote(house, claire, { ...aWish(), ratePlans: ['FLEX'] }));
    await house.confirm(data.bookQuote.cardSetup?.clientSecret ?? '', card);
    await compare();
    const id = data.bookQuote.booking?.id ?? '';
    expect(await stateOf(house, id)).toBe('CONFIRMED');
    return id;
  }
  /** A confirmed booking whose deposit Stripe has held, and nobody here knows. */
  async function depositLost(): Promise<string> {
    const { id } = await confirmed();
    const { pickUpAt } = await house.db.booking.findUniqueOrThrow({ where: { id } });
    house.moveTo(new Date(pickUpAt.getTime() - 86_400_000).toISOString());
    wire.faults.cut = creating;
    await openDeposits(house.world);
    await askAll(house.world);
    expect(await depositsOf(house, id)).toEqual(['REQUIRES_PAYMENT']);
    return id;
  }

  test.each([
    ['charged', 'pm_card_visa', 'CAPTURED'],
    ['refused', 'pm_card_chargeCustomerFail', 'FAILED'],
    ['refused without its holder', 'pm_card_authenticationRequired', 'REQUIRES_ACTION'],
  ])('it was %s, and is not asked again a day later, when Stripe has forgotten the key', async (_, card, state) => {
    const id = await aFlexBooking(card);
    wire.faults.cut = creating;
    await chargeCard(house, id);
    expect(await paymentOf(id)).toMatchObject({ state: 'REQUIRES_PAYMENT', stripeIntent: null });
    await forget(25);
    const [intent, ...more] = await intentsFor(id, 'RENTAL');
    expect([more, await paymentOf(id)]).toMatchObject([[], { state, stripeIntent: intent }]);
  });

  test('a deposit is held once, with its end, when it is asked for again a day later', async () => {
    const id = await depositLost();
    await forget(25);
    expect([await depositsOf(house, id), await intentsFor(id, 'DEPOSIT')]).toMatchObject([['AUTHORISED'], { length: 1 }]);
    const { captureBefore } = await house.db.payment.findFirstOrThrow({ where: { bookingId: id, kind: 'DEPOSIT' } });
    expect(captureBefore).not.toBeNull();
  });

  test('a deposit that was let go at Stripe meanwhile is let go', async () => {
    const id = await depositLost();
    const [intent = ''] = await intentsFor(id, 'DEPOSIT');
    await house.world.stripe.paymentIntents.cancel(intent);
    await forget(25);
    expect([await depositsOf(house, id), await intentsFor(id, 'DEPOSIT')]).toEqual([['VOIDED'], [intent]]);
  });

  test('the control: where we do not look first, the same work holds another deposit', async () => {
    const id = await depositLost();
    await forget(1);
    expect(await intentsFor(id, 'DEPOSIT')).toHaveLength(2);
  });
});

describe('after money was given back', () => {
  test('it is sent again: given back once', async () => {
    const hold = await confirmed();
    wire.faults.cut = refunding;
    await cancel(house, claire, { bookingId: hold.id });
    expect(await refundOf(hold.id)).toMatchObject({ state: 'PENDING', stripeRefund: null });
    wire.mend();
    await dueNow();
    await sendRefunds(house.world);
    expect(await refundOf(hold.id)).toMatchObject({ state: 'SUCCEEDED' });
  });

  test('the comparison with Stripe finds it first', async () => {
    const hold = await confirmed();
    wire.faults.cut = refunding;
    await cancel(house, claire, { bookingId: hold.id });
    wire.mend();
    await compare();
    expect(await refundOf(hold.id)).toMatchObject({ state: 'SUCCEEDED' });
  });

  test('it is sent again a day later, when Stripe has forgotten the key: given back once', async () => {
    const hold = await confirmed();
    wire.faults.cut = refunding;
    await cancel(house, claire, { bookingId: hold.id });
    wire.mend();
    wire.faults.keyless = refunding;
    house.moveTo(new Date(house.world.clock.now().getTime() + 25 * 3_600_000).toISOString());
    await dueNow();
    await sendRefunds(house.world);
    expect(await refundOf(hold.id)).toMatchObject({ state: 'SUCCEEDED' });
  });

  test('the control: without its key the same work gives back again', async () => {
    const hold = await confirmed();
    const before = (await totals(house))['eur']?.refunded ?? 0;
    wire.faults.keyless = refunding;
    wire.faults.cut = refunding;
    await cancel(house, claire, { bookingId: hold.id });
    wire.faults.cut = () => false;
    await dueNow();
    await sendRefunds(house.world);
    const { amountMinor, state } = await refundOf(hold.id);
    const given = ((await totals(house))['eur']?.refunded ?? 0) - before;
    expect(given).toBeGreaterThan(Number(amountMinor));
    doubled.refunded += given - (state === 'FAILED' ? 0 : Number(amountMinor));
  });
});

test('after a card was let go: it is let go once more, and nothing is taken', async () => {
  const hold = await aHold(house, claire, aWish());
  await house.pay(hold.payment.clientSecret);
  wire.faults.cut = cancelling;
  await cancel(house, claire, { bookingId: hold.id });
  expect(await paymentOf(hold.id)).toMatchObject({ state: 'VOIDED', voidDue: true });
  wire.mend();
  await house.db.payment.updateMany({ data: { retryAt: null } });
  await sendVoids(house.world, null);
  const payment = await paymentOf(hold.id);
  expect(payment).toMatchObject({ state: 'VOIDED', voidDue: false });
  expect((await house.world.stripe.paymentIntents.retrieve(payment.stripeIntent ?? '')).status).toBe('canceled');
});
