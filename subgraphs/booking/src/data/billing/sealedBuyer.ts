import type { Vault } from '@ycyw/service/vault';
import type { Buyer } from '../../domain/billing/content.ts';
import type { BillingDocument } from './document.ts';

export const about = 'billing_document.buyer';

/** Who a document is made out to; null once they were forgotten. */
export async function buyerOf(vault: Vault, { buyer, buyerOwner }: Pick<BillingDocument, 'buyer' | 'buyerOwner'>): Promise<Buyer | null> {
  if (!buyer || buyerOwner === null) return null;
  const key = (await vault.keysOf([buyerOwner])).get(buyerOwner);
  return key ? (JSON.parse(key.open(buyer, about)) as Buyer) : null;
}
