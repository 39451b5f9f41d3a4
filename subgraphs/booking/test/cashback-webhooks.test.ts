import { randomUUID } from 'node:crypto';
import { meeting } from '@ycyw/service/testing/meeting';
import { confirmPurchases } from '../src/actions/cashback/confirm.ts';
import { claire, openAgency, sam, type House } from './agency.ts';
import { aShop, aToken, balance, cashback, confirmed, created, refunded, tell, unsound, type Shop } from './shop.ts';

let house: House;
let shop: Shop;
beforeAll(async () => {
  house = await openAgency({});
  shop = await aShop(house);
});
afterAll(() => house.close());
afterEach(async () => expect(await unsound(house)).toEqual([]));

const renter = () => ({ ...claire, id: randomUUID() });
const rows = () => house.db.cashbackPurchase.count();

test('a purchase is pending, available after the return window, and told at each step', async () => {
  const who = renter();
  const token = await aToken(house, who, shop);
  const purchase = created(token);
  expect(await tell(house, shop, purchase)).toEqual({ status: 200, body: { received: purchase.purchaseId } });
  expect(await balance(house, who)).toEqual([0, 500, 0]);
  await confirmPurchases(house.world);
  expect(await balance(house, who)).toEqual([0, 500, 0]);
  house.moveTo('2026-07-01T08:00:01Z');
  await confirmPurchases(house.world);
  expect(await balance(house, who)).toEqual([500, 0, 0]);
  house.moveTo('2026-06-01T08:00:00Z');
  const told = await house.db.outbox.findMany({
    where: { payload: { path: ['customerId'], equals: who.id } },
    orderBy: { position: 'asc' },
  });
  expect(told.map(({ type, payload }) => [type, (payload as { amountMinor: number }).amountMinor])).toEqual([
    ['booking.cashbackPending', 500],
    ['booking.cashbackConfirmed', 500],
  ]);
  const { data } = await cashback(house, who);
  expect(data._entities[0].cashback?.entries.edges.map(({ node }) => node)).toEqual([
    {
      kind: 'PURCHASE',
      state: 'AVAILABLE',
      amount: { minor: 500 },
      was: { minor: 500 },
      merchant: { name: 'Livres & Cie' },
      bookingReference: null,
    },
  ]);
});

