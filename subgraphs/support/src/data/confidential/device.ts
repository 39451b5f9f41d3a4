import type { Sql } from '@ycyw/service/sql';
import type { Device } from '../../generated/prisma/client.ts';

export type { Device };

/** Whose, and which of theirs. */
export type DeviceName = Pick<Device, 'userId' | 'deviceId'>;

/** A person's newest; who clears a browser's data often leaves many behind. */
const mostDevices = 20;

/** Null where the device has keys already: they never change. */
export async function insertDevice(tx: Sql, { userId, deviceId }: DeviceName, keys: string, now: Date): Promise<string | null> {
  await tx.$executeRaw`
    DELETE FROM device WHERE user_id = ${userId}::uuid AND device_id IN (
      SELECT d.device_id FROM device d WHERE d.user_id = ${userId}::uuid AND d.device_id <> ${deviceId} ORDER BY d.created_at DESC OFFSET ${mostDevices - 1})`;
  const [row] = await tx.$queryRaw<{ keys: string }[]>`
    INSERT INTO device (user_id, device_id, keys, created_at) VALUES (${userId}::uuid, ${deviceId}, ${keys}, ${now})
    ON CONFLICT DO NOTHING RETURNING keys`;
  return row?.keys ?? null;
}

export async function findDevice(sql: Sql, { userId, deviceId }: DeviceName): Promise<Device | null> {
  const [row] = await sql.$queryRaw<Device[]>`
    SELECT user_id::text AS "userId", device_id AS "deviceId", keys, last_sequence AS "lastSequence", read_up_to AS "readUpTo", created_at AS "createdAt"
    FROM device WHERE user_id = ${userId}::uuid AND device_id = ${deviceId}`;
  return row ?? null;
}

/** All devices of these people. */
export const devicesOf = async (sql: Sql, userIds: readonly string[]): Promise<(DeviceName & { keys: string })[]> =>
  sql.$queryRaw<(DeviceName & { keys: string })[]>`
    SELECT user_id::text AS "userId", device_id AS "deviceId", keys FROM device WHERE user_id = ANY(${[...userIds]}::uuid[]) ORDER BY user_id, created_at`;

/** Those of a person in the order of their names, after the one named `after`, for their archive. */
export const devicesOfPerson = async (sql: Sql, userId: string, after: string, size: number): Promise<Device[]> =>
  sql.$queryRaw<Device[]>`
    SELECT user_id::text AS "userId", device_id AS "deviceId", keys, last_sequence AS "lastSequence", read_up_to AS "readUpTo", created_at AS "createdAt"
    FROM device WHERE user_id = ${userId}::uuid AND device_id > ${after} ORDER BY device_id LIMIT ${size}`;

/** With them go their one-time keys, what was on its way to them, and their part in conversations. */
export async function forgetDevices(tx: Sql, userId: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM device WHERE user_id = ${userId}::uuid`;
}
