import type { Sql } from '@ycyw/service/sql';
import type { DeviceMessage as Row } from '../../generated/prisma/client.ts';
import type { DeviceName } from './device.ts';

/** What waits for a device. A row whose content is gone only knows again what is sent a second time. */
export type DeviceMessage = Row & { content: string };

/** How much may wait for a device: a constraint says so, too. */
export const mostWaiting = 1000;

export interface NewDeviceMessage extends DeviceName {
  content: string;
}

/** These devices locked, each with what waits for it; missing ones are left out. */
export const lockDevices = async (tx: Sql, devices: readonly DeviceName[]): Promise<(DeviceName & { waiting: number })[]> =>
  tx.$queryRaw<(DeviceName & { waiting: number })[]>`
    SELECT d.user_id::text AS "userId", d.device_id AS "deviceId", d.last_sequence - d.read_up_to AS waiting FROM device d
    JOIN jsonb_to_recordset(${JSON.stringify(devices)}::jsonb) AS a("userId" uuid, "deviceId" text) ON a."userId" = d.user_id AND a."deviceId" = d.device_id
    ORDER BY d.user_id, d.device_id FOR UPDATE OF d`;

/** Puts each as the next for its device, which this transaction has locked; once for each `clientId` of the sender's. Those that were new. */
export const insertDeviceMessages = async (
  tx: Sql,
  { senderId, clientId, sentAt }: Pick<DeviceMessage, 'senderId' | 'clientId' | 'sentAt'>,
  messages: readonly NewDeviceMessage[],
): Promise<DeviceName[]> =>
  tx.$queryRaw<DeviceName[]>`
    WITH asked AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(messages)}::jsonb) AS a("userId" uuid, "deviceId" text, content text)
      WHERE NOT EXISTS (SELECT FROM device_message m WHERE m.user_id = a."userId" AND m.device_id = a."deviceId"
        AND m.sender_id = ${senderId}::uuid AND m.client_id = ${clientId})
    ), next AS (
      UPDATE device d SET last_sequence = d.last_sequence + 1 FROM asked a
      WHERE d.user_id = a."userId" AND d.device_id = a."deviceId" RETURNING d.user_id, d.device_id, d.last_sequence, a.content
    )
    INSERT INTO device_message (user_id, device_id, sequence, sender_id, client_id, content, sent_at)
    SELECT user_id, device_id, last_sequence, ${senderId}::uuid, ${clientId}, content, ${sentAt} FROM next
    RETURNING user_id::text AS "userId", device_id AS "deviceId"`;

/** Those above `above`, in their order. */
export const deviceMessages = async (sql: Sql, { userId, deviceId }: DeviceName, above: number, size: number): Promise<DeviceMessage[]> =>
  sql.$queryRaw<DeviceMessage[]>`
    SELECT user_id::text AS "userId", device_id AS "deviceId", sequence, sender_id::text AS "senderId", client_id AS "clientId", content, sent_at AS "sentAt"
    FROM device_message WHERE user_id = ${userId}::uuid AND device_id = ${deviceId} AND sequence > ${above}::int AND content IS NOT NULL
    ORDER BY sequence LIMIT ${size}`;

/** Days for which what a device has is known again when it is sent once more. */
const knownForDays = 7;

/** Forgets what the device has; false where it has not been sent so much. */
export async function forgetDeviceMessages(sql: Sql, { userId, deviceId }: DeviceName, upTo: number, now: Date): Promise<boolean> {
  const longAgo = new Date(now.getTime() - knownForDays * 86_400_000);
  const [row] = await sql.$queryRaw<unknown[]>`
    WITH read AS (
      UPDATE device SET read_up_to = greatest(read_up_to, ${upTo}::int)
      WHERE user_id = ${userId}::uuid AND device_id = ${deviceId} AND last_sequence >= ${upTo}::int RETURNING user_id
    ), gone AS (
      DELETE FROM device_message WHERE user_id = ${userId}::uuid AND device_id = ${deviceId} AND sequence <= ${upTo}::int
        AND sent_at < ${longAgo} AND EXISTS (SELECT FROM read)
    ), emptied AS (
      UPDATE device_message SET content = NULL WHERE user_id = ${userId}::uuid AND device_id = ${deviceId} AND sequence <= ${upTo}::int
        AND sent_at >= ${longAgo} AND content IS NOT NULL AND EXISTS (SELECT FROM read)
    )
    SELECT 1 FROM read`;
  return row !== undefined;
}

/** What a person's devices sent: under another name no device would take it for theirs. */
export async function forgetSender(tx: Sql, userId: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM device_message WHERE sender_id = ${userId}::uuid`;
}