test('the same purchase again has the same answer and changes nothing; another one under its id is refused', async () => {
  const who = renter();
  const purchase = created(await aToken(house, who, shop));
  const answers = await Promise.all(Array.from({ length: 20 }, () => tell(house, shop, purchase)));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect((await tell(house, shop, purchase)).status).toBe(200);
  expect((await tell(house, shop, { ...purchase, amountMinor: 9999 })).status).toBe(409);
  const [one, other] = [created(purchase.customer), created(purchase.customer, { amountMinor: 1000 })];
  const race = await Promise.all([tell(house, shop, one), tell(house, shop, { ...other, purchaseId: one.purchaseId })]);
  expect(race.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  const won = race[0].status === 200 ? 500 : 50;
  expect(await balance(house, who)).toEqual([0, 500 + won, 0]);
});

test('control: without the constraint that a purchase is there once, the same twenty count more than once', async () => {
  const who = renter();
  const token = await aToken(house, who, shop);
  await house.db.$executeRaw`ALTER TABLE cashback_purchase DROP CONSTRAINT cashback_purchase_once`;
  try {
    const purchase = created(token);
    const met = meeting();
    const naive = async () => {
      const known = await house.db.cashbackPurchase.findFirst({ where: { reference: purchase.purchaseId } });
      await met();
      if (known) return;
      await house.db.cashbackPurchase.create({
        data: { id: randomUUID(), merchantId: shop.id, reference: purchase.purchaseId, state: 'AWAITED', createdAt: new Date() },
      });
    };
    await Promise.all(Array.from({ length: 20 }, naive));
    expect(await house.db.cashbackPurchase.count({ where: { reference: purchase.purchaseId } })).toBeGreaterThan(1);
  } finally {
    await house.db.$executeRaw`DELETE FROM cashback_purchase WHERE state = 'AWAITED'`;
    await house.db.$executeRaw`ALTER TABLE cashback_purchase ADD CONSTRAINT cashback_purchase_once UNIQUE (merchant_id, reference)`;
  }
});

test('refuses with 401, and writes nothing, what the merchant did not sign within five minutes', async () => {
  const token = await aToken(house, renter(), shop);
  const before = await rows();
  const seconds = (away: number) => String(Math.floor(Date.now() / 1000) + away);
  const other = await aShop(house, { name: 'Autre' });
  const tries = [
    tell(house, { ...shop, secret: 'forged' }, created(token)),
    tell(house, { ...shop, id: randomUUID() }, created(token)),
    tell(house, { ...shop, id: 'nobody' }, created(token)),
    tell(house, { ...shop, id: other.id }, created(token)),
    tell(house, shop, created(token), { 'ycyw-signature': '' }),
    tell(house, shop, created(token), { 'ycyw-signature': 'zz'.repeat(32) }),
    tell(house, shop, created(token), { 'ycyw-timestamp': seconds(-301) }),
    tell(house, shop, created(token), { 'ycyw-timestamp': seconds(302) }),
    tell(house, shop, created(token), { 'ycyw-timestamp': 'now' }),
    tell(house, shop, created('x'.repeat(24))),
    tell(house, other, created(token)),
    tell(house, { ...shop, secret: 'forged' }, refunded('a')),
  ];
  for (const answer of await Promise.all(tries)) expect(answer.status).toBe(401);
  expect(await rows()).toBe(before);
});

test('refuses with 400 what is not a purchase, and with 422 a currency without a rate', async () => {
  const token = await aToken(house, renter(), shop);
  const before = await rows();
  const wrong: [object, string][] = [
    [{ type: 'purchase.dreamt', purchaseId: 'a' }, 'type'],
    [created(token, { amountMinor: 0 }), 'amountMinor'],
    [created(token, { amountMinor: 10.5 }), 'amountMinor'],
    [created(token, { amountMinor: 100_000_000 }), 'amountMinor'],
    [created(token, { purchaseId: 'a b' }), 'purchaseId'],
    [created(token, { purchaseId: 'x'.repeat(101) }), 'purchaseId'],
    [created(token, { currency: 'euro' }), 'currency'],
    [created(token, { at: 'yesterday' }), 'at'],
    [created(token, { category: '<b>' }), 'category'],
    [created(token, { basket: ['a book'] }), ''],
    [refunded('a', -1), 'amountMinor'],
    [{ type: 'purchase.refunded', purchaseId: 'a' }, 'refundId'],
  ];
  for (const [news, field] of wrong) expect(await tell(house, shop, news)).toEqual({ status: 400, body: { error: field } });
  expect((await tell(house, shop, created(token, { currency: 'XAU' }))).status).toBe(422);
  expect(await rows()).toBe(before);
});

test('a purchase in another currency earns in the renter’s at that day’s rate, which stays', async () => {
  const who = { ...sam, id: randomUUID() };
  const token = await aToken(house, who, shop, 'GBP');
  const purchase = created(token, { at: '2026-03-02T12:00:00Z' });
  await tell(house, shop, purchase);
  const row = await house.db.cashbackPurchase.findFirstOrThrow({ where: { reference: purchase.purchaseId } });
  const { rate } = house.world.tariff.exchange('GBP', '2026-03-02') ?? { rate: '0' };
  expect(row.exchange).toEqual({ date: '2026-03-02', rate, home: 'EUR', homeRate: '1' });
  expect(await balance(house, who, 'GBP')).toEqual([0, Math.floor(500 * Number(rate)), 0]);
});

test('a refund takes back its share while it is pending, from what is available later, and the rest from what comes', async () => {
  const who = renter();
  const token = await aToken(house, who, shop);
  const [first, second] = [created(token), created(token)];
  await tell(house, shop, first);
  const back = refunded(first.purchaseId, 2000);
  expect((await tell(house, shop, back)).status).toBe(200);
  expect(await balance(house, who)).toEqual([0, 400, 0]);
  expect((await tell(house, shop, back)).status).toBe(200);
  expect((await tell(house, shop, { ...back, amountMinor: 2001 })).status).toBe(409);
  await tell(house, shop, confirmed(first.purchaseId));
  await confirmPurchases(house.world);
  expect(await balance(house, who)).toEqual([400, 0, 0]);
  await tell(house, shop, refunded(first.purchaseId, 4000));
  expect(await balance(house, who)).toEqual([200, 0, 0]);
  // Together more than was bought: no more than that comes back.
  await tell(house, shop, refunded(first.purchaseId, 9000));
  expect(await balance(house, who)).toEqual([0, 0, 0]);
  await tell(house, shop, second);
  expect(await balance(house, who)).toEqual([0, 500, 0]);
});

test('what comes before its purchase waits for it', async () => {
  const who = renter();
  const purchase = created(await aToken(house, who, shop));
  await tell(house, shop, confirmed(purchase.purchaseId));
  await tell(house, shop, refunded(purchase.purchaseId, 5000));
  expect(await balance(house, who)).toEqual([0, 0, 0]);
  await tell(house, shop, purchase);
  expect(await balance(house, who)).toEqual([0, 250, 0]);
  await confirmPurchases(house.world);
  expect(await balance(house, who)).toEqual([250, 0, 0]);
  expect((await tell(house, shop, { ...purchase, amountMinor: 1 })).status).toBe(409);
});

test('a refund after the clawback window takes nothing', async () => {
  const who = renter();
  const purchase = created(await aToken(house, who, shop));
  await tell(house, shop, purchase);
  house.moveTo('2026-09-01T08:00:00Z');
  await confirmPurchases(house.world);
  await tell(house, shop, refunded(purchase.purchaseId));
  expect(await balance(house, who)).toEqual([500, 0, 0]);
  house.moveTo('2026-06-01T08:00:00Z');
});

test('nobody else sees a renter’s cashback', async () => {
  const who = renter();
  await aToken(house, who, shop);
  for (const viewer of [sam, { role: 'ADMIN' as const, id: randomUUID() }])
    expect((await cashback(house, viewer, who.id)).code).toBe('NOT_FOUND');
  expect((await cashback(house, {}, who.id)).code).toBe('UNAUTHENTICATED');
});
