import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import type { Folders } from './folders.ts';
import { StartRefused } from './startRefused.ts';

const random = (): string => randomBytes(32).toString('base64url');

/** This folder's ring of regional keys: made at its first start, kept from then on, readable by its owner alone. */
export function ensureKeyRing(folders: Folders): void {
  if (existsSync(folders.keyRing)) return;
  if (existsSync(folders.postgres) || existsSync(folders.seeded)) {
    throw new StartRefused(
      `${folders.keyRing} is missing, and without it nobody's data can be read. Restore it, or begin anew: npm run reset`,
    );
  }
  const half = `${folders.keyRing}.new`;
  writeFileSync(half, JSON.stringify({ current: 1, keys: { 1: random() }, index: random() }, null, 2), { mode: 0o600 });
  renameSync(half, folders.keyRing);
}
