import { randomUUID } from 'node:crypto';
import type { Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { ada, claire, liveKey, marie, openAgency, without, type House } from './agency.ts';
import { aShop, aToken, balance, created, refunded, tell, unsound, type Shop } from './shop.ts';

let house: House;
beforeAll(async () => (house = await openAgency({})));
afterAll(() => house.close());
afterEach(async () => expect(await unsound(house)).toEqual([]));

const fresh: Partial<Viewer> = { ...ada, steppedUpAt: Date.now() };
const half = { rates: [{ basisPoints: 5000 }], returnDays: 0, clawbackDays: 90 };
const pays = (viewer: Partial<Viewer>, { id }: Shop, amountMinor: number, more: object = {}) =>
  house.ask<{ recordMerchantPayment: { owed: { minor: number; currency: string }[] } } | null>(
    viewer,
    `mutation ($input: MerchantPaymentInput!) { recordMerchantPayment(input: $input) { owed { minor currency } } }`,
    { input: { merchantId: id, amountMinor, currency: 'EUR', reference: `PAY ${uuidv7().slice(-12)}`, idempotencyKey: uuidv7(), ...more } },
  );
const owed = async (viewer: Partial<Viewer>, { id }: Shop) =>
  (
    await house.ask<{ merchant: { owed: { minor: number; currency: string }[] } | null }>(
      viewer,
      `{ merchant(id: "${id}") { owed { minor currency } } }`,
    )
  ).data.merchant?.owed;
/** A shop that may owe 100 EUR, and a renter's token at it. */
async function indebted() {
  const shop = await aShop(house, half);
  const limits = [{ currency: 'EUR', limitMinor: 10_000 }];
  await house.ask(ada, `mutation ($input: ApproveMerchantInput!) { approveMerchant(input: $input) { id } }`, {
    input: { id: shop.id, limits },
  });
  const renter = { ...claire, id: randomUUID() };
  const token = await aToken(house, renter, shop);
  const purchase = created(token, { amountMinor: 20_000 });
  expect((await tell(house, shop, purchase)).status).toBe(200);
  return { shop, renter, token, purchase };
}

test('what a shop has paid it owes no more, and may owe again; the renters’ cashback stays', async () => {
  const { shop, renter, token } = await indebted();
  expect(await owed(ada, shop)).toEqual([{ minor: 10_000, currency: 'EUR' }]);
  const next = created(token, { amountMinor: 8000 });
  expect((await tell(house, shop, next)).status).toBe(422);
  expect((await pays(fresh, shop, 6000)).data?.recordMerchantPayment.owed).toEqual([{ minor: 4000, currency: 'EUR' }]);
  expect((await tell(house, shop, next)).status).toBe(200);
  expect(await balance(house, renter)).toEqual([0, 14_000, 0]);
  expect(await owed(ada, shop)).toEqual([{ minor: 8000, currency: 'EUR' }]);
  const [payment] = await house.db.cashbackTransfer.findMany({ where: { kind: 'MERCHANT_PAYMENT' } });
  expect(payment).toMatchObject({ amountMinor: 6000n, currency: 'EUR' });
  const acts = await house.db.outbox.findMany({ where: { type: 'booking.act.audited' } });
  expect(acts.map(({ payload }) => payload)).toContainEqual(
    expect.objectContaining({
      action: 'booking.merchant.paid',
      subjectId: shop.id,
      detail: { amountMinor: 6000, currency: 'EUR', reference: payment?.reference },
    }),
  );
});

test('a payment is booked once: repeated by its key it is the same, and its bank’s reference is taken', async () => {
  const { shop } = await indebted();
  const again = { reference: 'SEPA 2026-06-01/7', idempotencyKey: uuidv7() };
  const [one, other] = await Promise.all([pays(fresh, shop, 1000, again), pays(fresh, shop, 1000, again)]);
  expect([one.errors, other.errors]).toEqual([[], []]);
  expect((await pays(fresh, shop, 2000, again)).code).toBe('IDEMPOTENCY_CONFLICT');
  expect((await pays(fresh, shop, 1000, { reference: again.reference })).errors).toMatchObject([
    { extensions: { code: 'WRONG_STATE', reason: 'reference' } },
  ]);
  expect(await owed(ada, shop)).toEqual([{ minor: 9000, currency: 'EUR' }]);
  const both = await Promise.all([pays(fresh, shop, 6000), pays(fresh, shop, 6000)]);
  expect(both.map(({ code }) => code ?? 'booked').toSorted()).toEqual(['BAD_INPUT', 'booked']);
  expect(await owed(ada, shop)).toEqual([{ minor: 3000, currency: 'EUR' }]);
});

test('a purchase that is brought back after it was paid for is owed to the shop', async () => {
  const { shop, purchase } = await indebted();
  await pays(fresh, shop, 10_000);
  expect(await owed(ada, shop)).toEqual([]);
  expect((await tell(house, shop, refunded(purchase.purchaseId))).status).toBe(200);
  expect(await owed(ada, shop)).toEqual([{ minor: -10_000, currency: 'EUR' }]);
  expect((await pays(fresh, shop, 1)).code).toBe('BAD_INPUT');
});

test('is an admin’s who has just proven who they are; what is owed is shown to admins and whoever brought the shop in', async () => {
  const { shop } = await indebted();
  expect((await pays(ada, shop, 1)).code).toBe('STEP_UP_REQUIRED');
  for (const viewer of [claire, marie, liveKey, without(liveKey, 'merchants:write')]) {
    expect((await pays({ ...viewer, steppedUpAt: Date.now() }, shop, 1)).code).toBe('FORBIDDEN');
    expect(await owed(viewer, shop)).toEqual([]);
  }
  expect((await pays({}, shop, 1)).code).toBe('UNAUTHENTICATED');
  expect((await pays(fresh, { ...shop, id: uuidv7() }, 1)).code).toBe('NOT_FOUND');
});

test.each([
  ['nothing', 0, {}, 'amountMinor 1…10000'],
  ['less than nothing', -1, {}, 'amountMinor 1…10000'],
  ['more than is owed', 10_001, {}, 'amountMinor 1…10000'],
  ['in a currency in which nothing is owed', 1, { currency: 'USD' }, 'amountMinor 1…0'],
  ['without a reference', 1, { reference: '' }, 'reference 1…35'],
  ['under a sentence', 1, { reference: 'from Mme Renter, with thanks' }, 'reference 1…35'],
])('%s is not booked', async (_, amountMinor, more, reason) => {
  const { shop } = await indebted();
  expect((await pays(fresh, shop, amountMinor, more)).errors).toMatchObject([{ extensions: { code: 'BAD_INPUT', reason } }]);
});
