import type { Sql } from '@ycyw/service/sql';
import { sweep, sweeping, type Stages } from '@ycyw/service/sweeping';
import { askAll } from './actions/attempt.ts';
import { collectCharges } from './actions/charge/collect.ts';
import { issueDocuments } from './actions/billing/issue.ts';
import { confirmPurchases } from './actions/cashback/confirm.ts';
import { endWaiting } from './actions/cancel.ts';
import { driveDeliveries } from './actions/delivery/drive.ts';
import { deletePhotos } from './actions/deletePhotos.ts';
import { closeRentals, openDeposits } from './actions/deposit.ts';
import { erasePeople } from './actions/erase.ts';
import { expireLapsed } from './actions/expire.ts';
import { forgetOld } from './actions/forgetOld.ts';
import { extendOverdue } from './actions/overdue.ts';
import { makeRoom, readmit } from './actions/reaccommodate.ts';
import { askForReviews } from './actions/review/ask.ts';
import { sendRefunds, sendVoids } from './actions/settle.ts';
import type { World } from './actions/world.ts';
import { forgetAmendments } from './data/amendment.ts';
import { forgetAwaited } from './data/cashback/purchase.ts';
import { compact } from './data/compaction.ts';
import { forgetDeliveries } from './data/delivery/delivery.ts';
import { forgetDrivers } from './data/driver.ts';
import { forgetUploads } from './data/photo.ts';
import { forgetQuotes } from './data/quote.ts';
import { forgetSearches } from './data/recommendation/renterSearch.ts';
import { forgetRequests } from './data/request.ts';
import { forgetEvents } from './data/stripeEvent.ts';
import type { Stock } from './domain/supply.ts';
import type { StripeEvents } from './payments/stripeEvents.ts';

const hourly = 3_600_000;
/** What is over for a day is nobody's to sell or to give back. */
const ledgerKeptMs = 24 * hourly;

/** Ends lapsed holds, makes what is sold fit what there is and repeats what Stripe could not be told. What waits for Stripe or a carrier keeps no ledger waiting, and what is invoiced neither. */
export function startSweeper(world: World, events: StripeEvents): { stop(): Promise<void> } {
  let tidiedAt = 0;
  const tidy = async (): Promise<void> => {
    if (Date.now() - tidiedAt < hourly) return;
    tidiedAt = Date.now();
    const now = world.clock.now();
    const each = (forget: (sql: Sql, now: Date) => Promise<void>) => () => forget(world.sql, now);
    const steps: Stages = {
      requests: each(forgetRequests),
      quotes: each(forgetQuotes),
      amendments: each(forgetAmendments),
      reviews: () => askForReviews(world),
      drivers: each(forgetDrivers),
      deliveries: each(forgetDeliveries),
      evidence: each(forgetOld),
      searches: each(forgetSearches),
      stripeEvents: each(forgetEvents),
      uploads: each(forgetUploads),
      awaitedPurchases: each(forgetAwaited),
      compaction: () => compact(world.sql, new Date(now.getTime() - ledgerKeptMs)),
    };
    await sweep(world.log, steps, 'an hour');
  };
  let shortAfter: Stock | null = null;
  let eraseAfter: string | null = null;
  const ledgers = sweeping(world.log, {
    holds: () => expireLapsed(world),
    overdue: () => extendOverdue(world),
    shortfalls: async () => {
      shortAfter = await makeRoom(world, shortAfter);
    },
    waiting: () => readmit(world),
    vain: () => endWaiting(world),
    events: () => events.sweep(),
    cashback: () => confirmPurchases(world),
    closing: () => closeRentals(world),
    tidying: tidy,
  });
  const stripe = sweeping(world.log, {
    deposits: () => openDeposits(world),
    charges: () => collectCharges(world),
    cards: () => askAll(world),
    voids: () => sendVoids(world, null),
    refunds: () => sendRefunds(world),
    erasures: async () => {
      eraseAfter = await erasePeople(world, eraseAfter);
    },
    photos: () => deletePhotos(world),
  });
  const carriers = sweeping(world.log, { deliveries: () => driveDeliveries(world) });
  const papers = sweeping(world.log, { billing: () => issueDocuments(world) });
  return {
    stop: async () => {
      await Promise.all([ledgers.stop(), stripe.stop(), carriers.stop(), papers.stop()]);
    },
  };
}
