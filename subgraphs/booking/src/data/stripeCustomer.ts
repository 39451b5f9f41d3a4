import type { Sql } from '@ycyw/service/sql';

export async function stripeCustomerOf(tx: Sql, customerId: string): Promise<string | null> {
  const rows = await tx.$queryRaw<{ stripe_id: string }[]>`SELECT stripe_id FROM stripe_customer WHERE customer_id = ${customerId}`;
  return rows[0]?.stripe_id ?? null;
}

export async function saveStripeCustomer(tx: Sql, customerId: string, region: string, stripeId: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO stripe_customer (customer_id, region, stripe_id) VALUES (${customerId}::uuid, ${region}, ${stripeId}) ON CONFLICT DO NOTHING`;
}
