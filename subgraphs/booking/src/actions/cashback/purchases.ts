import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { KnownMerchant } from '../../data/cashback/merchant.ts';
import { fillPurchase, insertPurchases, knownPurchases, lockPurchase, type Earning } from '../../data/cashback/purchase.ts';
import { insertTransfers, isOverLimit, lockWallets } from '../../data/cashback/transfer.ts';
import { destinationsOf, type Destination } from '../../data/cashback/wallet.ts';
import { cashbackExchange, earnedMinor } from '../../domain/cashback/earning.ts';
import { basisPointsOf } from '../../domain/cashback/merchant.ts';
import { addMinutes, dateIn } from '../../domain/period.ts';
import { tellRenter } from './news.ts';
import { takeBack } from './refunds.ts';
import type { World } from '../world.ts';

const dayMinutes = 24 * 60;

/** What a merchant tells of a purchase. */
export interface ToldPurchase {
  purchaseId: string;
  /** The renter, by the token of our link. */
  customer: string;
  amountMinor: number;
  currency: string;
  category: string | null;
  at: Date;
}

/** `received`: it is in the ledger, now or before; `conflict`: under its id another one is; `overLimit`: the merchant would owe more than it may. */
export type Outcome = 'received' | 'conflict' | 'unknownCustomer' | 'unknownCurrency' | 'overLimit';

interface Waiting {
  merchant: KnownMerchant;
  purchase: ToldPurchase;
  fingerprint: Buffer;
  settle(outcome: Outcome): void;
  fail(error: unknown): void;
}

const keyOf = ({ merchant, purchase }: Pick<Waiting, 'merchant' | 'purchase'>): string => `${merchant.id} ${purchase.purchaseId}`;

const fingerprintOf = ({ customer, amountMinor, currency, category, at }: ToldPurchase): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([customer, amountMinor, currency, category, at.getTime()]))
    .digest()
    .subarray(0, 16);

/** What a purchase earns at today's terms; null where we have no rate for its currency. */
function earningOf(world: World, { merchant, purchase, fingerprint }: Waiting, destination: Destination, now: Date): Earning | null {
  const { purchaseId, amountMinor, currency, category, at } = purchase;
  const exchange = cashbackExchange(world.tariff, currency, destination.currency, dateIn(at < now ? at : now, 'UTC'));
  if (exchange === undefined) return null;
  const basisPoints = basisPointsOf(merchant.rates, category, currency);
  return {
    id: uuidv7(),
    merchantId: merchant.id,
    reference: purchaseId,
    destination,
    amountMinor,
    currency,
    fingerprint,
    cashbackMinor: earnedMinor(amountMinor, basisPoints, currency, destination.currency, exchange),
    basisPoints,
    exchange,
    dueAt: addMinutes(now, merchant.returnDays * dayMinutes),
    clawbackUntil: addMinutes(now, merchant.clawbackDays * dayMinutes),
    purchasedAt: at,
  };
}

/** A purchase that was not written with others: the same again, another one, what was awaited, or one beyond what its merchant may owe. */
async function meetKnown(world: World, earning: Earning, now: Date): Promise<Outcome> {
  const met = world.sql.$transaction<Outcome>(async (tx) => {
    const known = await lockPurchase(tx, earning.merchantId, earning.reference, now);
    if (known.state !== 'AWAITED') return known.fingerprint?.equals(earning.fingerprint) ? 'received' : 'conflict';
    const { walletId, receivableAccount, pendingAccount, currency } = earning.destination;
    await lockWallets(tx, [walletId]);
    await fillPurchase(tx, known.id, earning);
    const move = {
      kind: 'PURCHASE' as const,
      debitAccount: receivableAccount,
      creditAccount: pendingAccount,
      amountMinor: earning.cashbackMinor,
    };
    if (earning.cashbackMinor > 0) await insertTransfers(tx, [{ ...move, purchaseId: known.id, paymentId: null }], now);
    await tellRenter(tx, 'booking.cashbackPending', earning.destination, { amountMinor: earning.cashbackMinor, currency }, now);
    await takeBack(tx, earning.merchantId, earning.reference, now);
    return 'received';
  });
  return met.catch((error: unknown) => {
    if (isOverLimit(error)) return 'overLimit';
    throw error;
  });
}

const atOnce = 500;

/**
 * Purchases as they come from merchants. Those that come while others are being written wait and are written together, by one
 * statement; each is answered when the ledger has it. A failure is everybody's who waited for it: they tell again.
 */
export class Purchases {
  readonly #world: World;
  readonly #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;
  readonly counts = { batches: 0, purchases: 0 };

  constructor(world: World) {
    this.#world = world;
  }

  receive(merchant: KnownMerchant, purchase: ToldPurchase): Promise<Outcome> {
    return new Promise((settle, fail) => {
      this.#waiting.push({ merchant, purchase, fingerprint: fingerprintOf(purchase), settle, fail });
      this.#running ??= this.#run().finally(() => {
        this.#running = null;
      });
    });
  }

  /** Resolves when nothing waits. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    // Whatever came with the first one in the same turn goes with it.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, atOnce);
      this.counts.batches += 1;
      this.counts.purchases += batch.length;
      await this.#write(batch).catch((error: unknown) => {
        for (const { fail } of batch) fail(error);
      });
    }
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    const now = this.#world.clock.now();
    const destinations = await destinationsOf(this.#world.sql, [...new Set(batch.map(({ purchase }) => purchase.customer))]);
    const byToken = new Map(destinations.map((destination) => [destination.token, destination]));
    const first = new Map<string, { waiting: Waiting; earning: Earning }>();
    const again: { waiting: Waiting; earning: Earning }[] = [];
    for (const waiting of batch) {
      const destination = byToken.get(waiting.purchase.customer);
      const earning = destination?.merchantId === waiting.merchant.id ? earningOf(this.#world, waiting, destination, now) : undefined;
      if (!earning) waiting.settle(earning === null ? 'unknownCurrency' : 'unknownCustomer');
      else if (first.has(keyOf(waiting))) again.push({ waiting, earning });
      else first.set(keyOf(waiting), { waiting, earning });
    }
    const firsts = [...first.values()];
    if (firsts.length === 0) return;
    const made = await insertPurchases(
      this.#world.sql,
      firsts.map(({ earning }) => earning),
      now,
    ).catch((error: unknown) => {
      // Another process has come before: each is now looked at by itself.
      if (isOverLimit(error)) return new Set<string>();
      throw error;
    });
    const met = firsts.filter(({ earning }) => !made.has(earning.id));
    for (const { waiting, earning } of firsts) if (made.has(earning.id)) waiting.settle('received');
    await this.#meet([...met, ...again], now);
  }

  async #meet(met: readonly { waiting: Waiting; earning: Earning }[], now: Date): Promise<void> {
    if (met.length === 0) return;
    const known = await knownPurchases(
      this.#world.sql,
      met.map(({ earning }) => earning),
    );
    const byKey = new Map(known.map((purchase) => [`${purchase.merchantId} ${purchase.reference}`, purchase]));
    for (const { waiting, earning } of met) {
      const before = byKey.get(keyOf(waiting));
      const isAwaited = !before?.fingerprint;
      if (isAwaited) await meetKnown(this.#world, earning, now).then(waiting.settle, waiting.fail);
      else waiting.settle(before.fingerprint?.equals(waiting.fingerprint) ? 'received' : 'conflict');
    }
  }
}
