import type { Region } from '@ycyw/service/viewer';
import { newRecoveryCodes, recoveryHash } from '../domain/recovery-code.ts';
import type { Tx } from './database.ts';

/** Ten new codes instead of those that were there; only their hashes are stored. */
export async function replaceRecoveryCodes(tx: Tx, owner: { id: string; region: Region }): Promise<string[]> {
  const codes = newRecoveryCodes();
  await dropRecoveryCodes(tx, owner.id);
  await tx.recoveryCode.createMany({
    data: codes.map((code) => ({ userId: owner.id, region: owner.region, hash: recoveryHash(code) })),
  });
  return codes;
}

/** Uses a code up. False when it is none or was used before: of two at once, one wins. */
export async function takeRecoveryCode(tx: Tx, userId: string, code: string, now: Date): Promise<boolean> {
  const { count } = await tx.recoveryCode.updateMany({
    where: { userId, hash: recoveryHash(code), usedAt: null },
    data: { usedAt: now },
  });
  return count > 0;
}

export const dropRecoveryCodes = (tx: Tx, userId: string): PromiseLike<unknown> => tx.recoveryCode.deleteMany({ where: { userId } });
