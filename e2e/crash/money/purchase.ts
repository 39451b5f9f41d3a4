import { randomUUID } from 'node:crypto';
import type { System } from '../../../local/system.ts';
import { until } from '../../authz/renting.ts';
import type { Moment } from '../provider.ts';
import { connected } from './books.ts';
import type { Stage } from './stage.ts';

/** What the renter earns by the purchase that booking dies of before it is written, and after. */
const earnsMinor: Record<Moment, number> = { before: 1711, after: 1913 };
const times = 3;

/** Whoever ends booking. */
export interface Killer {
  /** It stands still: what the database answers, it does not read. */
  freeze(): void;
  /** It dies, and is ready again; when it died, by performance.now(). */
  kill(): Promise<number>;
}

/**
 * A shop tells of a purchase, and booking dies before it is written, or after but before the shop is answered. A lock on the table makes
 * the middle as long as is needed. The shop tells the same again, with the same signature. What then stands, in a line.
 */
export async function tellPurchase(
  system: System,
  { shop, books }: Stage,
  moment: Moment,
  killer: Killer,
): Promise<{ outcome: string; killedAt: number }> {
  const purchaseId = randomUUID();
  const minor = earnsMinor[moment];
  const before = await shop.available();
  const told = shop.purchase(purchaseId, minor);
  const [lock, watch] = [await connected(system, 'booking'), await connected(system, 'booking')];
  try {
    await lock.query('BEGIN');
    await lock.query('LOCK TABLE cashback_purchase IN EXCLUSIVE MODE');
    const first = shop.tell(told).catch(() => 0);
    const pid = await until('a purchase that waits', async () => {
      const { rows } = await watch.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT INTO cashback_purchase (%' AND pid <> pg_backend_pid()`,
      );
      return rows[0]?.pid;
    });
    if (moment === 'after') {
      killer.freeze();
      await lock.query('ROLLBACK');
      await until('the purchase in the ledger', async () => (await books.purchase(purchaseId)).ledgerMinor > 0);
    }
    const killedAt = await killer.kill();
    // The database would write what nobody waits for any more.
    if (moment === 'before') await watch.query('SELECT pg_terminate_backend($1)', [pid]);
    await lock.query('ROLLBACK');
    const answered = await first;
    const { times: written } = await books.purchase(purchaseId);
    const statuses: number[] = [];
    for (let time = 0; time < times; time += 1) statuses.push(await shop.tell(told));
    await shop.confirm(purchaseId);
    await until('cashback to spend', async () => (await shop.available()) > before);
    const shown = await until('news of it', async () => {
      const kinds = await books.toldOfAmount(minor);
      return Object.keys(kinds).length === 2 && kinds;
    });
    const { times: there, ledgerMinor } = await books.purchase(purchaseId);
    const balance = (await shop.available()) - before;
    return {
      killedAt,
      outcome: [
        answered === 200 ? 'answered' : 'not answered',
        `written ${String(written)}`,
        `told again ${[...new Set(statuses)].join(' ')}`,
        `there ${String(there)}`,
        ledgerMinor === minor && balance === minor
          ? 'balance right'
          : `balance ${String(balance)}, ledger ${String(ledgerMinor)} of ${String(minor)}`,
        `told ${Object.entries(shown)
          .map(([kind, count]) => `${kind} ${String(count)}`)
          .toSorted()
          .join(' ')}`,
      ].join(', '),
    };
  } finally {
    await Promise.all([lock.end(), watch.end()]);
  }
}

export const wantedOf = (moment: Moment): string =>
  `not answered, written ${moment === 'before' ? '0' : '1'}, told again 200, there 1, balance right, told booking.cashbackConfirmed 1 booking.cashbackPending 1`;
