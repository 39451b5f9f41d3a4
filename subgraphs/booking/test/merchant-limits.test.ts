import { randomUUID } from 'node:crypto';
import type { Viewer } from '@ycyw/service/viewer';
import { confirmPurchases } from '../src/actions/cashback/confirm.ts';
import { Purchases } from '../src/actions/cashback/purchases.ts';
import { ada, claire, liveKey, marie, openAgency, without, type House } from './agency.ts';
import { aShop, aToken, balance, confirmed, created, refunded, tell, unsound, type Shop } from './shop.ts';

let house: House;
beforeAll(async () => (house = await openAgency({})));
afterAll(() => house.close());
afterEach(async () => expect(await unsound(house)).toEqual([]));

interface Approved {
  approveMerchant: { approved: boolean; limits: { minor: number; currency: string }[] };
}
const approve = (viewer: Partial<Viewer>, { id }: Shop, more: object = {}) =>
  house.ask<Approved | null>(
    viewer,
    `mutation ($input: ApproveMerchantInput!) { approveMerchant(input: $input) { approved limits { minor currency } } }`,
    { input: { id, ...more } },
  );
const change = (viewer: Partial<Viewer>, { id }: Shop, more: object) =>
  house.ask<{ changeMerchant: { approved: boolean } } | null>(
    viewer,
    `mutation ($input: ChangeMerchantInput!) { changeMerchant(input: $input) { approved } }`,
    { input: { id, ...more } },
  );
const linkTo = ({ id }: Shop) => house.ask(claire, `mutation { cashbackLink(merchantId: "${id}") { token } }`);
const shownTo = async (viewer: Partial<Viewer>, { id }: Shop) =>
  (await house.ask<{ merchant: { limits: unknown[] } | null }>(viewer, `{ merchant(id: "${id}") { limits { minor } } }`)).data.merchant;
const somebody = (): Partial<Viewer> => ({ ...claire, id: randomUUID() });
/** What an answer comes to: its status, and why where it was refused. */
const answerTo = async (shop: Shop, news: object): Promise<[number, string | undefined]> => {
  const { status, body } = await tell(house, shop, news);
  return [status, body['error']];
};
const half = { rates: [{ basisPoints: 5000 }], returnDays: 0, clawbackDays: 0 };

test('a partner’s shop earns nothing before an admin approves it, nor once its partner changed its terms', async () => {
  const shop = await aShop(house, half, liveKey);
  expect((await linkTo(shop)).code).toBe('NOT_FOUND');
  expect([await shownTo(claire, shop), await shownTo(liveKey, shop)]).toEqual([null, { limits: [] }]);
  expect(await answerTo(shop, created('x'.repeat(24), { amountMinor: 99_999_999 }))).toEqual([403, 'notApproved']);
  for (const viewer of [liveKey, claire, marie, without(liveKey, 'merchants:write')])
    expect((await approve(viewer, shop)).code).toBe('FORBIDDEN');
  expect((await approve({}, shop)).code).toBe('UNAUTHENTICATED');
  expect((await approve(ada, { ...shop, id: randomUUID() })).code).toBe('NOT_FOUND');

  expect((await approve(ada, shop)).data?.approveMerchant).toEqual({ approved: true, limits: [] });
  const renter = somebody();
  const token = await aToken(house, renter, shop);
  expect(await answerTo(shop, created(token))).toEqual([200, undefined]);
  expect((await change(liveKey, shop, { name: 'Another name', returnDays: 0 })).data?.changeMerchant.approved).toBe(true);
  expect((await change(liveKey, shop, { rates: [{ basisPoints: 4999 }] })).data?.changeMerchant.approved).toBe(false);
  expect(await answerTo(shop, created(token))).toEqual([403, 'notApproved']);
  expect((await change(ada, shop, { rates: [{ basisPoints: 100 }] })).data?.changeMerchant.approved).toBe(false);
  await approve(ada, shop);
  expect((await change(ada, shop, { rates: [{ basisPoints: 200 }] })).data?.changeMerchant.approved).toBe(true);
  expect((await approve(ada, shop, { approved: false })).data?.approveMerchant.approved).toBe(false);
  expect((await change(liveKey, shop, { suspended: false })).data?.changeMerchant.approved).toBe(false);
  const acts = await house.db.outbox.findMany({ where: { type: 'booking.act.audited' } });
  const doings = acts
    .map(({ payload }) => payload as { action: string; subjectId: string })
    .filter(({ subjectId }) => subjectId === shop.id);
  expect(doings.map(({ action }) => action.replace('booking.merchant.', ''))).toEqual(
    expect.arrayContaining(['onboarded', 'approved', 'changed', 'approvalWithdrawn']),
  );
});

