import type { PersonalRow } from '@ycyw/service/personalRecords';
import type { Sql } from '@ycyw/service/sql';
import type { Region } from '@ycyw/service/viewer';

export interface Consent {
  userId: string;
  region: Region;
  granted: boolean;
  at: Date;
}

/** Notes what somebody chose, unless they chose otherwise since. Whoever withdraws takes back with it what they searched for. */
export async function saveConsent(tx: Sql, { userId, region, granted, at }: Consent): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO personalisation (user_id, region, granted, at) VALUES (${userId}::uuid, ${region}, ${granted}, ${at})
    ON CONFLICT (user_id) DO UPDATE SET granted = excluded.granted, at = excluded.at WHERE personalisation.at <= excluded.at`;
  await tx.$executeRaw`
    DELETE FROM renter_search USING personalisation p
    WHERE renter_search.user_id = ${userId}::uuid AND p.user_id = renter_search.user_id AND NOT p.granted`;
}

/** The consent of a person as their archive shows it, after the row `after`. */
export async function consentRecords(sql: Sql, userId: string, after: string | null): Promise<PersonalRow[]> {
  if (after) return [];
  const rows = await sql.$queryRaw<{ granted: boolean; at: Date }[]>`
    SELECT granted, at FROM personalisation WHERE user_id = ${userId}::uuid`;
  return rows.map(({ granted, at }) => ({ key: userId, at, data: { purpose: 'PERSONALISATION', granted } }));
}

/** With it go the searches that were kept for it. */
export async function forgetConsent(tx: Sql, userId: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM personalisation WHERE user_id = ${userId}::uuid`;
}
