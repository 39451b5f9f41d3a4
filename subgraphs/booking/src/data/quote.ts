import { v7 as uuidv7 } from 'uuid';
import type { Journey } from '../domain/journey.ts';
import type { Price } from '../domain/price.ts';
import type { PersonalRow } from '@ycyw/service/personalRecords';
import { nothing, part, type Sql } from '@ycyw/service/sql';
import type { Region } from '@ycyw/service/viewer';
import { requireNew, type RequestKey } from './request.ts';

export interface Quote {
  id: string;
  journey: Journey;
  price: Price;
  customerId: string | null;
  region: Region;
  expiresAt: Date;
}

const livesMinutes = 15;

export const draftQuote = (journey: Journey, price: Price, whose: Pick<Quote, 'customerId' | 'region'>, now: Date): Quote => ({
  ...whose,
  id: uuidv7(),
  journey,
  price,
  expiresAt: new Date(now.getTime() + livesMinutes * 60_000),
});

/** Stores a quote, with the request that it answers where there is one, in one statement. Throws AnsweredBefore where that has its answer. */
export async function saveQuote(tx: Sql, quote: Quote, now: Date, request?: RequestKey): Promise<void> {
  const made = await tx.$executeRaw`
    WITH claimed AS (
      INSERT INTO request (scope, key, region, fingerprint, result_id, created_at)
      SELECT scope, ${request?.key ?? null}::text, ${quote.region}, ${request?.fingerprint ?? null}::text, ${quote.id}::uuid, ${now}::timestamptz
      FROM (VALUES (${request?.scope ?? null}::text)) AS r(scope) WHERE scope IS NOT NULL ON CONFLICT DO NOTHING RETURNING 1)
    INSERT INTO quote (id, journey, price, customer_id, region, expires_at, created_at)
    SELECT ${quote.id}::uuid, ${JSON.stringify(quote.journey)}::jsonb, ${JSON.stringify(quote.price)}::jsonb, ${quote.customerId}::uuid,
      ${quote.region}, ${quote.expiresAt}::timestamptz, ${now}::timestamptz
    WHERE ${request === undefined} OR EXISTS (SELECT FROM claimed)`;
  if (made === 1 || !request) return;
  await requireNew(tx, request);
  await saveQuote(tx, quote, now, request);
}

export async function findQuote(tx: Sql, id: string): Promise<Quote | null> {
  const rows = await tx.$queryRaw<{ journey: Journey; price: Price; customer_id: string | null; region: Region; expires_at: Date }[]>`
    SELECT journey, price, customer_id::text, region, expires_at FROM quote WHERE id = ${id}::uuid`;
  const [row] = rows;
  return row
    ? { id, journey: row.journey, price: row.price, customerId: row.customer_id, region: row.region, expiresAt: row.expires_at }
    : null;
}

/** Quotes that a customer asked for, in the order of their ids, after the quote `after`. */
export async function quotesOfCustomer(sql: Sql, customerId: string, after: string | null, size: number): Promise<PersonalRow[]> {
  const rows = await sql.$queryRaw<{ id: string; journey: Journey; price: Price; created_at: Date }[]>`
    SELECT id::text, journey, price, created_at FROM quote
    WHERE customer_id = ${customerId}::uuid ${after ? part`AND id > ${after}::uuid` : nothing} ORDER BY id LIMIT ${size}`;
  return rows.map(({ id, journey, price, created_at }) => ({ key: id, at: created_at, data: { journey, price } }));
}

/** Quotes are kept for 30 days. */
export async function forgetQuotes(tx: Sql, now: Date): Promise<void> {
  await tx.$executeRaw`DELETE FROM quote WHERE expires_at < ${now}::timestamptz - interval '30 days'`;
}
