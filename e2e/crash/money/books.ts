import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import type { System } from '../../../local/system.ts';

/** A payment as booking has it; `ledger`: what was moved for it between accounts of cashback, by the kind of transfer. */
export interface BookedPayment {
  id: string;
  kind: string;
  state: string;
  amountMinor: number;
  capturedMinor: number;
  refundedMinor: number;
  intent: string | null;
  voidDue: boolean;
  ledger: Record<string, number>;
}

/** All that the databases of booking and notifications hold of a booking's money. */
export interface Books {
  reference: string;
  state: string;
  totalMinor: number;
  payments: BookedPayment[];
  refunds: { id: string; paymentId: string; amountMinor: number; state: string }[];
  charges: { id: string; state: string; amountMinor: number; paymentId: string | null }[];
  documents: { kind: string; paymentId: string | null; grossMinor: number }[];
  settlements: string[];
  changes: string[];
  /** How often its renter was told, by kind. */
  told: Record<string, number>;
}

const booksOf = `
  SELECT b.reference, b.state, (b.price ->> 'totalMinor')::int AS "totalMinor",
    (SELECT coalesce(json_agg(json_build_object('id', p.id, 'kind', p.kind, 'state', p.state, 'amountMinor', p.amount_minor, 'capturedMinor', p.captured_minor,
      'refundedMinor', p.refunded_minor, 'intent', p.stripe_intent, 'voidDue', p.void_due, 'ledger', (SELECT coalesce(json_object_agg(t.kind, t.minor), '{}')
        FROM (SELECT kind, sum(amount_minor) AS minor FROM cashback_transfer WHERE payment_id = p.id GROUP BY kind) t)) ORDER BY p.id), '[]')
      FROM payment p WHERE p.booking_id = b.id) AS payments,
    (SELECT coalesce(json_agg(json_build_object('id', r.id, 'paymentId', r.payment_id, 'amountMinor', r.amount_minor, 'state', r.state) ORDER BY r.id), '[]')
      FROM refund r WHERE r.booking_id = b.id) AS refunds,
    (SELECT coalesce(json_agg(json_build_object('id', c.id, 'state', c.state, 'amountMinor', c.amount_minor, 'paymentId', c.payment_id) ORDER BY c.id), '[]')
      FROM charge c WHERE c.booking_id = b.id) AS charges,
    (SELECT coalesce(json_agg(json_build_object('kind', d.kind, 'paymentId', d.payment_id, 'grossMinor', d.gross_minor) ORDER BY d.ordinal), '[]')
      FROM billing_document d WHERE d.booking_id = b.id) AS documents,
    (SELECT coalesce(json_agg(s.state ORDER BY s.id), '[]') FROM settlement s WHERE s.booking_id = b.id) AS settlements,
    (SELECT coalesce(json_agg(a.state ORDER BY a.id), '[]') FROM amendment a WHERE a.booking_id = b.id AND a.state <> 'QUOTED') AS changes
  FROM booking b WHERE b.id = $1`;

/** Sums of currencies that are not zero, balances that are not what was transferred, and those of renters below zero. */
const unsoundOf = `
  SELECT 'all of ' || currency || ' comes to ' || sum(balance_minor) AS fault FROM cashback_account GROUP BY currency HAVING sum(balance_minor) <> 0
  UNION ALL
  SELECT a.kind || ' has ' || balance_minor || ', transferred ' || t.minor FROM cashback_account a, LATERAL (
    SELECT coalesce(sum(CASE WHEN credit_account = a.id THEN amount_minor ELSE -amount_minor END), 0) AS minor FROM cashback_transfer
    WHERE a.id IN (credit_account, debit_account)) t WHERE t.minor <> balance_minor
  UNION ALL
  SELECT kind || ' has ' || balance_minor FROM cashback_account
  WHERE balance_minor < 0 AND kind IN ('CUSTOMER_PENDING', 'CUSTOMER_AVAILABLE', 'BOOKING_RESERVED', 'SPENT')`;

/** A connection to a domain's database, as the domain. */
export async function connected({ folders, ports }: System, domain: 'booking' | 'notifications'): Promise<pg.Client> {
  const { databasePasswords } = JSON.parse(readFileSync(path.join(folders.var, 'secrets.json'), 'utf8')) as {
    databasePasswords: Record<string, string>;
  };
  const password = databasePasswords[domain];
  const client = new pg.Client({ host: '127.0.0.1', port: ports.postgres, user: domain, database: domain, password });
  await client.connect();
  return client;
}

/** What stands in the books, read where it stands. */
export async function openBooks(system: System) {
  const [booking, notifications] = await Promise.all([connected(system, 'booking'), connected(system, 'notifications')]);

  async function told(where: string, value: string): Promise<Record<string, number>> {
    const { rows } = await notifications.query<{ kind: string; times: number }>(
      `SELECT kind, count(*)::int AS times FROM notification WHERE ${where} = $1 GROUP BY kind`,
      [value],
    );
    return Object.fromEntries(rows.map(({ kind, times }) => [kind, times]));
  }

  return {
    async of(bookingId: string): Promise<Books> {
      const { rows } = await booking.query<Omit<Books, 'told'>>(booksOf, [bookingId]);
      const [books] = rows;
      if (!books) throw new Error(`no booking ${bookingId}`);
      return { ...books, told: await told(`data ->> 'reference'`, books.reference) };
    },

    /** How often a renter was told of an amount of cashback, by kind. */
    toldOfAmount: (minor: number): Promise<Record<string, number>> => told(`data ->> 'amountMinor'`, String(minor)),

    /** Purchases under a shop's id for one, and what of them is in the ledger. */
    async purchase(reference: string): Promise<{ times: number; ledgerMinor: number }> {
      const { rows } = await booking.query<{ times: number; ledgerMinor: number }>(
        `SELECT count(DISTINCT p.id)::int AS times, coalesce(sum(t.amount_minor), 0)::int AS "ledgerMinor" FROM cashback_purchase p
         LEFT JOIN cashback_transfer t ON t.purchase_id = p.id AND t.kind = 'PURCHASE' WHERE p.reference = $1`,
        [reference],
      );
      return rows[0] ?? { times: 0, ledgerMinor: 0 };
    },

    /** What is wrong with the ledger of cashback as a whole. */
    async unsound(): Promise<string[]> {
      return (await booking.query<{ fault: string }>(unsoundOf)).rows.map(({ fault }) => fault);
    },

    close: async (): Promise<void> => {
      await Promise.all([booking.end(), notifications.end()]);
    },
  };
}

export type OpenBooks = Awaited<ReturnType<typeof openBooks>>;
