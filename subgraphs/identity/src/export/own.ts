import type { Database } from '../data/database.ts';
import { profileOf, type Person } from '../data/user.ts';
import type { Holding } from './holdings.ts';

const plain = (kind: string, at: Date, data: Record<string, unknown>): Holding => ({
  kind,
  at: at.toISOString(),
  data: JSON.parse(JSON.stringify(data)) as Holding['data'],
});

/** What identity itself holds on a person: no secret and no hash of one, for they open doors and tell nothing. */
export async function ownHoldings(db: Database, person: Person): Promise<Holding[]> {
  const where = { userId: person.id };
  const orderBy = { createdAt: 'asc' } as const;
  const sessions = await db.session.findMany({ where, orderBy });
  const passkeys = await db.passkey.findMany({ where, orderBy });
  const totp = await db.totp.findMany({ where: { ...where, confirmed: true } });
  const keys = await db.apiKey.findMany({ where, orderBy });
  const choices = await db.privacyChoice.findMany({ where, orderBy: { position: 'asc' } });
  const exports = await db.dataExport.findMany({ where, orderBy, omit: { archive: true } });
  const { role, region, country, locale, currency, emailVerifiedAt, createdAt, updatedAt } = person;
  return [
    plain('account', createdAt, { ...profileOf(person), role, region, country, locale, currency, emailVerifiedAt, updatedAt }),
    ...choices.map(({ purpose, granted, source, at }) => plain('privacyChoice', at, { purpose, granted, source })),
    ...sessions.map(({ device, country: place, createdAt: at, lastSeenAt, endedAt, endReason }) =>
      plain('session', at, { device, country: place, lastSeenAt, endedAt, endReason }),
    ),
    ...passkeys.map(({ name, createdAt: at, lastUsedAt }) => plain('passkey', at, { name, lastUsedAt })),
    ...totp.map(({ createdAt: at }) => plain('totp', at, {})),
    ...keys.map(({ name, prefix, scopes, test, createdAt: at, lastUsedAt, expiresAt, revokedAt }) =>
      plain('apiKey', at, { name, prefix, scopes, test, lastUsedAt, expiresAt, revokedAt }),
    ),
    ...exports.map(({ state, createdAt: at, expiresAt }) => plain('dataExport', at, { state, expiresAt })),
  ];
}
