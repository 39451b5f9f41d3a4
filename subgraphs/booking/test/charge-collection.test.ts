import { jest } from '@jest/globals';
import { askAll } from '../src/actions/attempt.ts';
import { collectCharges } from '../src/actions/charge/collect.ts';
import { reconcile } from '../src/payments/reconcile.ts';
import { claire, eventually, marie, openAgency, sam, type House } from './agency.ts';
import { depositsOf, sweep } from './counter.ts';
import {
  announce,
  aReturn,
  atDropOff,
  dispute,
  hoursAfter,
  max,
  owing,
  pay,
  payNow,
  readCharges,
  refund,
  returnOn,
  sweepCharges,
  toldOf,
  windowOver,
  withdraw,
} from './charging.ts';
import { stateOf } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 60 });
});
afterAll(() => house.close());
afterEach(() => {
  jest.restoreAllMocks();
});

const owedMinor = 4500 + 2 * 975 + 1800;
const paymentsOf = (bookingId: string) => house.db.payment.findMany({ where: { bookingId, kind: 'CHARGE' }, orderBy: { id: 'asc' } });
const statesOf = async (reference: string) => (await readCharges(house, claire, reference)).map(({ state }) => state);
const intentsOf = async (bookingId: string) => {
  const { data } = await house.world.stripe.paymentIntents.list({ limit: 100 });
  return data.filter(({ metadata }) => metadata['bookingId'] === bookingId && metadata['kind'] === 'CHARGE');
};
const settled = (reference: string, states: string) =>
  eventually(
    () => statesOf(reference),
    (found) => found.join() === states,
  );

test('when the windows are over one payment takes all that is due, once, however often it is swept', async () => {
  const { id, reference } = await aReturn(house, owing);
  house.moveTo(hoursAfter(windowOver, -0.001));
  await sweepCharges(house);
  expect(await statesOf(reference)).toEqual(['ANNOUNCED', 'ANNOUNCED']);
  house.moveTo(windowOver);
  await Promise.all([sweepCharges(house), sweepCharges(house), sweepCharges(house)]);
  await settled(reference, 'COLLECTED,COLLECTED');
  expect(await paymentsOf(id)).toMatchObject([{ state: 'CAPTURED', amountMinor: BigInt(owedMinor), capturedMinor: BigInt(owedMinor) }]);
  expect(await intentsOf(id)).toMatchObject([{ amount_received: owedMinor }]);
  expect(await toldOf(house, id, 'booking.chargesCollected')).toHaveLength(1);
  await sweep(house);
  expect((await depositsOf(house, id)).at(-1)).toBe('VOIDED');
  expect(await stateOf(house, id)).toBe('CLOSED');
});

test('the control: without its constraint a booking’s charges would be asked for twice at once', async () => {
  const { id } = await aReturn(house, owing);
  const ask = (key: string) => house.db.$executeRaw`
    INSERT INTO payment (id, booking_id, region, kind, state, amount_minor, currency, created_at)
    SELECT ${key}::uuid, id, region, 'CHARGE', 'REQUIRES_PAYMENT', 1, currency, now() FROM booking WHERE id = ${id}::uuid`;
  await ask('019a0000-0000-7000-8000-00000000c001');
  await expect(ask('019a0000-0000-7000-8000-00000000c002')).rejects.toThrow(/payment_one_charge/);
});

test('a crash between Stripe’s answer and our note collects once', async () => {
  const { id, reference } = await aReturn(house, owing);
  house.moveTo(windowOver);
  const { paymentIntents } = house.world.stripe;
  const create = paymentIntents.create.bind(paymentIntents);
  jest.spyOn(paymentIntents, 'create').mockImplementationOnce(async (...args) => {
    await create(...args);
    throw new Error('the process is gone');
  });
  await collectCharges(house.world);
  await house.db.$executeRaw`UPDATE payment SET retry_at = NULL WHERE booking_id = ${id}::uuid AND kind = 'CHARGE'`;
  await askAll(house.world);
  await settled(reference, 'COLLECTED,COLLECTED');
  expect(await intentsOf(id)).toHaveLength(1);
});

