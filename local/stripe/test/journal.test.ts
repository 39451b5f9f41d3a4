import { afterEach, expect, test } from '@jest/globals';
import { BY_CARD, aSimulator, tidy } from './aSimulator.ts';

afterEach(tidy);

type Movement = {
  seq: number;
  at: string;
  kind: 'capture' | 'refund' | 'dispute';
  paymentIntent: string;
  charge: string;
  amount: number;
  currency: string;
  metadata: object;
};

test('names every movement of money and totals their sum by currency', async () => {
  const { stripe, get } = await aSimulator();
  for (let n = 0; n < 12; n++) {
    const { id } = await stripe.paymentIntents.create({
      amount: 1000 + n * 137,
      currency: n % 3 === 0 ? 'gbp' : 'eur',
      payment_method: n % 5 === 4 ? 'pm_card_createDispute' : 'pm_card_visa',
      capture_method: n % 2 === 0 ? 'manual' : 'automatic',
      confirm: true,
      metadata: { booking: String(n) },
      ...BY_CARD,
    });
    if (n % 2 === 0) await stripe.paymentIntents.capture(id, { amount_to_capture: 900 + n });
    if (n % 4 === 1 && n % 5 !== 4) await stripe.refunds.create({ payment_intent: id, amount: 333, metadata: { refund: String(n) } });
  }

  const movements: Movement[] = [];
  for (let more = true; more;) {
    const { body } = await get(`/simulator/journal?limit=5&starting_after=${movements.length}`);
    const page = body as { data: Movement[]; has_more: boolean };
    movements.push(...page.data);
    more = page.has_more;
  }
  expect(movements.map(({ seq }) => seq)).toEqual(movements.map((_, at) => at + 1));
  const [refund] = movements.filter(({ kind }) => kind === 'refund');
  expect(refund).toMatchObject({ amount: 333, currency: 'eur', metadata: { booking: '1', refund: '1' } });

  const sums: Record<string, Record<string, number>> = {};
  for (const { kind, amount, currency } of movements) {
    const sum = (sums[currency] ??= { captured: 0, refunded: 0, disputed: 0, net: 0, count: 0 });
    const name = kind === 'capture' ? 'captured' : kind === 'refund' ? 'refunded' : 'disputed';
    sum[name] = (sum[name] ?? 0) + amount;
    sum['net'] = (sum['net'] ?? 0) + (kind === 'capture' ? amount : -amount);
    sum['count'] = (sum['count'] ?? 0) + 1;
  }
  expect(Object.values(sums).every((sum) => (sum['disputed'] ?? 0) > 0)).toBe(true);
  expect((await get('/simulator/journal/totals')).body).toEqual({ currencies: sums, lastSeq: movements.length });
});
