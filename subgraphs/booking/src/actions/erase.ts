import { answerErasure } from '@ycyw/service/erasure';
import Stripe from 'stripe';
import { erasureDone, forgetPerson, lockErasure, openBookings, pendingErasures, type PendingErasure } from '../data/erasure.ts';
import { stripeCustomerOf } from '../data/stripeCustomer.ts';
import type { World } from './world.ts';

const batch = 100;

/** Stripe forgets the person and the cards; what it has forgotten already is as good. */
async function forgetAtStripe({ stripe }: World, customer: string): Promise<void> {
  await stripe.customers.del(customer).catch((error: unknown) => {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing')) throw error;
  });
}

async function erase(world: World, { deletionId, userId }: PendingErasure): Promise<void> {
  const now = world.clock.now();
  if ((await openBookings(world.sql, userId, now)) > 0) return;
  const customer = await stripeCustomerOf(world.sql, userId);
  if (customer) await forgetAtStripe(world, customer);
  await world.sql.$transaction(async (tx) => {
    // Whatever was booked or charged since we looked waits for the next sweep.
    if (!(await lockErasure(tx, deletionId)) || (await openBookings(tx, userId, now)) > 0) return;
    if ((await stripeCustomerOf(tx, userId)) !== customer) return;
    await forgetPerson(tx, userId, now);
    await erasureDone(tx, deletionId, now);
    await answerErasure(tx, 'booking', { deletionId, userId }, now);
  });
}

/**
 * Forgets those who asked for it and have nothing open, a hundred of them after the erasure `after`; one that fails stops no other.
 * The one to go on after, null when there are no more: whoever has to wait keeps nobody else waiting.
 */
export async function erasePeople(world: World, after: string | null = null): Promise<string | null> {
  const turn = await pendingErasures(world.sql, after, batch);
  for (const pending of turn) {
    await erase(world, pending).catch((error: unknown) => {
      world.log.error({ err: error, deletionId: pending.deletionId }, 'erasure failed, will be tried again');
    });
  }
  return turn[batch - 1]?.deletionId ?? null;
}
