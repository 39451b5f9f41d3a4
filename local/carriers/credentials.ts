import { hkdfSync } from 'node:crypto';

/** What the simulated carriers and booking know each other by: made from the secret of this start. */
export function carrierCredentials(internalKey: string) {
  const made = (name: string): string => Buffer.from(hkdfSync('sha256', internalKey, '', `carriers ${name}`, 24)).toString('base64url');
  return { token: made('token'), webhookSecret: made('webhook'), user: 'ycyw', password: made('password') };
}
