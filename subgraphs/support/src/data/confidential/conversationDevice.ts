import type { Sql } from '@ycyw/service/sql';
import type { ConversationDevice } from '../../generated/prisma/client.ts';
import type { Conversation } from '../conversation.ts';
import { part } from '@ycyw/service/sql';
import type { DeviceName } from './device.ts';

export type { ConversationDevice };

const columns = part`
  conversation_id::text AS "conversationId", region, user_id::text AS "userId", device_id AS "deviceId", party, asked_at AS "askedAt", admitted_at AS "admittedAt"`;

type Asking = DeviceName & { party: 'CUSTOMER' | 'AGENT'; askedAt: Date; admittedAt: Date | null };

/** Whether it is new there. */
export async function insertConversationDevice(
  tx: Sql,
  { id, region }: Pick<Conversation, 'id' | 'region'>,
  asking: Asking,
): Promise<boolean> {
  const count = await tx.$executeRaw`
    INSERT INTO conversation_device (conversation_id, region, user_id, device_id, party, asked_at, admitted_at)
    VALUES (${id}::uuid, ${region}, ${asking.userId}::uuid, ${asking.deviceId}, ${asking.party}::party, ${asking.askedAt}, ${asking.admittedAt})
    ON CONFLICT (conversation_id, user_id, device_id) DO NOTHING`;
  return count > 0;
}

/** Whether it waited until now; false where it was let in before, and null where it never asked. */
export async function admit(tx: Sql, conversationId: string, { userId, deviceId }: DeviceName, now: Date): Promise<boolean | null> {
  const [row] = await tx.$queryRaw<{ waited: boolean }[]>`
    WITH before AS (
      SELECT admitted_at FROM conversation_device
      WHERE conversation_id = ${conversationId}::uuid AND user_id = ${userId}::uuid AND device_id = ${deviceId} FOR UPDATE
    )
    UPDATE conversation_device d SET admitted_at = coalesce(d.admitted_at, ${now}) FROM before
    WHERE d.conversation_id = ${conversationId}::uuid AND d.user_id = ${userId}::uuid AND d.device_id = ${deviceId}
    RETURNING before.admitted_at IS NULL AS waited`;
  return row?.waited ?? null;
}

/** Of several conversations at once, each in the order in which they asked. */
export async function devicesInConversations(sql: Sql, ids: readonly string[]): Promise<ConversationDevice[][]> {
  const rows = await sql.$queryRaw<ConversationDevice[]>`
    SELECT ${columns} FROM conversation_device WHERE conversation_id = ANY(${[...ids]}::uuid[]) ORDER BY asked_at, user_id, device_id`;
  const byConversation = Map.groupBy(rows, ({ conversationId }) => conversationId);
  return ids.map((id) => byConversation.get(id) ?? []);
}

/** Followers of the conversation read it again. */
export async function touchDevices(tx: Sql, conversationId: string): Promise<void> {
  await tx.$executeRaw`UPDATE conversation SET shown_changes = shown_changes + 1, touched_at = now() WHERE id = ${conversationId}::uuid`;
}