test('nobody mints what a shop may not owe: 10,000 EUR worth, or what an admin says', async () => {
  const shop = await aShop(house, half, liveKey);
  await approve(ada, shop);
  const renter = somebody();
  const token = await aToken(house, renter, shop);
  const minted = created(token, { amountMinor: 99_999_999 });
  expect(await answerTo(shop, minted)).toEqual([422, 'overLimit']);
  expect(await house.db.cashbackPurchase.count({ where: { merchantId: shop.id } })).toBe(0);
  // Confirmed before it was told of, it is no more.
  await tell(house, shop, confirmed(minted.purchaseId));
  expect(await answerTo(shop, minted)).toEqual([422, 'overLimit']);
  await confirmPurchases(house.world);
  expect(await balance(house, renter)).toEqual([0, 0, 0]);

  expect((await approve(ada, shop, { limits: [{ currency: 'EUR', limitMinor: 10_000 }] })).data?.approveMerchant.limits).toEqual([
    { minor: 10_000, currency: 'EUR' },
  ]);
  const first = created(token, { amountMinor: 15_000 });
  expect(await answerTo(shop, first)).toEqual([200, undefined]);
  const second = created(token, { amountMinor: 5002 });
  expect(await answerTo(shop, second)).toEqual([422, 'overLimit']);
  expect(await answerTo(shop, first)).toEqual([200, undefined]);
  expect(await answerTo(shop, created(token, { amountMinor: 5000 }))).toEqual([200, undefined]);
  expect((await approve(ada, shop, { limits: [{ currency: 'EUR', limitMinor: 9999 }] })).code).toBe('BAD_INPUT');
  // What is brought back is owed no more.
  expect(await answerTo(shop, refunded(first.purchaseId))).toEqual([200, undefined]);
  expect(await answerTo(shop, second)).toEqual([200, undefined]);
  expect((await balance(house, renter))[1]).toBe(5001);
});

test('limits are of a currency that we know, and no more than what can be written', async () => {
  const shop = await aShop(house);
  for (const limit of [
    { currency: 'XAU', limitMinor: 1 },
    { currency: 'EUR', limitMinor: -1 },
    { currency: 'EUR', limitMinor: 2_000_000_001 },
  ])
    expect((await approve(ada, shop, { limits: [limit] })).code).toBe('BAD_INPUT');
  await aToken(house, somebody(), shop, 'GBP');
  const account = await house.db.cashbackAccount.findFirstOrThrow({ where: { merchantId: shop.id, currency: 'GBP' } });
  expect([Number(account.limitMinor) > 700_000, Number(account.limitMinor) < 1_000_000]).toEqual([true, true]);
});

test('of many purchases at once in two processes so many are taken as the shop may owe, and other shops’ all', async () => {
  const [scarce, other] = [await aShop(house, half), await aShop(house, half)];
  await approve(ada, scarce, { limits: [{ currency: 'EUR', limitMinor: 10_000 }] });
  const [merchant, ample] = [await house.world.merchants.get(scarce.id), await house.world.merchants.get(other.id)];
  if (!merchant || !ample) throw new Error('no shop');
  const [token, otherToken] = [await aToken(house, somebody(), scarce), await aToken(house, somebody(), other)];
  const [one, another] = [new Purchases(house.world), new Purchases(house.world)];
  const by = (n: number): Purchases => (n % 2 ? one : another);
  const told = Array.from({ length: 60 }, (_, n) => ({ ...created(token, { amountMinor: 1000 }), category: null, at: new Date(n) }));
  const outcomes = await Promise.all(told.map((purchase, n) => by(n).receive(merchant, purchase)));
  const others = await Promise.all(
    told.map((purchase, n) => by(n).receive(ample, { ...purchase, purchaseId: `o${String(n)}`, customer: otherToken })),
  );
  expect([outcomes.filter((each) => each === 'received').length, outcomes.filter((each) => each === 'overLimit').length]).toEqual([20, 40]);
  expect(new Set(others)).toEqual(new Set(['received']));
  const { balanceMinor } = await house.db.cashbackAccount.findFirstOrThrow({ where: { merchantId: scarce.id } });
  expect(Number(balanceMinor)).toBe(-10_000);
});
