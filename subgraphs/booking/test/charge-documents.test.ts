import { jest } from '@jest/globals';
import { issueDocuments } from '../src/actions/billing/issue.ts';
import { claire, eventually, marie, openAgency, type House } from './agency.ts';
import { documentsFor } from './billing.ts';
import {
  announce,
  aPhoto,
  aReturn,
  atPickUp,
  bringBack,
  handOver,
  max,
  payNow,
  readCharges,
  refund,
  sweepCharges,
  trip,
  windowOver,
  withdraw,
} from './charging.ts';
import { aHold, stateOf } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 40 });
}, 60_000);
afterAll(() => house.close());
afterEach(() => {
  jest.restoreAllMocks();
});

const dueOf = (bookingId: string) => house.db.billingDue.count({ where: { bookingId } });

test('what came for charges that were withdrawn, and went back, keeps no document from being issued', async () => {
  house.moveTo('2026-06-01T08:00:00Z');
  const { id, reference, payment } = await aHold(house, claire, trip);
  await house.confirm(payment.clientSecret, 'pm_card_authenticationRequired');
  await eventually(
    () => stateOf(house, id),
    (state) => state === 'CONFIRMED',
  );
  await house.db.$executeRaw`UPDATE booking SET price = jsonb_set(price, '{depositMinor}', '0') WHERE id = ${id}::uuid`;
  house.moveTo(atPickUp);
  await handOver(house, id);
  await bringBack(house, id, { odometerKm: 2150, fuelEighths: 6 });
  house.moveTo(windowOver);
  await sweepCharges(house);
  await eventually(
    () => readCharges(house, claire, reference),
    (charges) => charges.every(({ state }) => state === 'FAILED'),
  );
  const { data } = await payNow(house, claire, id);
  jest.spyOn(house.world.stripe.paymentIntents, 'cancel').mockRejectedValue(new Error('Stripe is away'));
  for (const { id: chargeId } of await readCharges(house, claire, reference)) await withdraw(house, max, chargeId);
  await house.confirm(data?.payCharges.clientSecret ?? '', 'pm_card_visa');
  await eventually(
    () => house.db.payment.findMany({ where: { bookingId: id, kind: 'CHARGE' } }),
    ([first]) => first?.state === 'REFUNDED',
  );
  const errors = jest.spyOn(house.world.log, 'error');
  await issueDocuments(house.world);
  expect(errors).not.toHaveBeenCalled();
  expect((await documentsFor(house, claire, reference)).map(({ kind }) => kind)).toEqual(['INVOICE']);
  expect(await dueOf(id)).toBe(0);
});

test('a charge that is given back takes its own line off the books, and no tax of what is kept', async () => {
  const { id, reference } = await aReturn(house, { fuelEighths: 6 });
  const photoIds = [await aPhoto(house, id, 'HAND_OVER'), await aPhoto(house, id, 'TAKE_BACK')];
  const damage = { bookingId: id, kind: 'DAMAGE', mark: 'SCRATCH', severity: 'MODERATE', photoIds };
  const { data } = await announce(house, marie, damage);
  await payNow(house, claire, id);
  await issueDocuments(house.world);
  const back = await refund(house, { ...max, steppedUpAt: Date.now() }, data?.announceCharge.id ?? '');
  expect(back.data?.refundCharge.state).toBe('REFUNDED');
  await issueDocuments(house.world);
  const documents = (await documentsFor(house, claire, reference)).slice(1);
  expect(documents.map(({ kind, total, tax }) => [kind, total.minor, tax.minor])).toEqual([
    ['INVOICE', 25_750, 625],
    ['CREDIT_NOTE', 22_000, 0],
  ]);
});
