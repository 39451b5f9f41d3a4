import { hkdfSync } from 'node:crypto';

/** What the translator of the local start and support know each other by: made from the secret of this start. */
export const translatorKey = (internalKey: string): string =>
  Buffer.from(hkdfSync('sha256', internalKey, '', 'translator', 24)).toString('base64url');
