import { createHmac, randomUUID } from 'node:crypto';
import type { Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { confirmPurchases } from '../src/actions/cashback/confirm.ts';
import { ada, claire, type House } from './agency.ts';

export interface Shop {
  id: string;
  secret: string;
}

/** A partner shop that gives 5 %, after 30 days where it does not confirm sooner. */
export async function aShop(house: House, more: Record<string, unknown> = {}, viewer: Partial<Viewer> = ada): Promise<Shop> {
  const { data, errors } = await house.ask<{ onboardMerchant: { merchant: { id: string }; secret: string } } | null>(
    viewer,
    `mutation ($input: OnboardMerchantInput!) { onboardMerchant(input: $input) { merchant { id } secret } }`,
    {
      input: {
        name: 'Livres & Cie',
        url: 'https://livres.example/',
        rates: [{ basisPoints: 500 }],
        returnDays: 30,
        clawbackDays: 90,
        idempotencyKey: uuidv7(),
        ...more,
      },
    },
  );
  if (!data) throw new Error(JSON.stringify(errors));
  return { id: data.onboardMerchant.merchant.id, secret: data.onboardMerchant.secret };
}

/** The renter's token at a shop. */
export async function aToken(house: House, renter: Partial<Viewer>, { id }: Shop, currency = 'EUR'): Promise<string> {
  const { data, errors } = await house.ask<{ cashbackLink: { token: string } } | null>(
    renter,
    `mutation ($id: ID!, $currency: CurrencyCode) { cashbackLink(merchantId: $id, currency: $currency) { token } }`,
    { id, currency },
  );
  if (!data) throw new Error(JSON.stringify(errors));
  return data.cashbackLink.token;
}

export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');

export interface Answer {
  status: number;
  body: Record<string, string>;
}

/** What a shop tells, signed by it; `headers` may put others in their place. */
export async function tell(house: House, shop: Shop, news: object, headers: Record<string, string> = {}): Promise<Answer> {
  const body = JSON.stringify(news);
  const timestamp = headers['ycyw-timestamp'] ?? String(Math.floor(Date.now() / 1000));
  const answer = await fetch(house.hookUrl.replace('/stripe', '/merchants'), {
    method: 'POST',
    headers: {
      'ycyw-merchant': shop.id,
      'ycyw-timestamp': timestamp,
      'ycyw-signature': signatureOf(shop.secret, timestamp, body),
      ...headers,
    },
    body,
  });
  return { status: answer.status, body: (await answer.json().catch(() => ({}))) as Record<string, string> };
}

export const created = (customer: string, more: Record<string, unknown> = {}) => ({
  type: 'purchase.created',
  purchaseId: uuidv7(),
  customer,
  amountMinor: 10_000,
  currency: 'EUR',
  at: '2026-06-01T07:00:00Z',
  ...more,
});
export const confirmed = (purchaseId: string) => ({ type: 'purchase.confirmed', purchaseId });
export const refunded = (purchaseId: string, amountMinor?: number, refundId: string = uuidv7()) => ({
  type: 'purchase.refunded',
  purchaseId,
  refundId,
  ...(amountMinor !== undefined && { amountMinor }),
});

export interface Balance {
  currency: string;
  available: { minor: number };
  pending: { minor: number };
  owed: { minor: number };
}
export interface Entry {
  kind: string;
  state: string;
  amount: { minor: number };
  was: { minor: number };
  merchant: { name: string } | null;
  bookingReference: string | null;
}

/** A renter's cashback, as `viewer` sees it. */
export const cashback = (house: House, viewer: Partial<Viewer>, id: unknown = viewer.id) =>
  house.ask<{ _entities: [{ cashback: { balances: Balance[]; entries: { edges: { node: Entry }[] } } | null }] }>(
    viewer,
    `query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { cashback {
      balances { currency available { minor } pending { minor } owed { minor } }
      entries { edges { node { kind state amount { minor } was { minor } merchant { name } bookingReference } } } } } } }`,
    { id },
  );

/** Available, pending and owed in one currency. */
export async function balance(house: House, renter: Partial<Viewer>, currency = 'EUR'): Promise<[number, number, number]> {
  const { data } = await cashback(house, renter);
  const found = data._entities[0].cashback?.balances.find((each) => each.currency === currency);
  return [found?.available.minor ?? 0, found?.pending.minor ?? 0, found?.owed.minor ?? 0];
}

/** A renter with so much to spend, and what earned it at a shop that gives half of each purchase. */
export async function anEarner(house: House, shop: Shop, minor: number) {
  const renter: Partial<Viewer> = { ...claire, id: randomUUID() };
  const purchase = created(await aToken(house, renter, shop), { amountMinor: minor * 2 });
  await tell(house, shop, purchase);
  await tell(house, shop, confirmed(purchase.purchaseId));
  await confirmPurchases(house.world);
  expect(await balance(house, renter)).toEqual([minor, 0, 0]);
  return { renter, purchaseId: purchase.purchaseId };
}

/** Sums of all balances by currency, and balances that are not what the transfers come to: none of either, ever. */
export async function unsound(house: House): Promise<unknown[]> {
  return house.db.$queryRaw<unknown[]>`
    SELECT currency::text AS what, sum(balance_minor)::text AS minor FROM cashback_account GROUP BY currency HAVING sum(balance_minor) <> 0
    UNION ALL
    SELECT id::text, balance_minor::text FROM cashback_account a
    WHERE balance_minor <> (SELECT coalesce(sum(CASE WHEN t.credit_account = a.id THEN amount_minor ELSE -amount_minor END), 0) FROM cashback_transfer t
      WHERE a.id IN (t.credit_account, t.debit_account))`;
}
