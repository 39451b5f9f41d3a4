import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { demoStaff } from './accounts.ts';
import { perStore } from './domains.ts';
import type { Folders } from './folders.ts';
import { StartRefused } from './startRefused.ts';
import { newTotpSecret } from './totp.ts';

const shape = z.object({
  /** With which the router and the subgraphs know each other; base64url of 32 bytes. */
  internalKey: z.string(),
  postgresPassword: z.string(),
  databasePasswords: z.object({
    identity: z.string(),
    fleet: z.string(),
    booking: z.string(),
    support: z.string(),
    notifications: z.string(),
    keys: z.string(),
  }),
  redisPassword: z.string(),
  /** The demo staff's TOTP secrets, base32, by e-mail address. */
  demoTotp: z.record(z.string(), z.string()),
  stripe: z.object({ secretKey: z.string(), publishableKey: z.string(), webhookSecret: z.string() }),
});

export type Secrets = z.infer<typeof shape>;

const random = (bytes = 24): string => randomBytes(bytes).toString('base64url');
const randomHex = (): string => randomBytes(24).toString('hex');

const made = (): Secrets => ({
  internalKey: random(32),
  postgresPassword: random(),
  databasePasswords: perStore(() => random()),
  redisPassword: random(),
  demoTotp: Object.fromEntries(demoStaff.map((email) => [email, newTotpSecret()])),
  stripe: { secretKey: `sk_test_${randomHex()}`, publishableKey: `pk_test_${randomHex()}`, webhookSecret: `whsec_${randomHex()}` },
});

/** This folder's own secrets: made at its first start, kept from then on, readable by their owner alone. */
export function secretsIn(folders: Folders): Secrets {
  if (existsSync(folders.secrets)) {
    try {
      return shape.parse(JSON.parse(readFileSync(folders.secrets, 'utf8')));
    } catch {
      throw new StartRefused(`${folders.secrets} cannot be read as secrets of this project. Restore it, or begin anew: npm run reset`);
    }
  }
  if (existsSync(folders.postgres)) {
    throw new StartRefused(
      `${folders.secrets} is missing, and without it ${folders.postgres} stays locked. Restore it, or begin anew: npm run reset`,
    );
  }
  const secrets = made();
  const half = `${folders.secrets}.new`;
  writeFileSync(half, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  renameSync(half, folders.secrets);
  return secrets;
}
