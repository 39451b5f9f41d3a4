import type { Sql } from '@ycyw/service/sql';

export type Channel = 'IN_APP' | 'EMAIL' | 'SMS' | 'PUSH' | 'WEBHOOK';

export interface Delivery {
  notificationId: string;
  channel: Channel;
  state: 'QUEUED' | 'SENT' | 'DELIVERED' | 'FAILED' | 'SUPPRESSED';
  at: Date;
}

/** Longer than any batch takes: what a worker that died had claimed is tried again after this. */
const leaseSeconds = 120;

export interface Claimed {
  id: string;
  kind: string;
  data: unknown;
  customerId: string | null;
  attempts: number;
}

/** Takes up to `size` e-mails that are due, oldest first, for this worker alone, and counts the attempt. */
export const claimMails = (db: Sql, size: number): PromiseLike<Claimed[]> =>
  db.$queryRaw<Claimed[]>`
    WITH due AS (
      SELECT id FROM delivery WHERE state = 'QUEUED' AND due_at <= now() ORDER BY due_at LIMIT ${size} FOR UPDATE SKIP LOCKED
    ), claimed AS (
      UPDATE delivery SET attempts = attempts + 1, due_at = now() + make_interval(secs => ${leaseSeconds})
      FROM due WHERE delivery.id = due.id RETURNING delivery.id, delivery.notification_id, delivery.attempts
    )
    SELECT c.id, c.attempts, n.kind, n.data, n.customer_id::text AS "customerId" FROM claimed c JOIN notification n ON n.id = c.notification_id ORDER BY n.position`;

export async function settleMails(db: Sql, state: 'SENT' | 'FAILED', ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await db.$executeRaw`UPDATE delivery SET state = ${state}::delivery_state, at = ${now} WHERE id = ANY(${ids}::uuid[])`;
}

export async function postponeMail(db: Sql, id: string, seconds: number): Promise<void> {
  await db.$executeRaw`UPDATE delivery SET due_at = now() + make_interval(secs => ${seconds}) WHERE id = ${id}::uuid`;
}

export const deliveriesOf = (db: Sql, notificationIds: readonly string[]): PromiseLike<Delivery[]> =>
  db.$queryRaw<Delivery[]>`
    SELECT notification_id::text AS "notificationId", channel::text, state::text, at FROM delivery
    WHERE notification_id = ANY(${notificationIds}::uuid[]) ORDER BY delivery.channel`;
