import type { Factors } from '../domain/factors.ts';
import type { Database, Tx } from './database.ts';

/** What the user can prove a second time with; one query. */
export async function factorsOf(db: Database | Tx, userId: string): Promise<Factors> {
  const [row] = await db.$queryRaw<Factors[]>`
    SELECT EXISTS (SELECT FROM totp WHERE user_id = ${userId}::uuid AND confirmed) AS totp,
      (SELECT count(*)::int FROM passkey WHERE user_id = ${userId}::uuid) AS passkeys,
      (SELECT count(*)::int FROM recovery_code WHERE user_id = ${userId}::uuid AND used_at IS NULL) AS "recoveryCodesLeft"`;
  return row ?? { totp: false, passkeys: 0, recoveryCodesLeft: 0 };
}

/** One change of the user's factors at a time: two removals at once would each see the other's factor still there. */
export const lockFactors = (tx: Tx, userId: string): PromiseLike<unknown> =>
  tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`factors ${userId}`}, 0))`;
