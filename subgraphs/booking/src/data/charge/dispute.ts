import type { Sql } from '@ycyw/service/sql';
import type { Outcome } from '../../domain/charge/chargeState.ts';
import type { Sealed } from './words.ts';

export async function insertDispute(tx: Sql, chargeId: string, reason: Sealed, photoIds: readonly string[], now: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO charge_dispute (charge_id, region, owner, reason, photo_ids, at)
    SELECT id, region, ${reason.owner}::uuid, ${reason.sealed}::bytea, ${[...photoIds]}::uuid[], ${now}::timestamptz
    FROM charge WHERE id = ${chargeId}::uuid`;
}

export async function resolveDispute(tx: Sql, chargeId: string, outcome: Outcome, by: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE charge_dispute SET outcome = ${outcome}, resolved_by = ${by}::uuid, resolved_at = ${now}::timestamptz
    WHERE charge_id = ${chargeId}::uuid AND outcome IS NULL`;
}
