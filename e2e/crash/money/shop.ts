import { createHmac, randomUUID } from 'node:crypto';
import { until } from '../../authz/renting.ts';
import type { Ask } from '../../replay/graph.ts';
import type { Wire } from '../../replay/wire.ts';

const shopOf = `mutation Shop($input: OnboardMerchantInput!) { onboardMerchant(input: $input) { merchant { id } secret } }`;
const linkOf = `mutation Link($id: ID!) { cashbackLink(merchantId: $id, currency: "EUR") { token } }`;
const balanceOf = `query Balance { me { cashback { balances { currency available { minor } } } } }`;

/** What a shop sends, signed: the same bytes however often. */
export interface Signed {
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** A partner shop that gives half of each purchase back, and a renter who is linked to it; what it tells goes to `web`. */
export async function openShop(admin: Ask, renter: Ask, web: string, wire: Wire) {
  const terms = { name: 'Librairie', url: 'https://librairie.example/', rates: [{ basisPoints: 5000 }], returnDays: 30, clawbackDays: 60 };
  const { onboardMerchant } = await admin<{ onboardMerchant: { merchant: { id: string }; secret: string } }>(shopOf, {
    input: { ...terms, idempotencyKey: randomUUID() },
  });
  const { merchant, secret } = onboardMerchant;
  const { cashbackLink } = await renter<{ cashbackLink: { token: string } }>(linkOf, { id: merchant.id });

  const signed = (news: object): Signed => {
    const body = JSON.stringify(news);
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
    return { headers: { 'ycyw-merchant': merchant.id, 'ycyw-timestamp': timestamp, 'ycyw-signature': signature }, body };
  };
  const tell = async ({ headers, body }: Signed): Promise<number> =>
    (await wire.ask('POST', `${web}/webhooks/merchants`, { 'content-type': 'application/json', ...headers }, body)).status;
  const available = async (): Promise<number> => {
    type Answer = { me: { cashback: { balances: { currency: string; available: { minor: number } }[] } } };
    const { me } = await renter<Answer>(balanceOf, {});
    return me.cashback.balances.find(({ currency }) => currency === 'EUR')?.available.minor ?? 0;
  };
  /** A purchase that earns so many minor units of euros. */
  const purchase = (purchaseId: string, earnsMinor: number): Signed =>
    signed({
      type: 'purchase.created',
      ...{ purchaseId, customer: cashbackLink.token, amountMinor: 2 * earnsMinor, currency: 'EUR', at: new Date().toISOString() },
    });
  const confirm = async (purchaseId: string): Promise<void> => {
    const status = await tell(signed({ type: 'purchase.confirmed', purchaseId }));
    if (status !== 200) throw new Error(`the shop's confirmation was answered ${String(status)}`);
  };

  return {
    tell,
    purchase,
    confirm,
    available,
    /** The renter has so much more to spend. */
    async earn(minor: number): Promise<void> {
      const before = await available();
      const purchaseId = randomUUID();
      await tell(purchase(purchaseId, minor));
      await confirm(purchaseId);
      await until('cashback to spend', async () => (await available()) === before + minor);
    },
  };
}

export type OpenShop = Awaited<ReturnType<typeof openShop>>;
