import { setTimeout as rest } from 'node:timers/promises';
import type { World } from '../actions/world.ts';
import { openIntents, openRefunds } from '../data/reconciliation.ts';
import { compareIntents } from './compareIntents.ts';
import { compareDisputes, compareRefunds } from './compareRefunds.ts';
import { compareSetups } from './compareSetups.ts';
import { Findings } from './findings.ts';

export interface Pace {
  /** Between two pages of a hundred. */
  pageMs: number;
  /** Before what differs is looked at again. */
  secondLookMs: number;
  signal: AbortSignal;
}

const pageSize = 100;

/** What a list gives, in pages, with a rest between two. */
async function* pagesOf<Item>(list: AsyncIterable<Item>, { pageMs, signal }: Pace): AsyncGenerator<Item[]> {
  let page: Item[] = [];
  for await (const item of list) {
    page.push(item);
    if (page.length < pageSize) continue;
    yield page;
    page = [];
    await rest(pageMs, undefined, { signal });
  }
  yield page;
}

/**
 * Compares with Stripe what it has made since `since`, and what of ours is open from before: a hundred
 * payments after `openAfter`. What differs is repaired as the missed webhook would have, or logged for people with what to do.
 * Rejects where Stripe does not answer. Safe at any time, and in several processes at once. `lastOpen` goes on with the next
 * hundred; null when they were all.
 */
export async function reconcile(
  world: World,
  since: Date,
  pace: Pace,
  openAfter: string | null = null,
): Promise<{ findings: Findings; lastOpen: string | null }> {
  const { stripe, sql } = world;
  const findings = new Findings(world.log);
  const window = { created: { gte: Math.floor(since.getTime() / 1000) }, limit: pageSize };
  const secondLook = (): Promise<unknown> => rest(pace.secondLookMs, undefined, { signal: pace.signal });
  for await (const page of pagesOf(stripe.paymentIntents.list(window), pace)) await compareIntents(world, findings, page, secondLook);
  for await (const page of pagesOf(stripe.setupIntents.list(window), pace)) await compareSetups(world, findings, page);
  for await (const page of pagesOf(stripe.refunds.list(window), pace)) await compareRefunds(world, findings, page);
  for await (const page of pagesOf(stripe.disputes.list(window), pace)) await compareDisputes(world, findings, page);

  const open = await openIntents(sql, since, openAfter, pageSize);
  for (const { stripeIntent, state } of open) {
    if (state === 'DISPUTED') await compareDisputes(world, findings, (await stripe.disputes.list({ payment_intent: stripeIntent })).data);
    else await compareIntents(world, findings, [await stripe.paymentIntents.retrieve(stripeIntent)], secondLook);
  }
  for (const refund of await openRefunds(sql, since, pageSize)) {
    await compareRefunds(world, findings, [await stripe.refunds.retrieve(refund)]);
  }
  return { findings, lastOpen: open.length === pageSize ? (open.at(-1)?.id ?? null) : null };
}
