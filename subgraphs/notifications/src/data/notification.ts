import { nothing, part, type Sql } from '@ycyw/service/sql';
import type { Region } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import type { Channel } from './delivery.ts';

export interface Notification {
  /** Grows with every notification of a customer; a BIGINT, in digits. */
  position: string;
  id: string;
  customerId: string | null;
  region: Region;
  kind: string;
  data: unknown;
  collapseKey: string | null;
  createdAt: Date;
  readAt: Date | null;
}

export const channel = 'notifications';
/** What is said on the channel when an e-mail waits; anything else is the id of a customer who has something new. */
export const mailWaits = 'mail';

export interface NewNotification {
  /** The event's own id: one event, one notification. */
  id: string;
  customerId: string | null;
  region: Region;
  kind: string;
  data: object;
  /** Of those a customer has not read, at most one has this key. */
  collapseKey: string | null;
  createdAt: Date;
  channels: readonly Extract<Channel, 'IN_APP' | 'EMAIL'>[];
}

/** Stores each with its deliveries and wakes who waits, unless it is there already or an unread one says the same. */
export async function insertNotifications(tx: Sql, told: readonly NewNotification[]): Promise<void> {
  if (told.length === 0) return;
  // One writer at a time for each customer: positions then appear in their order, and a follower who reads beyond the
  // last one seen misses none. Locked in one order, so that no two writers wait for each other.
  const customers = told.flatMap(({ customerId }) => customerId ?? []);
  if (customers.length > 0) {
    await tx.$executeRaw`
      SELECT pg_advisory_xact_lock(key) FROM (
        SELECT DISTINCT hashtextextended(customer, 0) AS key FROM unnest(${customers}::text[]) AS customer ORDER BY key) AS locks`;
  }
  const rows = told.map(({ channels, ...row }) => ({
    ...row,
    deliveries: channels.map((by) => ({ id: uuidv7(), channel: by, state: by === 'IN_APP' ? 'DELIVERED' : 'QUEUED' })),
    wakes: [...(row.customerId ? [row.customerId] : []), ...(channels.includes('EMAIL') ? [mailWaits] : [])],
  }));
  await tx.$executeRaw`
    WITH told AS (
      SELECT * FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS (id uuid, "customerId" uuid, region text, kind text,
        data jsonb, "collapseKey" text, "createdAt" timestamptz, deliveries jsonb, wakes jsonb)) WITH ORDINALITY
        AS t(id, customer_id, region, kind, data, collapse_key, created_at, deliveries, wakes, place)
    ), made AS (
      INSERT INTO notification (id, customer_id, region, kind, data, collapse_key, created_at)
      SELECT id, customer_id, region, kind, data, collapse_key, created_at FROM told ORDER BY place
      ON CONFLICT DO NOTHING RETURNING id
    ), delivered AS (
      INSERT INTO delivery (id, notification_id, region, channel, state, at)
      SELECT d.id, told.id, told.region, d.channel, d.state, told.created_at
      FROM made JOIN told USING (id), jsonb_to_recordset(told.deliveries) AS d(id uuid, channel channel, state delivery_state)
    )
    SELECT pg_notify(${channel}, wake) FROM (
      SELECT DISTINCT wake FROM made JOIN told USING (id), jsonb_array_elements_text(told.wakes) AS wake) AS wakes`;
}

export interface Filter {
  customerId: string;
  unreadOnly: boolean;
}

const unread = part`AND read_at IS NULL`;

/** Up to `size + 1` rows, newest first, older than the position `before`. */
export const notificationPage = (
  db: Sql,
  { customerId, unreadOnly }: Filter,
  size: number,
  before: number | null,
): PromiseLike<Notification[]> =>
  db.$queryRaw<Notification[]>`
    SELECT position, id::text, customer_id::text AS "customerId", region, kind, data, collapse_key AS "collapseKey",
      created_at AS "createdAt", read_at AS "readAt"
    FROM notification WHERE customer_id = ${customerId}::uuid ${unreadOnly ? unread : nothing}
      ${before === null ? nothing : part`AND position < ${before}::bigint`}
    ORDER BY notification.position DESC LIMIT ${size + 1}`;

export async function notificationCount(db: Sql, { customerId, unreadOnly }: Filter): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM notification
    WHERE customer_id = ${customerId}::uuid ${unreadOnly ? unread : nothing}`;
  return row?.count ?? 0;
}

/** The customer's own after `position`, oldest first. */
export const notificationsAfter = (db: Sql, customerId: string, position: string, size: number): PromiseLike<Notification[]> =>
  db.$queryRaw<Notification[]>`
    SELECT position, id::text, customer_id::text AS "customerId", region, kind, data, collapse_key AS "collapseKey",
      created_at AS "createdAt", read_at AS "readAt"
    FROM notification WHERE customer_id = ${customerId}::uuid AND position > ${position}::bigint
    ORDER BY notification.position LIMIT ${size}`;

/** The position of the customer's own notification `id`, or of the newest when `id` is null (0 when there is none); null for anything else. */
export async function positionOf(db: Sql, customerId: string, id: string | null): Promise<string | null> {
  const [found] = await db.$queryRaw<{ position: string }[]>`
    SELECT position FROM notification WHERE customer_id = ${customerId}::uuid ${id === null ? nothing : part`AND id = ${id}::uuid`}
    ORDER BY notification.position DESC LIMIT 1`;
  return found?.position ?? (id === null ? '0' : null);
}

/** Marks the customer's own as read and returns them, in any order; those that are somebody else's are simply not among them. */
export const markRead = (tx: Sql, customerId: string, ids: readonly string[], now: Date): PromiseLike<Notification[]> =>
  tx.$queryRaw<Notification[]>`
    UPDATE notification SET read_at = coalesce(read_at, ${now}) WHERE customer_id = ${customerId}::uuid AND id = ANY(${ids}::uuid[])
    RETURNING position, id::text, customer_id::text AS "customerId", region, kind, data, collapse_key AS "collapseKey",
      created_at AS "createdAt", read_at AS "readAt"`;
