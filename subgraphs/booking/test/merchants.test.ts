import { randomUUID } from 'node:crypto';
import { logger } from '@ycyw/service/log';
import { listen } from '@ycyw/service/listener';
import { columnsHolding } from '@ycyw/service/testing/markers';
import { v7 as uuidv7 } from 'uuid';
import { Merchants } from '../src/data/cashback/merchant.ts';
import { ada, claire, eventually, liveKey, marie, openAgency, testKey, without, type House } from './agency.ts';
import { aShop, aToken, created, tell } from './shop.ts';

let house: House;
beforeAll(async () => (house = await openAgency({})));
afterAll(() => house.close());

const input = { name: 'Livres', url: 'https://livres.example/', rates: [{ basisPoints: 500 }], returnDays: 30, clawbackDays: 60 };
const onboard = (viewer: object, more: object = {}) =>
  house.ask<{ onboardMerchant: { merchant: { id: string }; secret: string | null } } | null>(
    viewer,
    `mutation ($input: OnboardMerchantInput!) { onboardMerchant(input: $input) { merchant { id } secret } }`,
    { input: { ...input, idempotencyKey: uuidv7(), ...more } },
  );
const change = (viewer: object, more: object, world = house.world) =>
  house.askOf<{ changeMerchant: { name: string } } | null>(
    world,
    viewer,
    `mutation ($input: ChangeMerchantInput!) { changeMerchant(input: $input) { id name suspended rates { category basisPoints } } }`,
    { input: more },
  );
const rotate = (viewer: object, id: string, idempotencyKey: string = uuidv7()) =>
  house.ask<{ rotateMerchantSecret: { secret: string | null } } | null>(
    viewer,
    `mutation ($id: ID!, $key: String!) { rotateMerchantSecret(id: $id, idempotencyKey: $key) { secret } }`,
    { id, key: idempotencyKey },
  );

test('admins and partners sign shops up, each their own; the secret is shown once and stands nowhere in the clear', async () => {
  const idempotencyKey = uuidv7();
  const { data } = await onboard(liveKey, { idempotencyKey });
  const { merchant, secret } = data?.onboardMerchant ?? { merchant: { id: '' }, secret: '' };
  expect(secret).toMatch(/^ycyw_whsec_/);
  expect((await onboard(liveKey, { idempotencyKey })).data?.onboardMerchant).toEqual({ merchant, secret: null });
  expect(await columnsHolding(house.db, [String(secret)])).toEqual([]);
  expect((await onboard(ada)).code).toBeUndefined();
  expect((await onboard(without(liveKey, 'merchants:write'))).code).toBe('SCOPE_MISSING');
  for (const viewer of [claire, marie, testKey]) expect((await onboard(viewer)).code).toBe('FORBIDDEN');
  expect((await onboard({})).code).toBe('UNAUTHENTICATED');
  const other = { ...liveKey, id: randomUUID() };
  expect((await change(other, { id: merchant.id, name: 'Mine' })).code).toBe('NOT_FOUND');
  expect((await rotate(other, merchant.id)).code).toBe('NOT_FOUND');
  expect((await change(liveKey, { id: merchant.id, name: 'Livres & Cie' })).data?.changeMerchant.name).toBe('Livres & Cie');
  const acts = await house.db.outbox.findMany({ where: { type: 'booking.act.audited' } });
  const doings = acts
    .map(({ payload }) => payload as { action: string; subjectId: string })
    .filter(({ subjectId }) => subjectId === merchant.id);
  expect(doings.map(({ action }) => action)).toEqual(['booking.merchant.onboarded', 'booking.merchant.changed']);
});

test('refuses what is no shop', async () => {
  const wrong: [object, string][] = [
    [{ name: ' ' }, 'name'],
    [{ name: '<script>' }, 'name'],
    [{ url: 'http://livres.example' }, 'url'],
    [{ url: 'javascript:alert(1)' }, 'url'],
    [{ url: 'https://a:b@livres.example' }, 'url'],
    [{ rates: [] }, 'rates'],
    [{ rates: [{ basisPoints: 0 }] }, 'basisPoints'],
    [{ rates: [{ basisPoints: 5001 }] }, 'basisPoints'],
    [{ rates: [{ category: 'books', basisPoints: 5 }] }, 'rates'],
    [{ rates: [{ basisPoints: 5 }, { basisPoints: 6 }] }, 'rates'],
    [{ rates: [{ basisPoints: 5 }, { currency: 'XAU', basisPoints: 6 }] }, 'currency'],
    [{ returnDays: -1 }, 'returnDays'],
    [{ returnDays: 61 }, 'clawbackDays'],
    [{ clawbackDays: 731 }, 'clawbackDays'],
  ];
  for (const [more, field] of wrong) {
    const { code, errors } = await onboard(ada, more);
    expect([code, JSON.stringify(errors)]).toEqual(['BAD_INPUT', expect.stringContaining(field)]);
  }
});

