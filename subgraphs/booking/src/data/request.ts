import { createHash } from 'node:crypto';
import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import type { Region } from '@ycyw/service/viewer';

/** Who asks: the user's id, or what an anonymous caller must know anyway. */
export interface Caller {
  owner: string;
  region: Region;
}

/** An idempotency key as one caller used it for one mutation. */
export interface RequestKey {
  scope: string;
  region: Region;
  key: string;
  /** Hash of the input: the same key with other input is refused. */
  fingerprint: string;
}

export function requestKey(operation: string, { owner, region }: Caller, input: { idempotencyKey: string }): RequestKey {
  if (!/^[\x21-\x7e]{8,200}$/.test(input.idempotencyKey)) throw new Refusal('BAD_INPUT', 'idempotencyKey 8…200');
  return {
    scope: `${operation} ${owner}`,
    region,
    key: input.idempotencyKey,
    fingerprint: createHash('sha256').update(JSON.stringify(input)).digest('base64url'),
  };
}

/** The id that a key was used for; null when it was not, IDEMPOTENCY_CONFLICT when for other input. */
export function answered(row: { fingerprint: string; result_id: string } | undefined, request: RequestKey): string | null {
  if (!row) return null;
  if (row.fingerprint !== request.fingerprint) throw new Refusal('IDEMPOTENCY_CONFLICT');
  return row.result_id;
}

/**
 * Notes that `request` makes `resultId`, in the transaction that makes it. Null when that is new; else the id that the same
 * request made before. A second caller with the same key waits here until the first has committed.
 */
export async function claim(tx: Sql, request: RequestKey, resultId: string, now: Date): Promise<string | null> {
  const made = await tx.$executeRaw`
    INSERT INTO request (scope, key, region, fingerprint, result_id, created_at)
    VALUES (${request.scope}, ${request.key}, ${request.region}, ${request.fingerprint}, ${resultId}::uuid, ${now}) ON CONFLICT DO NOTHING`;
  return made === 1 ? null : previous(tx, request);
}

/** What the same request made before; null when it is new. Refuses IDEMPOTENCY_CONFLICT. */
export async function previous(tx: Sql, request: RequestKey): Promise<string | null> {
  const rows = await tx.$queryRaw<{ fingerprint: string; result_id: string }[]>`
    SELECT fingerprint, result_id::text FROM request WHERE scope = ${request.scope} AND key = ${request.key}`;
  return answered(rows[0], request);
}

/** Keys are good for 30 days. */
export async function forgetRequests(tx: Sql, now: Date): Promise<void> {
  await tx.$executeRaw`DELETE FROM request WHERE created_at < ${now}::timestamptz - interval '30 days'`;
}
