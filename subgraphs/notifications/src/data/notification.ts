import type { Region } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { Prisma } from '../generated/prisma/client.ts';
import type { Channel, Notification } from '../generated/prisma/client.ts';
import type { Notice } from '../domain/notice.ts';
import type { Database, Tx } from './database.ts';

export type { Notification };

export const channel = 'notifications';
/** What is said on the channel when an e-mail waits; anything else is the id of a customer who has something new. */
export const mailWaits = 'mail';

const columns = Prisma.sql`
  position, id, customer_id AS "customerId", region, kind, data, collapse_key AS "collapseKey", created_at AS "createdAt", read_at AS "readAt"`;

export interface NewNotification {
  /** The event's own id: one event, one notification. */
  id: string;
  customerId: string | null;
  region: Region;
  notice: Notice;
  /** Of those a customer has not read, at most one has this key. */
  collapseKey: string | null;
  createdAt: Date;
  channels: readonly Extract<Channel, 'IN_APP' | 'EMAIL'>[];
}

/** Stores it with its deliveries and wakes who waits, unless it is there already or an unread one says the same. */
export async function insertNotification(tx: Tx, made: NewNotification): Promise<void> {
  const { id, customerId, region, notice, collapseKey, createdAt, channels } = made;
  // One writer at a time for each customer: positions then appear in their order, and a follower who reads beyond the
  // last one seen misses none.
  if (customerId) await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${customerId}, 0))`;
  const wakes = [...(customerId ? [customerId] : []), ...(channels.includes('EMAIL') ? [mailWaits] : [])];
  await tx.$executeRaw`
    WITH made AS (
      INSERT INTO notification (id, customer_id, region, kind, data, collapse_key, created_at)
      VALUES (${id}::uuid, ${customerId}::uuid, ${region}, ${notice.kind}, ${JSON.stringify(notice.data)}::jsonb, ${collapseKey}, ${createdAt})
      ON CONFLICT DO NOTHING RETURNING id, region
    ), delivered AS (
      INSERT INTO delivery (id, notification_id, region, channel, state, at)
      SELECT fresh.id, made.id, made.region, channel, (CASE channel WHEN 'IN_APP' THEN 'DELIVERED' ELSE 'QUEUED' END)::delivery_state, ${createdAt}
      FROM made, unnest(${channels.map(() => uuidv7())}::uuid[], ${[...channels]}::channel[]) AS fresh (id, channel)
    )
    SELECT pg_notify(${channel}, wake) FROM made, unnest(${wakes}::text[]) AS wake`;
}

export interface Filter {
  customerId: string;
  unreadOnly: boolean;
}

const matching = ({ customerId, unreadOnly }: Filter): Prisma.Sql =>
  Prisma.sql`customer_id = ${customerId}::uuid ${unreadOnly ? Prisma.sql`AND read_at IS NULL` : Prisma.empty}`;

/** Up to `size + 1` rows, newest first, older than the position `before`. */
export const notificationPage = (db: Database, filter: Filter, size: number, before: number | null): Promise<Notification[]> =>
  db.$queryRaw<Notification[]>`
    SELECT ${columns} FROM notification WHERE ${matching(filter)} ${before === null ? Prisma.empty : Prisma.sql`AND position < ${BigInt(before)}`}
    ORDER BY position DESC LIMIT ${size + 1}`;

export async function notificationCount(db: Database, filter: Filter): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM notification WHERE ${matching(filter)}`;
  return row?.count ?? 0;
}

/** The customer's own after `position`, oldest first. */
export const notificationsAfter = (db: Database, customerId: string, position: bigint, size: number): Promise<Notification[]> =>
  db.$queryRaw<Notification[]>`
    SELECT ${columns} FROM notification WHERE customer_id = ${customerId}::uuid AND position > ${position} ORDER BY position LIMIT ${size}`;

/** The position of the customer's own notification `id`, or of the newest when `id` is null (0 when there is none); null for anything else. */
export async function positionOf(db: Database, customerId: string, id: string | null): Promise<bigint | null> {
  if (id === null) {
    const newest = await db.notification.findFirst({ where: { customerId }, orderBy: { position: 'desc' }, select: { position: true } });
    return newest?.position ?? 0n;
  }
  const found = await db.notification.findFirst({ where: { customerId, id }, select: { position: true } });
  return found?.position ?? null;
}

/** Marks the customer's own as read and returns them, in any order; those that are somebody else's are simply not among them. */
export const markRead = (tx: Tx, customerId: string, ids: readonly string[], now: Date): Promise<Notification[]> =>
  tx.$queryRaw<Notification[]>`
    UPDATE notification SET read_at = coalesce(read_at, ${now}) WHERE customer_id = ${customerId}::uuid AND id = ANY(${[...ids]}::uuid[])
    RETURNING ${columns}`;