test('the rate that says most of a purchase holds', async () => {
  const rates = [
    { basisPoints: 100 },
    { currency: 'GBP', basisPoints: 200 },
    { category: 'books', basisPoints: 300 },
    { category: 'books', currency: 'GBP', basisPoints: 400 },
  ];
  const shop = await aShop(house, { rates });
  const token = await aToken(house, { ...claire, id: randomUUID() }, shop);
  const told = [{}, { currency: 'GBP' }, { category: 'books' }, { category: 'books', currency: 'GBP' }, { category: 'toys' }].map((more) =>
    created(token, more),
  );
  for (const news of told) await tell(house, shop, news);
  const rows = await Promise.all(
    told.map(({ purchaseId }) => house.db.cashbackPurchase.findFirstOrThrow({ where: { reference: purchaseId } })),
  );
  expect(rows.map(({ basisPoints }) => basisPoints)).toEqual([100, 200, 300, 400, 100]);
});

test('a rotated secret takes the other’s place, which stays good for a day', async () => {
  const shop = await aShop(house);
  const token = await aToken(house, { ...claire, id: randomUUID() }, shop);
  const key = uuidv7();
  const secret = (await rotate(ada, shop.id, key)).data?.rotateMerchantSecret.secret ?? '';
  expect((await rotate(ada, shop.id, key)).data?.rotateMerchantSecret.secret).toBeNull();
  for (const each of [shop.secret, secret]) expect((await tell(house, { ...shop, secret: each }, created(token))).status).toBe(200);
  await house.db.merchant.update({ where: { id: shop.id }, data: { formerUntil: new Date(Date.now() - 1000) } });
  await eventually(
    async () => (await tell(house, shop, created(token))).status,
    (status) => status === 401,
  );
  expect((await tell(house, { ...shop, secret }, created(token))).status).toBe(200);
});

test('a suspended shop sells nothing new and is listed no more; what it says of old purchases is heard', async () => {
  const shop = await aShop(house, { name: 'Suspendue' });
  const token = await aToken(house, { ...claire, id: randomUUID() }, shop);
  const before = created(token);
  await tell(house, shop, before);
  await change(ada, { id: shop.id, suspended: true });
  expect((await tell(house, shop, created(token))).status).toBe(403);
  expect((await tell(house, shop, { type: 'purchase.refunded', purchaseId: before.purchaseId, refundId: 'r1' })).status).toBe(200);
  const names = async (viewer: object) =>
    (
      await house.ask<{ merchants: { edges: { node: { name: string } }[] } }>(
        viewer,
        `{ merchants(first: 100) { edges { node { name } } totalCount } }`,
      )
    ).data.merchants.edges.map(({ node }) => node.name);
  expect(await names({})).not.toContain('Suspendue');
  expect(await names(ada)).toContain('Suspendue');
  expect((await house.ask(claire, `mutation { cashbackLink(merchantId: "${shop.id}") { token } }`)).code).toBe('NOT_FOUND');
});

test('every process sees a change at once, though each keeps the shops in memory; control: one that does not hear keeps the old', async () => {
  const deaf = new Merchants(house.world.sql, house.world.vault);
  const heard = new Merchants(house.world.sql, house.world.vault);
  const listener = await listen(house.url, 'merchant', heard, logger('booking', 'silent'));
  const [one, other] = [house.world, { ...house.world, merchants: heard }];
  const shop = await aShop(house, { name: 'Avant' });
  const nameIn = async (world: typeof one) =>
    (await house.askOf<{ merchant: { name: string } | null }>(world, {}, `{ merchant(id: "${shop.id}") { name } }`)).data.merchant?.name;
  await eventually(
    () => nameIn(other),
    (name) => name === 'Avant',
  );
  expect((await deaf.get(shop.id))?.name).toBe('Avant');
  const { reads } = heard.counts;
  for (let asked = 0; asked < 50; asked += 1) await nameIn(other);
  // Once more at the most, where the news of its own beginning came late.
  expect(heard.counts.reads - reads).toBeLessThanOrEqual(1);
  await change(ada, { id: shop.id, name: 'Après' }, one);
  expect(await nameIn(one)).toBe('Après');
  await eventually(
    () => nameIn(other),
    (name) => name === 'Après',
  );
  expect((await deaf.get(shop.id))?.name).toBe('Avant');
  await listener.stop();
});

test('a renter has one link to a shop, which says nothing of them', async () => {
  const shop = await aShop(house);
  const renter = { ...claire, id: randomUUID() };
  const tokens = await Promise.all(Array.from({ length: 5 }, () => aToken(house, renter, shop)));
  expect(new Set(tokens).size).toBe(1);
  expect(tokens[0]).not.toContain(renter.id);
  expect(await aToken(house, renter, shop, 'GBP')).toBe(tokens[0]);
  const link = `mutation ($currency: CurrencyCode) { cashbackLink(merchantId: "${(await aShop(house)).id}", currency: $currency) { url } }`;
  expect((await house.ask(renter, link, { currency: 'XAU' })).code).toBe('BAD_INPUT');
  for (const viewer of [marie, liveKey]) expect((await house.ask(viewer, link)).code).toBe('FORBIDDEN');
  expect((await house.ask({}, link)).code).toBe('UNAUTHENTICATED');
});
