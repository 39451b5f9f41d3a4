import { z } from 'zod';
import { postgresUrl } from './config.ts';
import { keyRing } from './keyRing.ts';
import { postgres } from './postgres.ts';
import { vault, type Vault } from './vault.ts';

/** What the environment of a domain that seals must hold besides its own: to spread into `readConfig`. */
export const vaultFields = { KEYS_DATABASE_URL: postgresUrl, KEY_RING: z.string().min(1) };

/** The vault of these fields, over a pool of three. Throws when KEY_RING is no ring, or others may read it. */
export function openVault(
  { KEYS_DATABASE_URL, KEY_RING }: { KEYS_DATABASE_URL: string; KEY_RING: string },
  onError: (error: Error) => void,
): { vault: Vault; close(): Promise<void> } {
  const ring = keyRing(KEY_RING);
  const sql = postgres(KEYS_DATABASE_URL, 3, onError);
  return { vault: vault(sql, ring), close: () => sql.end() };
}
