import { v7 as uuidv7 } from 'uuid';
import { hashOf, isToken, newToken } from '../crypto/opaque-token.ts';
import type { EmailTokenPurpose, Region } from '../generated/prisma/client.ts';
import type { Database, Tx } from './database.ts';

const lifetimeMs: Readonly<Record<EmailTokenPurpose, number>> = {
  VERIFY_EMAIL: 24 * 3_600_000,
  RESET_PASSWORD: 3_600_000,
  CHANGE_EMAIL: 24 * 3_600_000,
};

export type EmailTokenOwner = { region: Region } & ({ userId: string; address?: Uint8Array<ArrayBuffer> } | { registrationId: string });

/** What an address other than the account's is sealed about: the one that the token proves. */
export const tokenAddress = 'email_token.address';

/** Makes a token for a mail that is about to leave; only its hash is stored. */
export async function issueEmailToken(db: Database, purpose: EmailTokenPurpose, owner: EmailTokenOwner, now: Date): Promise<string> {
  const token = newToken();
  await db.emailToken.create({
    data: {
      ...owner,
      id: uuidv7(),
      purpose,
      hash: hashOf(token),
      createdAt: now,
      expiresAt: new Date(now.getTime() + lifetimeMs[purpose]),
    },
  });
  return token;
}

/** Whose a token is that can still be used, without using it. */
export const findEmailToken = (db: Database, purpose: EmailTokenPurpose, token: string, now: Date) =>
  db.emailToken.findFirst({
    where: { hash: hashOf(token), purpose, usedAt: null, expiresAt: { gt: now } },
    select: { userId: true, address: true },
  });

/** Uses a token up and says whose it was; null when it is unknown, used or expired. Of two at once, one wins. */
export async function useEmailToken(
  tx: Tx,
  purpose: EmailTokenPurpose,
  token: string,
  now: Date,
): Promise<{ userId: string | null; registrationId: string | null } | null> {
  if (!isToken(token)) return null;
  const [used] = await tx.emailToken.updateManyAndReturn({
    where: { hash: hashOf(token), purpose, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
    select: { userId: true, registrationId: true },
  });
  return used ?? null;
}

/** Ends the other tokens of that purpose once one was used. */
export const dropEmailTokens = (tx: Tx, purpose: EmailTokenPurpose, userId: string): PromiseLike<unknown> =>
  tx.emailToken.deleteMany({ where: { purpose, userId } });

/** Ends a change of address under way, its mail too where that has not left yet. */
export async function dropEmailChange(tx: Tx, userId: string): Promise<void> {
  await dropEmailTokens(tx, 'CHANGE_EMAIL', userId);
  await tx.outgoingMail.deleteMany({ where: { userId, kind: 'EMAIL_CHANGE' } });
}

/** Ends all that mails would still open: whoever asked for it may be whom the owner shuts out. */
export async function endMailed(tx: Tx, userId: string): Promise<void> {
  await dropEmailTokens(tx, 'RESET_PASSWORD', userId);
  await dropEmailChange(tx, userId);
}

export const pruneEmailTokens = (db: Database, now: Date): PromiseLike<unknown> =>
  db.emailToken.deleteMany({ where: { expiresAt: { lt: now } } });
