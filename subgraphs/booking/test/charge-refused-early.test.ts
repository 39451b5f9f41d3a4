import { claire, eventually, marie, openAgency, type House } from './agency.ts';
import {
  announce,
  atDropOff,
  dispute,
  hoursAfter,
  max,
  payNow,
  readCharges,
  returnOn,
  sweepCharges,
  windowOver,
  withdraw,
} from './charging.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 20 });
});
afterAll(() => house.close());

const intents = (bookingId: string) =>
  house.db.payment.findMany({ where: { bookingId, kind: 'CHARGE' }, orderBy: { id: 'asc' }, select: { state: true, stripeIntent: true } });
const statesOf = async (reference: string) => (await readCharges(house, claire, reference)).map(({ state }) => state);
const settled = (reference: string, states: string) =>
  eventually(
    () => statesOf(reference),
    (found) => found.join() === states,
  );

/** One hour after the return the renter wants to pay, and the bank wants them to confirm it. */
async function refusedEarly() {
  const { id, reference } = await returnOn(house, 'pm_card_authenticationRequired');
  house.moveTo(hoursAfter(atDropOff, 1));
  const { data } = await payNow(house, claire, id);
  expect(data?.payCharges.state).toBe('REQUIRES_ACTION');
  await settled(reference, 'FAILED,FAILED');
  const [km, fuel] = (await readCharges(house, claire, reference)).map((charge) => charge.id);
  return { id, reference, km: km ?? '', fuel: fuel ?? '', clientSecret: data?.payCharges.clientSecret ?? '' };
}

test('what the card refused within the window can still be disputed, and the rest is as it was announced', async () => {
  const { id, reference, km, fuel } = await refusedEarly();
  expect((await readCharges(house, claire, reference)).map(({ disputable }) => disputable)).toEqual([true, true]);
  expect((await dispute(house, claire, { chargeId: fuel })).data?.disputeCharge).toMatchObject({ state: 'DISPUTED', payment: null });
  expect(await statesOf(reference)).toEqual(['ANNOUNCED', 'DISPUTED']);
  expect((await intents(id)).map(({ state }) => state)).toEqual(['VOIDED']);
  house.moveTo(windowOver);
  expect((await dispute(house, claire, { chargeId: km })).code).toBe('WRONG_STATE');
});

test('the renter confirms the same payment all the same', async () => {
  const { id, reference, clientSecret } = await refusedEarly();
  await house.confirm(clientSecret, 'pm_card_authenticationRequired');
  await settled(reference, 'COLLECTED,COLLECTED');
  expect((await intents(id)).map(({ state }) => state)).toEqual(['CAPTURED']);
});

test('with one of them withdrawn the other keeps its window, and nobody asks the card before it is over', async () => {
  const { id, reference, fuel } = await refusedEarly();
  await withdraw(house, max, fuel);
  await sweepCharges(house);
  expect(await statesOf(reference)).toEqual(['ANNOUNCED', 'WITHDRAWN']);
  expect(await intents(id)).toHaveLength(1);
  house.moveTo(windowOver);
  await sweepCharges(house);
  await settled(reference, 'FAILED,WITHDRAWN');
  expect(await intents(id)).toHaveLength(2);
});

test('a payment that was cancelled takes no window away', async () => {
  const { id, reference } = await refusedEarly();
  const [payment] = await intents(id);
  await house.world.stripe.paymentIntents.cancel(payment?.stripeIntent ?? '');
  await settled(reference, 'ANNOUNCED,ANNOUNCED');
  await sweepCharges(house);
  expect(await intents(id)).toHaveLength(1);
});

test('what falls due meanwhile is asked for alone, and neither sweep nor desk asks for what can be disputed', async () => {
  const { id, reference } = await returnOn(house, 'pm_card_authenticationRequired');
  house.moveTo(hoursAfter(atDropOff, 71));
  const toll = { bookingId: id, kind: 'TOLL', amountMinor: 500, reference: 'A1', occurredOn: '2026-07-15' };
  await announce(house, marie, toll);
  await payNow(house, claire, id);
  await settled(reference, 'FAILED,FAILED,FAILED');
  expect((await payNow(house, marie, id)).code).toBe('WRONG_STATE');
  house.moveTo(windowOver);
  const [km] = await readCharges(house, claire, reference);
  await withdraw(house, max, km?.id ?? '');
  await sweepCharges(house);
  await settled(reference, 'WITHDRAWN,FAILED,ANNOUNCED');
});
