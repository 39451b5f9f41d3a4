import fc from 'fast-check';
import type Stripe from 'stripe';
import { claire, marie, openAgency, type House } from './agency.ts';
import {
  announce,
  aReturn,
  atDropOff,
  dispute,
  hoursAfter,
  max,
  payNow,
  readCharges,
  refund,
  resolve,
  sweepCharges,
  withdraw,
} from './charging.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 40 });
});
afterAll(() => house.close());

const steps = [
  'announce',
  'dispute',
  'uphold',
  'reduce',
  'waive',
  'withdraw',
  'refund',
  'pay',
  'sweep',
  'later',
  'news',
  'oldNews',
] as const;
type Step = (typeof steps)[number];

/** All that Stripe has to say of the booking's charges, oldest first. */
async function news(bookingId: string): Promise<Stripe.Event[]> {
  const { data } = await house.world.stripe.events.list({ limit: 100 });
  const ours = data.filter(
    ({ data: { object } }) => (object as { metadata?: Record<string, string> }).metadata?.['bookingId'] === bookingId,
  );
  return ours.toReversed();
}

async function tell(events: readonly Stripe.Event[]): Promise<void> {
  for (const event of events) {
    const payload = JSON.stringify({ ...event, id: `${event.id}_${String(Math.random()).slice(2)}` });
    const signature = house.world.stripe.webhooks.generateTestHeaderString({ payload, secret: house.keys.webhookSecret });
    await fetch(house.hookUrl, { method: 'POST', headers: { 'stripe-signature': signature }, body: payload });
  }
  await house.events.settled();
}

/** Collected is what was captured for charges and not given back, and nothing is in two payments or taken while it is disputed. */
async function check(bookingId: string): Promise<void> {
  const [charges, payments] = await Promise.all([
    house.db.charge.findMany({ where: { bookingId } }),
    house.db.payment.findMany({ where: { bookingId, kind: 'CHARGE' } }),
  ]);
  const collected = charges.filter(({ state }) => state === 'COLLECTED').reduce((sum, { amountMinor }) => sum + Number(amountMinor), 0);
  const kept = payments.reduce((sum, { capturedMinor, refundedMinor }) => sum + Number(capturedMinor) - Number(refundedMinor), 0);
  expect(collected).toBe(kept);
  for (const { state, paymentId } of charges) if (state === 'DISPUTED') expect(paymentId).toBeNull();
}

test('whatever is announced, disputed, decided, paid and told twice or late, what is collected is what was captured', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom(...steps), fc.nat(3)), { minLength: 6, maxLength: 14 }), async (tale) => {
      const { id, reference } = await aReturn(house, { odometerKm: 2150, fuelEighths: 6 });
      let hours = 0;
      for (const [step, pick] of tale) {
        const charges = await readCharges(house, claire, reference);
        const chargeId = charges[pick % charges.length]?.id ?? '';
        const staff = { ...max, steppedUpAt: Date.now() };
        const does: Record<Step, () => Promise<unknown>> = {
          announce: () => announce(house, marie, { bookingId: id, kind: 'CLEANING', grade: 'STAINS' }),
          dispute: () => dispute(house, claire, { chargeId }),
          uphold: () => resolve(house, staff, { chargeId, outcome: 'UPHOLD' }),
          reduce: () => resolve(house, staff, { chargeId, outcome: 'REDUCE', amountMinor: 1000 }),
          waive: () => resolve(house, staff, { chargeId, outcome: 'WAIVE' }),
          withdraw: () => withdraw(house, staff, chargeId),
          refund: () => refund(house, staff, chargeId),
          pay: () => payNow(house, claire, id),
          sweep: () => sweepCharges(house),
          later: () => {
            hours += 40;
            house.moveTo(hoursAfter(atDropOff, hours));
            return Promise.resolve();
          },
          news: async () => tell(await news(id)),
          oldNews: async () => tell((await news(id)).toReversed().slice(0, 4)),
        };
        await does[step]();
        await check(id);
      }
      await tell(await news(id));
      await check(id);
    }),
    { numRuns: 6, seed: 21, endOnFailure: true },
  );
}, 200_000);
