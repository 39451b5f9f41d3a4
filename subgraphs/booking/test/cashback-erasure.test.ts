import { randomUUID } from 'node:crypto';
import { columnsHolding } from '@ycyw/service/testing/markers';
import { confirmPurchases } from '../src/actions/cashback/confirm.ts';
import { erasePeople } from '../src/actions/erase.ts';
import { noteErasure } from '../src/data/erasure.ts';
import { claire, openAgency, type House } from './agency.ts';
import { aShop, aToken, confirmed, created, refunded, tell, unsound } from './shop.ts';

let house: House;
beforeAll(async () => (house = await openAgency({})));
afterAll(() => house.close());

test('who is forgotten leaves a ledger that sums to zero and leads to nobody', async () => {
  const shop = await aShop(house);
  const renter = { ...claire, id: randomUUID() };
  const token = await aToken(house, renter, shop);
  const [available, pending, spent] = [created(token), created(token), created(token, { amountMinor: 700 })];
  for (const news of [available, pending, spent]) await tell(house, shop, news);
  for (const { purchaseId } of [available, spent]) await tell(house, shop, confirmed(purchaseId));
  await tell(house, shop, refunded(pending.purchaseId, 100, 'marker-refund'));
  await confirmPurchases(house.world);

  const records = `query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { bookingRecords { records { kind data } } } } }`;
  const { data } = await house.ask<{ _entities: [{ bookingRecords: { records: { kind: string; data: string }[] } }] }>(
    { role: 'SERVICE' },
    records,
    {
      id: renter.id,
    },
  );
  const told = data._entities[0].bookingRecords.records;
  expect(told.map(({ kind }) => kind).toSorted()).toEqual(['cashbackPurchase', 'cashbackPurchase', 'cashbackPurchase', 'cashbackWallet']);
  expect(JSON.stringify(told)).toContain(available.purchaseId);
  expect(JSON.stringify(told)).toContain('Livres');

  await house.world.sql.$transaction((tx) => noteErasure(tx, { deletionId: randomUUID(), userId: renter.id, region: 'EU' }, new Date()));
  await erasePeople(house.world);
  const markers = [renter.id, token, available.purchaseId, pending.purchaseId, 'marker-refund'];
  expect((await columnsHolding(house.db, markers)).filter((column) => column !== 'outbox.payload')).toEqual([]);
  expect(await unsound(house)).toEqual([]);
  const accounts = await house.db.cashbackAccount.findMany({ where: { balanceMinor: { not: 0 } }, orderBy: { kind: 'asc' } });
  expect(accounts.map(({ kind, balanceMinor }) => [kind, Number(balanceMinor)])).toEqual([
    ['COMPANY', 500 + 495 + 35],
    ['MERCHANT_RECEIVABLE', -(500 + 495 + 35)],
  ]);

  // What the shop says of them from now on concerns nobody.
  expect((await tell(house, shop, created(token))).status).toBe(401);
  expect((await tell(house, shop, refunded(available.purchaseId))).status).toBe(200);
  house.moveTo('2026-12-01T08:00:00Z');
  await confirmPurchases(house.world);
  expect(await unsound(house)).toEqual([]);
});
