import type { PasskeyPurpose, Region } from '../generated/prisma/client.ts';
import { hashOf, isToken, newToken } from '../crypto/opaque-token.ts';
import type { Database } from './database.ts';

/** How long a browser may take to sign. */
export const ceremonyMs = 5 * 60_000;

export interface Ceremony {
  purpose: PasskeyPurpose;
  /** Who began it; null for SIGN_IN, where the answer is to say who. */
  userId: string | null;
  challenge: string;
}

/** Notes what a browser is asked to sign; returns the id, which is stored by its hash. */
export async function issueCeremony(
  db: Database,
  { purpose, user, challenge }: { purpose: PasskeyPurpose; user: { id: string; region: Region } | null; challenge: string },
  now: Date,
): Promise<string> {
  const token = newToken();
  const owner = user && { userId: user.id, region: user.region };
  await db.passkeyCeremony.create({
    data: { ...owner, id: hashOf(token), purpose, challenge, expiresAt: new Date(now.getTime() + ceremonyMs) },
  });
  return token;
}

/** Uses a ceremony up, whatever comes of it; null when it is unknown, used or five minutes old. Of two at once, one wins. */
export async function takeCeremony(db: Database, token: string, now: Date): Promise<Ceremony | null> {
  if (!isToken(token)) return null;
  const [taken] = await db.passkeyCeremony.updateManyAndReturn({
    where: { id: hashOf(token), usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
    select: { purpose: true, userId: true, challenge: true },
  });
  return taken ?? null;
}

export const pruneCeremonies = (db: Database, now: Date): PromiseLike<unknown> =>
  db.passkeyCeremony.deleteMany({ where: { expiresAt: { lt: now } } });
