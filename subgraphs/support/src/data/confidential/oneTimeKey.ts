import type { Sql } from '@ycyw/service/sql';
import type { DeviceName } from './device.ts';

/** Adds those that the device never had: what was given once is not taken again under the same id. */
export async function addOneTimeKeys(
  sql: Sql,
  { userId, deviceId }: DeviceName,
  keys: readonly { keyId: string; key: string }[],
): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO one_time_key (user_id, device_id, key_id, key)
    SELECT ${userId}::uuid, ${deviceId}, "keyId", key FROM jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) AS k("keyId" text, key text)
    ON CONFLICT DO NOTHING`;
}

/** How many the server can still give. */
export async function oneTimeKeysLeft(sql: Sql, { userId, deviceId }: DeviceName): Promise<number> {
  const [row] = await sql.$queryRaw<{ left: number }[]>`
    SELECT count(*)::int AS left FROM one_time_key WHERE user_id = ${userId}::uuid AND device_id = ${deviceId} AND key IS NOT NULL`;
  return row?.left ?? 0;
}

/** One key of each device that has any left, and never that one again. Askers at the same moment get different ones. */
export async function takeOneTimeKeys(sql: Sql, devices: readonly DeviceName[]): Promise<(DeviceName & { keyId: string; key: string })[]> {
  return sql.$queryRaw<(DeviceName & { keyId: string; key: string })[]>`
    WITH taken AS (
      SELECT k.* FROM jsonb_to_recordset(${JSON.stringify(devices)}::jsonb) AS d("userId" uuid, "deviceId" text)
      CROSS JOIN LATERAL (
        SELECT user_id, device_id, key_id, key FROM one_time_key
        WHERE user_id = d."userId" AND device_id = d."deviceId" AND key IS NOT NULL ORDER BY key_id LIMIT 1 FOR UPDATE SKIP LOCKED
      ) k
    )
    UPDATE one_time_key o SET key = NULL FROM taken t
    WHERE o.user_id = t.user_id AND o.device_id = t.device_id AND o.key_id = t.key_id
    RETURNING o.user_id::text AS "userId", o.device_id AS "deviceId", o.key_id AS "keyId", t.key`;
}