test('the bank wants the renter: they are told once, and confirm the same payment on their page', async () => {
  const { id, reference } = await returnOn(house, 'pm_card_authenticationRequired');
  house.moveTo(windowOver);
  await sweepCharges(house);
  await settled(reference, 'FAILED,FAILED');
  await sweepCharges(house);
  expect(await toldOf(house, id, 'booking.chargesFailed')).toEqual([expect.objectContaining({ amountMinor: owedMinor, currency: 'EUR' })]);
  const { data } = await payNow(house, claire, id);
  expect(data?.payCharges).toMatchObject({ kind: 'CHARGE', state: 'REQUIRES_ACTION', amount: { minor: owedMinor } });
  expect((await payNow(house, marie, id)).data?.payCharges.clientSecret).toBeNull();
  const again = await payNow(house, claire, id);
  await house.confirm(again.data?.payCharges.clientSecret ?? '', 'pm_card_authenticationRequired');
  await settled(reference, 'COLLECTED,COLLECTED');
  expect((await intentsOf(id)).reduce((sum, { amount_received: received }) => sum + received, 0)).toBe(owedMinor);
});

test('a card that gives nothing can be replaced; what falls due later is asked for together with what was refused', async () => {
  const { id, reference } = await returnOn(house, 'pm_card_authenticationRequired');
  house.moveTo(windowOver);
  await sweepCharges(house);
  await settled(reference, 'FAILED,FAILED');
  const toll = { bookingId: id, kind: 'TOLL', amountMinor: 500, reference: 'A1', occurredOn: '2026-07-15' };
  expect((await announce(house, marie, toll)).code).toBeUndefined();
  house.moveTo(hoursAfter(windowOver, 73));
  await sweepCharges(house);
  await settled(reference, 'FAILED,FAILED,FAILED');
  expect(await paymentsOf(id)).toMatchObject([{ state: 'VOIDED' }, { amountMinor: BigInt(owedMinor + 1400) }]);
  const { data } = await payNow(house, claire, id);
  await house.confirm(data?.payCharges.clientSecret ?? '', 'pm_card_visa');
  await settled(reference, 'COLLECTED,COLLECTED,COLLECTED');
  expect(await stateOf(house, id)).toBe('CLOSED');
});

test('the renter pays at once what was announced, and disputes it no more; another’s is not found', async () => {
  const { id, reference } = await aReturn(house, owing);
  const [first] = await readCharges(house, claire, reference);
  expect((await payNow(house, sam, id)).code).toBe('NOT_FOUND');
  expect((await payNow(house, {}, id)).code).toBe('NOT_FOUND');
  expect((await payNow(house, marie, id)).code).toBe('WRONG_STATE');
  expect((await payNow(house, claire, id)).data?.payCharges).toMatchObject({ state: 'CAPTURED', amount: { minor: owedMinor } });
  expect((await dispute(house, claire, { chargeId: first?.id })).code).toBe('WRONG_STATE');
  expect((await payNow(house, claire, id)).code).toBe('WRONG_STATE');
  await sweep(house);
  expect(await depositsOf(house, id)).toEqual(['VOIDED']);
});

test('what is paid is what was named: neither what is disputed nor what was announced since', async () => {
  const { id, reference } = await aReturn(house, owing);
  const [km = '', fuel = ''] = (await readCharges(house, claire, reference)).map((charge) => charge.id);
  await announce(house, marie, { bookingId: id, kind: 'CLEANING', grade: 'STAINS' });
  await dispute(house, claire, { chargeId: km });
  for (const named of [[], [km, fuel], [fuel, id], ['nothing']]) expect((await pay(house, claire, id, named)).code).toBe('WRONG_STATE');
  expect(await paymentsOf(id)).toEqual([]);
  const { data } = await pay(house, claire, id, [fuel]);
  expect(data?.payCharges).toMatchObject({ state: 'CAPTURED', amount: { minor: owedMinor - 4500 } });
  expect(await statesOf(reference)).toEqual(['DISPUTED', 'COLLECTED', 'ANNOUNCED']);
});

