import type { Database } from './database.ts';

/** A passkey as its owner sees it. */
export interface Passkey {
  id: string;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

/** How many passkeys one person may have. */
export const mostPasskeys = 20;

export const passkeysOf = (db: Database, userId: string): Promise<Passkey[]> =>
  db.passkey.findMany({
    where: { userId },
    orderBy: { createdAt: 'asc' },
    take: mostPasskeys,
    select: { id: true, name: true, createdAt: true, lastUsedAt: true },
  });
