import { jest } from '@jest/globals';
import { issueDocuments } from '../src/actions/billing/issue.ts';
import { claire, eventually, marie, openAgency, type House } from './agency.ts';
import { documentsFor } from './billing.ts';
import { announce, aReturn, max, payNow, readCharges, refund, sweepCharges, windowOver, withdraw } from './charging.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 20 });
});
afterAll(() => house.close());
afterEach(() => {
  jest.restoreAllMocks();
});

const owing = { odometerKm: 2150, fuelEighths: 6 };
const owedMinor = 4500 + 2 * 975 + 1800;
const statesOf = async (reference: string) => (await readCharges(house, claire, reference)).map(({ state }) => state).join();
const until = (reference: string, states: string) =>
  eventually(
    () => statesOf(reference),
    (found) => found === states,
  );
const papers = async (reference: string) => {
  await Promise.all([issueDocuments(house.world), issueDocuments(house.world)]);
  return (await documentsFor(house, claire, reference)).map(({ kind, total }) => [kind, total.minor]);
};
const contents = async (bookingId: string) =>
  (await house.db.billingDocument.findMany({ where: { bookingId }, orderBy: { ordinal: 'asc' } })).map(({ content }) => {
    const { reason, lines } = content as unknown as { reason: string; lines: { kind: string }[] };
    return [reason, ...lines.map(({ kind }) => kind)].join(' ');
  });

test('charges collected together are one invoice of their own, line by line, once; one that is given back is a credit note on it', async () => {
  const { id, reference } = await aReturn(house, owing);
  const [rental = ['', 0], ...others] = await papers(reference);
  expect(others).toEqual([]);
  house.moveTo(windowOver);
  await sweepCharges(house);
  await until(reference, 'COLLECTED,COLLECTED');
  expect(await papers(reference)).toEqual([rental, ['INVOICE', owedMinor]]);
  const [km] = await readCharges(house, claire, reference);
  await refund(house, { ...marie, steppedUpAt: Date.now() }, km?.id ?? '');
  expect(await papers(reference)).toEqual([rental, ['INVOICE', owedMinor], ['CREDIT_NOTE', 4500]]);
  expect((await contents(id)).slice(1, 2)).toEqual(['CHARGE MILEAGE FUEL']);
});

test('money that came for charges that are no more, and went back, keeps no later paper waiting', async () => {
  const { id, reference } = await aReturn(house, owing);
  const [rental = ['', 0]] = await papers(reference);
  // The bank wants the renter, who confirms while the desk withdraws and Stripe cannot be told.
  const { paymentIntents } = house.world.stripe;
  const create = paymentIntents.create.bind(paymentIntents);
  jest
    .spyOn(paymentIntents, 'create')
    .mockImplementationOnce((of, options) => create({ ...of, payment_method: 'pm_card_authenticationRequired' }, options));
  await payNow(house, claire, id);
  await until(reference, 'FAILED,FAILED');
  const { data } = await payNow(house, claire, id);
  const cancel = jest.spyOn(paymentIntents, 'cancel').mockRejectedValue(new Error('Stripe is away'));
  for (const { id: chargeId } of await readCharges(house, claire, reference)) await withdraw(house, max, chargeId);
  await house.confirm(data?.payCharges.clientSecret ?? '', 'pm_card_visa');
  await eventually(
    async () => (await house.db.payment.findFirst({ where: { bookingId: id, kind: 'CHARGE' } }))?.state,
    (state) => state === 'REFUNDED',
  );
  cancel.mockRestore();
  await announce(house, marie, { bookingId: id, kind: 'CLEANING', grade: 'STAINS' });
  await payNow(house, claire, id);
  await until(reference, 'WITHDRAWN,WITHDRAWN,COLLECTED');
  const [, , cleaning] = await readCharges(house, claire, reference);
  expect(await papers(reference)).toEqual([rental, ['INVOICE', cleaning?.amount.minor]]);
});
