import type { Ask } from '../replay/graph.ts';
import type { Subject } from './subject.ts';

export const merchant = { name: 'Matrix', url: 'https://matrix.example/', rates: [{ basisPoints: 300 }], returnDays: 30, clawbackDays: 60 };

const approvalOf = `mutation Approval($input: ApproveMerchantInput!) { approveMerchant(input: $input) { approved } }`;
const shopOf = `mutation Shop($input: OnboardMerchantInput!) { onboardMerchant(input: $input) { merchant { id } secret } }`;

/** A shop that earns, brought in by `asker`; null for an owner: ourselves. */
export async function aShop(
  asker: Ask,
  admin: Ask,
  run: string,
  owner: string | null,
): Promise<{ id: string; secret: string; subject: Subject }> {
  const input = { ...merchant, idempotencyKey: `${run}-shop` };
  const { onboardMerchant } = await asker<{ onboardMerchant: { merchant: { id: string }; secret: string } }>(shopOf, { input });
  const { id } = onboardMerchant.merchant;
  await admin(approvalOf, { input: { id } });
  return { id, secret: onboardMerchant.secret, subject: { owner, places: [] } };
}
