import type { Tx } from './database.ts';

export async function stripeCustomerOf(tx: Tx, customerId: string): Promise<string | null> {
  const row = await tx.stripeCustomer.findUnique({ where: { customerId } });
  return row?.stripeId ?? null;
}

export async function saveStripeCustomer(tx: Tx, customerId: string, stripeId: string): Promise<void> {
  await tx.$executeRaw`INSERT INTO stripe_customer (customer_id, stripe_id) VALUES (${customerId}::uuid, ${stripeId}) ON CONFLICT DO NOTHING`;
}
