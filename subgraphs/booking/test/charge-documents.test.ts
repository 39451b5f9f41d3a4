import { jest } from '@jest/globals';
import { issueDocuments } from '../src/actions/billing/issue.ts';
import { documentsOf } from '../src/data/billing/document.ts';
import { taxSums } from '../src/domain/billing/line.ts';
import { invoicePdf } from '../src/papers/pdf/invoicePdf.ts';
import { invoiceUbl } from '../src/papers/ubl/invoiceUbl.ts';
import { claire, eventually, marie, openAgency, type House } from './agency.ts';
import { documentsFor } from './billing.ts';
import {
  announce,
  aPhoto,
  aReturn,
  atPickUp,
  bringBack,
  dispute,
  handOver,
  max,
  payNow,
  readCharges,
  refund,
  resolve,
  sweepCharges,
  trip,
  windowOver,
  withdraw,
} from './charging.ts';
import { pdfText } from './pdfText.ts';
import { aHold, stateOf } from './rental.ts';
import { requireEn16931, requireSoundDocuments } from './ubl.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 40 });
});
afterAll(async () => {
  expect(await requireSoundDocuments(house)).toBeGreaterThan(0);
  await house.close();
});
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

test('a fine is passed on without tax and its fee is taxed, each a line of its own, in print and in UBL; reduced, both are less', async () => {
  const { id, reference } = await aReturn(house);
  const fine = { bookingId: id, kind: 'FINE', amountMinor: 9000, reference: 'PV', occurredOn: '2026-07-15' };
  await announce(house, marie, fine);
  const { data } = await announce(house, marie, { ...fine, reference: 'PV 2' });
  const chargeId = data?.announceCharge.id ?? '';
  await dispute(house, claire, { chargeId });
  const less = await resolve(house, max, { chargeId, outcome: 'REDUCE', amountMinor: 5750 });
  expect(less.data?.resolveDispute.amount.minor).toBe(5750);
  await payNow(house, claire, id);
  await issueDocuments(house.world);
  const document = (await documentsOf(house.world.sql, [id])).find(({ paymentId }) => paymentId !== null);
  if (!document) throw new Error(`no document of the charges of ${reference}`);
  expect(document.content.lines.map(({ kind, netMinor, grossMinor, taxes }) => [kind, netMinor, grossMinor, taxes.length])).toEqual([
    ['FINE', 9000, 9000, 0],
    ['HANDLING', 2083, 2500, 1],
    ['FINE', 4500, 4500, 0],
    ['HANDLING', 1041, 1250, 1],
  ]);
  expect(taxSums(document.content.lines)).toMatchObject([{ rate: '0.20', taxableMinor: 3124, minor: 626 }]);
  requireEn16931(invoiceUbl(document, null, 'fr'));
  const printed = pdfText(await invoicePdf(document, null, 'en'));
  for (const said of ['Fine', 'Handling fee', '€31.24', '€6.26', '€172.50']) expect(printed).toContain(said);
});