test('of what the card refused together one is paid alone, and the other asked for again by itself', async () => {
  const { id, reference } = await returnOn(house, 'pm_card_authenticationRequired');
  house.moveTo(windowOver);
  await sweepCharges(house);
  await settled(reference, 'FAILED,FAILED');
  const [km] = await readCharges(house, claire, reference);
  const { data } = await pay(house, claire, id, [km?.id ?? '']);
  expect(data?.payCharges).toMatchObject({ state: 'REQUIRES_ACTION', amount: { minor: 4500 } });
  expect(await statesOf(reference)).toEqual(['FAILED', 'DUE']);
  await house.confirm(data?.payCharges.clientSecret ?? '', 'pm_card_authenticationRequired');
  await settled(reference, 'COLLECTED,DUE');
  await sweepCharges(house);
  await settled(reference, 'COLLECTED,FAILED');
  expect((await paymentsOf(id)).map(({ state, amountMinor }) => [state, Number(amountMinor)])).toEqual([
    ['VOIDED', owedMinor],
    ['CAPTURED', 4500],
    ['REQUIRES_ACTION', owedMinor - 4500],
  ]);
});

test('one of two that the card refused is withdrawn: the other is asked for alone', async () => {
  const { id, reference } = await returnOn(house, 'pm_card_authenticationRequired');
  house.moveTo(windowOver);
  await sweepCharges(house);
  await settled(reference, 'FAILED,FAILED');
  const [km] = await readCharges(house, claire, reference);
  expect((await withdraw(house, marie, km?.id ?? '')).data?.withdrawCharge).toMatchObject({ state: 'WITHDRAWN', answer: 'A mistake' });
  await sweepCharges(house);
  await settled(reference, 'WITHDRAWN,FAILED');
  expect((await paymentsOf(id)).map(({ state, amountMinor }) => [state, Number(amountMinor)])).toEqual([
    ['VOIDED', owedMinor],
    ['REQUIRES_ACTION', owedMinor - 4500],
  ]);
});

test('money that comes for a charge that was withdrawn goes back', async () => {
  const { id, reference } = await returnOn(house, 'pm_card_authenticationRequired');
  house.moveTo(windowOver);
  await sweepCharges(house);
  await settled(reference, 'FAILED,FAILED');
  const { data } = await payNow(house, claire, id);
  // The desk withdraws while Stripe cannot be told, and the renter confirms.
  jest.spyOn(house.world.stripe.paymentIntents, 'cancel').mockRejectedValue(new Error('Stripe is away'));
  for (const { id: chargeId } of await readCharges(house, claire, reference)) await withdraw(house, max, chargeId);
  await house.confirm(data?.payCharges.clientSecret ?? '', 'pm_card_visa');
  const [payment] = await eventually(
    () => paymentsOf(id),
    ([first]) => first?.state === 'REFUNDED',
  );
  expect(payment).toMatchObject({ capturedMinor: BigInt(owedMinor), refundedMinor: BigInt(owedMinor) });
  expect(await statesOf(reference)).toEqual(['WITHDRAWN', 'WITHDRAWN']);
});

test('a collected charge is given back with a step-up, from its own payment and never from the rental’s', async () => {
  const { id, reference } = await aReturn(house, owing);
  await payNow(house, claire, id);
  const [km] = await readCharges(house, claire, reference);
  const chargeId = km?.id ?? '';
  expect((await refund(house, marie, chargeId)).code).toBe('STEP_UP_REQUIRED');
  const steppedUp = { ...marie, steppedUpAt: Date.now() };
  const key = 'one-refund-only';
  for (let time = 0; time < 2; time += 1) expect((await refund(house, steppedUp, chargeId, key)).data?.refundCharge.state).toBe('REFUNDED');
  expect((await refund(house, steppedUp, chargeId)).code).toBe('WRONG_STATE');
  const refunds = await house.db.refund.findMany({ where: { bookingId: id } });
  const [payment] = await paymentsOf(id);
  expect(refunds).toMatchObject([{ amountMinor: 4500n, reason: 'CHARGE', state: 'SUCCEEDED', paymentId: payment?.id }]);
  expect(payment).toMatchObject({ state: 'PART_REFUNDED', refundedMinor: 4500n });
});

