import { createHash } from 'node:crypto';
import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import type { Region } from '@ycyw/service/viewer';
import { z } from 'zod';
import type { Transaction } from './database.ts';

interface Request {
  /** The user who asks: keys of different people never meet. */
  actor: string;
  region: Region;
  key: string;
  /** What is asked, operation included: the same key with other input is IDEMPOTENCY_CONFLICT. */
  input: unknown;
}

const ids = z.array(z.uuid());

/**
 * Does `work` the first time that `key` is seen and keeps the ids it gives; answers every repetition with them. A repetition
 * that comes while the first is still at work waits for it.
 */
export async function once(
  tx: Transaction,
  { actor, region, key, input }: Request,
  now: Date,
  work: () => Promise<string[]>,
): Promise<string[]> {
  if (key.length < 1 || key.length > 200) throw new Refusal('BAD_INPUT', 'idempotencyKey');
  const fingerprint = createHash('sha256').update(JSON.stringify(input)).digest('hex');
  const { count } = await tx.idempotency.createMany({
    data: { actor, region, key, fingerprint, result: [], createdAt: now },
    skipDuplicates: true,
  });
  const at = { actor_key: { actor, key } };
  if (count === 0) {
    const known = await tx.idempotency.findUnique({ where: at });
    // Forgotten between the two statements.
    if (!known) return once(tx, { actor, region, key, input }, now, work);
    if (known.fingerprint !== fingerprint) throw new Refusal('IDEMPOTENCY_CONFLICT');
    return ids.parse(known.result);
  }
  const result = await work();
  await tx.idempotency.update({ where: at, data: { result } });
  return result;
}

/** Answers are kept for a day. */
export async function forgetRequests(db: Sql, now: Date): Promise<void> {
  await db.$executeRaw`DELETE FROM idempotency WHERE created_at < ${now}::timestamptz - interval '24 hours'`;
}
