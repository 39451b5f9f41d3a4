import { v7 as uuidv7 } from 'uuid';
import { audit } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import { open, seal } from '@ycyw/service/seal';
import type { SignedIn } from '@ycyw/service/viewer';
import { againKey, fingerprintOf, newApiKey } from '../crypto/api-key-secret.ts';
import { hashOf } from '../crypto/opaque-token.ts';
import { againMinutes, mostKeys, works, type KeyRights } from '../domain/api-key.ts';
import type { ApiKey } from '../generated/prisma/client.ts';
import type { Database, Tx } from './database.ts';
import { isUuid } from './user.ts';

export type { ApiKey };

/** A request that may come twice: the same key and facts are the same request. */
export interface Request {
  idempotencyKey: string;
  /** What was asked for. */
  facts: unknown;
}

const working = (now: Date) => ({ revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] });

/** Makes the partner's requests wait for each other, and refuses who is no partner any more. */
async function lockPartner(tx: Tx, userId: string): Promise<{ id: string; region: ApiKey['region'] }> {
  const [partner] = await tx.$queryRaw<{ id: string; region: ApiKey['region'] }[]>`
    SELECT id::text, region::text FROM "user" WHERE id = ${userId}::uuid AND role = 'PARTNER' FOR NO KEY UPDATE`;
  if (!partner) throw new Refusal('FORBIDDEN');
  return partner;
}

async function repeated(
  tx: Tx,
  userId: string,
  { idempotencyKey, facts }: Request,
  sealing: Uint8Array,
  now: Date,
): Promise<{ key: ApiKey; secret: string } | null> {
  const key = await tx.apiKey.findUnique({ where: { userId_idempotencyHash: { userId, idempotencyHash: hashOf(idempotencyKey) } } });
  if (!key) return null;
  if (!fingerprintOf(facts).equals(key.fingerprint)) throw new Refusal('IDEMPOTENCY_CONFLICT');
  if (!key.secretSealed || now.getTime() - key.createdAt.getTime() >= againMinutes * 60_000) throw new Refusal('WRONG_STATE');
  return { key, secret: open(againKey(sealing, idempotencyKey), key.secretSealed, key.id) };
}

async function add(
  tx: Tx,
  partner: { id: string; region: ApiKey['region'] },
  rights: KeyRights,
  { idempotencyKey, facts }: Request,
  sealing: Uint8Array,
  now: Date,
): Promise<{ key: ApiKey; secret: string }> {
  if ((await tx.apiKey.count({ where: { userId: partner.id, ...working(now) } })) >= mostKeys) {
    throw new Refusal('BAD_INPUT', `${String(mostKeys)} keys`);
  }
  const id = uuidv7();
  const { prefix, secret } = newApiKey(rights.test);
  const key = await tx.apiKey.create({
    data: {
      ...rights,
      id,
      userId: partner.id,
      region: partner.region,
      prefix,
      hash: hashOf(secret),
      createdAt: now,
      idempotencyHash: hashOf(idempotencyKey),
      fingerprint: fingerprintOf(facts),
      secretSealed: seal(againKey(sealing, idempotencyKey), secret, id),
    },
  });
  return { key, secret };
}

/** A new key and its secret; the same again for a request repeated within ten minutes, WRONG_STATE after. */
export const createKey = (
  db: Database,
  viewer: SignedIn,
  rights: KeyRights,
  request: Request,
  sealing: Uint8Array,
  now: Date,
): Promise<{ key: ApiKey; secret: string }> =>
  db.$transaction(async (tx) => {
    const partner = await lockPartner(tx, viewer.id);
    const before = await repeated(tx, viewer.id, request, sealing, now);
    if (before) return before;
    const made = await add(tx, partner, rights, request, sealing, now);
    const detail = { scopes: rights.scopes.join(' '), test: rights.test };
    await audit(tx, viewer, { action: 'identity.apiKey.created', subjectKind: 'apiKey', subjectId: made.key.id, detail }, now);
    return made;
  });

