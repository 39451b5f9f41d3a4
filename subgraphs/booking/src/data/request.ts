import { createHash } from 'node:crypto';
import { Refusal, type RefusalCode } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import { withoutCardNumber } from '@ycyw/service/text';
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

/** The first answer to a key: what it made, the refusal, or another member of the mutation's union as JSON holds it. */
export type FirstAnswer = { id: string } | { refusal: { code: RefusalCode; reason: string } } | { instead: unknown };

/** Thrown where a request turns out to have its answer: nothing more is to be done. */
export class AnsweredBefore extends Error {
  readonly first: FirstAnswer;

  constructor(first: FirstAnswer) {
    super('answered before');
    this.first = first;
  }
}

/** JSON in which equal values read the same, whatever the order of their fields. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );

export function requestKey(operation: string, { owner, region }: Caller, input: { idempotencyKey: string }): RequestKey {
  if (!/^[\x21-\x7e]{8,200}$/.test(input.idempotencyKey)) throw new Refusal('BAD_INPUT', 'idempotencyKey 8…200');
  // In a key of letters and digits, such as a UUID, a run of digits may be anything.
  if (/^[\d-]+$/.test(input.idempotencyKey)) withoutCardNumber(input.idempotencyKey, 'idempotencyKey');
  return {
    scope: `${operation} ${owner}`,
    region,
    key: input.idempotencyKey,
    fingerprint: createHash('sha256').update(canonical(input)).digest('base64url'),
  };
}

/** Refuses with IDEMPOTENCY_CONFLICT where the key was used for other input; throws AnsweredBefore where for this. */
export async function requireNew(sql: Sql, request: RequestKey): Promise<void> {
  const [row] = await sql.$queryRaw<{ fingerprint: string; result_id: string | null; answer: string | null }[]>`
    SELECT fingerprint, result_id::text, answer::text FROM request WHERE scope = ${request.scope} AND key = ${request.key}`;
  if (!row) return;
  if (row.fingerprint !== request.fingerprint) throw new Refusal('IDEMPOTENCY_CONFLICT');
  // The only date in an answer is when a quote expires.
  const date = (name: string, value: unknown): unknown => (name === 'expiresAt' ? new Date(String(value)) : value);
  throw new AnsweredBefore(row.result_id === null ? (JSON.parse(row.answer ?? '', date) as FirstAnswer) : { id: row.result_id });
}

/**
 * Notes the answer to `request`: in the transaction that makes it, where it makes something. Whoever comes with the same key
 * meanwhile waits here until that has committed, and is thrown AnsweredBefore, as is whoever comes later.
 */
export async function answer(tx: Sql, request: RequestKey, first: FirstAnswer, now: Date): Promise<void> {
  const [id, other] = 'id' in first ? [first.id, null] : [null, JSON.stringify(first)];
  const made = await tx.$executeRaw`
    INSERT INTO request (scope, key, region, fingerprint, result_id, answer, created_at)
    VALUES (${request.scope}, ${request.key}, ${request.region}, ${request.fingerprint}, ${id}::uuid, ${other}::jsonb, ${now}) ON CONFLICT DO NOTHING`;
  if (made === 1) return;
  await requireNew(tx, request);
  // Forgotten between the two statements.
  await answer(tx, request, first, now);
}

/** Notes that `request` makes `resultId`, in the transaction that makes it. */
export const claim = (tx: Sql, request: RequestKey, resultId: string, now: Date): Promise<void> =>
  answer(tx, request, { id: resultId }, now);

/** Answers are kept for a day. */
export async function forgetRequests(tx: Sql, now: Date): Promise<void> {
  await tx.$executeRaw`DELETE FROM request WHERE created_at < ${now}::timestamptz - interval '24 hours'`;
}
