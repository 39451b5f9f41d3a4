import { v7 as uuidv7 } from 'uuid';
import type { Journey } from '../domain/journey.ts';
import type { Price } from '../domain/price.ts';
import type { Tx } from './database.ts';

export interface Quote {
  id: string;
  journey: Journey;
  price: Price;
  customerId: string | null;
  expiresAt: Date;
}

const livesMinutes = 15;

export const draftQuote = (journey: Journey, price: Price, customerId: string | null, now: Date): Quote => ({
  id: uuidv7(),
  journey,
  price,
  customerId,
  expiresAt: new Date(now.getTime() + livesMinutes * 60_000),
});

export async function saveQuote(tx: Tx, quote: Quote, now: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO quote (id, journey, price, customer_id, expires_at, created_at)
    VALUES (${quote.id}::uuid, ${JSON.stringify(quote.journey)}::jsonb, ${JSON.stringify(quote.price)}::jsonb, ${quote.customerId}::uuid, ${quote.expiresAt}, ${now})`;
}

export async function findQuote(tx: Tx, id: string): Promise<Quote | null> {
  const rows = await tx.$queryRaw<{ journey: Journey; price: Price; customer_id: string | null; expires_at: Date }[]>`
    SELECT journey, price, customer_id::text, expires_at FROM quote WHERE id = ${id}::uuid`;
  const [row] = rows;
  return row ? { id, journey: row.journey, price: row.price, customerId: row.customer_id, expiresAt: row.expires_at } : null;
}