/** A key in place of `id`, which works on for `overlapMs`. NOT_FOUND when it is not the partner's, WRONG_STATE when it has ended or been replaced. */
export const rotateKey = (
  db: Database,
  viewer: SignedIn,
  id: string,
  overlapMs: number,
  request: Request,
  sealing: Uint8Array,
  now: Date,
): Promise<{ key: ApiKey; secret: string }> =>
  db.$transaction(async (tx) => {
    const partner = await lockPartner(tx, viewer.id);
    const before = await repeated(tx, viewer.id, request, sealing, now);
    if (before) return before;
    const old = isUuid(id) ? await tx.apiKey.findFirst({ where: { id, userId: viewer.id } }) : null;
    if (!old) throw new Refusal('NOT_FOUND');
    if (old.replacedBy !== null || !works(old, now)) throw new Refusal('WRONG_STATE');
    const { name, test, costPerMinute } = old;
    const made = await add(tx, partner, { name, scopes: old.scopes as KeyRights['scopes'], test, costPerMinute }, request, sealing, now);
    await tx.apiKey.update({ where: { id: old.id }, data: { replacedBy: made.key.id, expiresAt: new Date(now.getTime() + overlapMs) } });
    const detail = { replacedBy: made.key.id, overlapHours: overlapMs / 3_600_000 };
    await audit(tx, viewer, { action: 'identity.apiKey.rotated', subjectKind: 'apiKey', subjectId: old.id, detail }, now);
    return made;
  });

/** Ends a key at once; one that was revoked before stays as it is. NOT_FOUND when it is not the partner's. */
export const revokeKey = (db: Database, viewer: SignedIn, id: string, now: Date): Promise<ApiKey> =>
  db.$transaction(async (tx) => {
    const own = { id, userId: viewer.id };
    const found = isUuid(id) ? await tx.apiKey.findFirst({ where: own }) : null;
    if (!found) throw new Refusal('NOT_FOUND');
    const [revoked] = await tx.apiKey.updateManyAndReturn({
      where: { ...own, revokedAt: null },
      data: { revokedAt: now, secretSealed: null },
    });
    if (!revoked) return found;
    await audit(tx, viewer, { action: 'identity.apiKey.revoked', subjectKind: 'apiKey', subjectId: id }, now);
    return revoked;
  });

/** Ends all of a person's keys, when they are a partner no longer. */
export const revokeKeysOf = (tx: Tx, userId: string, now: Date): PromiseLike<unknown> =>
  tx.apiKey.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: now, secretSealed: null } });

/** A partner's keys whose prefix begins with `prefix`, newest first and ended ones last; at most 100. */
export async function keysOf(db: Database, userId: string, prefix: string, now: Date): Promise<ApiKey[]> {
  const found = await db.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM api_key WHERE user_id = ${userId}::uuid AND starts_with(prefix, ${prefix})
    ORDER BY revoked_at IS NULL AND coalesce(expires_at > ${now}, true) DESC, created_at DESC, id DESC LIMIT ${mostKeys}`;
  const rows = await db.apiKey.findMany({ where: { id: { in: found.map(({ id }) => id) } } });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return found.map(({ id }) => byId.get(id)).filter((row) => row !== undefined);
}

/** The key of that prefix with whose it is; null when there is none. */
export const findKey = (db: Database, prefix: string) =>
  db.apiKey.findUnique({ where: { prefix }, include: { user: { select: { role: true } } } });

/** Notes a use, at most once a minute. */
export const noteUse = (db: Database, id: string, now: Date): PromiseLike<unknown> =>
  db.apiKey.updateMany({
    where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: new Date(now.getTime() - 60_000) } }] },
    data: { lastUsedAt: now },
  });

/** Ids of the keys that were revoked or expired after `since`. */
export const endedKeys = async (db: Database, since: Date, now: Date): Promise<string[]> => {
  const where = { OR: [{ revokedAt: { gt: since } }, { expiresAt: { gt: since, lte: now } }] };
  return (await db.apiKey.findMany({ where, select: { id: true } })).map(({ id }) => id);
};

/** Forgets the secrets that are not given again any more. */
export const dropSealedSecrets = (db: Database, now: Date): PromiseLike<unknown> =>
  db.apiKey.updateMany({
    where: { createdAt: { lte: new Date(now.getTime() - againMinutes * 60_000) }, NOT: { secretSealed: null } },
    data: { secretSealed: null },
  });