test('the rental’s account knows nothing of its charges', async () => {
  const { id, reference } = await aReturn(house, owing);
  await payNow(house, claire, id);
  const { data } = await house.ask<{ booking: { due: { minor: number }; payments: { kind: string }[] } }>(
    claire,
    'query ($r: String!) { booking(reference: $r) { due { minor } payments { kind } } }',
    { r: reference },
  );
  expect(data.booking.due.minor).toBe(0);
  expect(data.booking.payments.map(({ kind }) => kind)).toEqual(['RENTAL', 'DEPOSIT', 'CHARGE']);
});

test('news that was missed is found by the comparison with Stripe', async () => {
  const { id, reference } = await aReturn(house, owing);
  house.moveTo(windowOver);
  await collectCharges(house.world);
  await settled(reference, 'COLLECTED,COLLECTED');
  await house.db.$executeRaw`UPDATE charge SET state = 'COLLECTING' WHERE booking_id = ${id}::uuid`;
  await house.db
    .$executeRaw`UPDATE payment SET state = 'REQUIRES_ACTION', captured_minor = 0 WHERE booking_id = ${id}::uuid AND kind = 'CHARGE'`;
  const pace = { pageMs: 0, secondLookMs: 0, signal: AbortSignal.timeout(20_000) };
  const { findings } = await reconcile(house.world, new Date('2020-01-01'), pace);
  expect(findings.repaired).toBeGreaterThan(0);
  await settled(reference, 'COLLECTED,COLLECTED');
});

test('while a charge is open the deposit stays on the card, at the latest three days after the return', async () => {
  const { id, reference } = await aReturn(house, owing);
  for (const { id: chargeId } of await readCharges(house, claire, reference)) await dispute(house, claire, { chargeId });
  house.moveTo(hoursAfter(atDropOff, 71.9));
  await sweepCharges(house);
  expect(await depositsOf(house, id)).toEqual(['VOIDED', 'AUTHORISED']);
  house.moveTo(windowOver);
  await sweepCharges(house);
  await sweepCharges(house);
  expect(await depositsOf(house, id)).toEqual(['VOIDED', 'VOIDED']);
  expect(await toldOf(house, id, 'booking.depositReleased')).toHaveLength(1);
  expect(await stateOf(house, id)).toBe('RETURNED');
});

const dent = (x: number) => ({ view: 'LEFT', x, y: 500, kind: 'DENT', severity: 'SEVERE' });

test('three days after the return the deposit goes, whatever keeps the rental from closing', async () => {
  const disputed = await aReturn(house, { marks: [dent(100)] });
  await house.db.$executeRaw`UPDATE payment SET state = 'DISPUTED' WHERE booking_id = ${disputed.id}::uuid AND kind = 'RENTAL'`;
  const refunding = await aReturn(house, { marks: [dent(200)] });
  await house.db.$executeRaw`
    INSERT INTO refund (id, booking_id, region, payment_id, amount_minor, currency, state, reason, created_at)
    SELECT gen_random_uuid(), booking_id, region, id, 100, currency, 'FAILED', 'PAID_TWICE', now() FROM payment
    WHERE booking_id = ${refunding.id}::uuid AND kind = 'RENTAL'`;
  for (const [at, deposit] of [
    [hoursAfter(atDropOff, 71.9), 'AUTHORISED'],
    [windowOver, 'VOIDED'],
  ] as const) {
    house.moveTo(at);
    await sweepCharges(house);
    for (const { id } of [disputed, refunding]) {
      expect((await depositsOf(house, id)).at(-1)).toBe(deposit);
      expect(await stateOf(house, id)).toBe('RETURNED');
    }
  }
  expect(await toldOf(house, disputed.id, 'booking.depositReleased')).toHaveLength(1);
});
