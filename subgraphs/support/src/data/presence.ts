import type { Sql } from '@ycyw/service/sql';

/** Seconds after which whoever has not been heard of is thought to be away: two heartbeats and some. */
export const presentForSeconds = 45;

/** Where somebody was before a heartbeat; null where they were not there. */
export interface Before {
  conversationId: string | null;
}

/** Notes that somebody is there, with a conversation open or none. Where they were until now. */
export async function noteSeen(sql: Sql, userId: string, conversationId: string | null): Promise<Before | null> {
  const [row] = await sql.$queryRaw<Before[]>`
    WITH before AS (
      SELECT conversation_id FROM presence
      WHERE user_id = ${userId}::uuid AND online AND seen_at > now() - make_interval(secs => ${presentForSeconds}::int)
    ), seen AS (
      INSERT INTO presence (user_id, conversation_id) VALUES (${userId}::uuid, ${conversationId}::uuid)
      ON CONFLICT (user_id) DO UPDATE SET seen_at = now(), conversation_id = excluded.conversation_id, online = true
    )
    SELECT conversation_id AS "conversationId" FROM before`;
  return row ?? null;
}

/** Whether somebody is there, as the others were told, and when they were last heard of. */
export interface Presence {
  online: boolean;
  lastSeenAt: Date | null;
}

/** Those of these, by their ids; those never heard of, or a day ago, are missing. */
export async function presencesOf(sql: Sql, userIds: readonly string[]): Promise<Map<string, Presence>> {
  const rows = await sql.$queryRaw<(Presence & { userId: string })[]>`
    SELECT user_id::text AS "userId", online, seen_at AS "lastSeenAt" FROM presence WHERE user_id = ANY(${[...userIds]}::uuid[])`;
  return new Map(rows.map(({ userId, ...presence }) => [userId, presence]));
}

/** The open conversations of these, as customers and as agents. */
export async function placesOf(sql: Sql, userIds: readonly string[]): Promise<string[]> {
  const rows = await sql.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM conversation WHERE customer_id = ANY(${[...userIds]}::uuid[]) AND state <> 'CLOSED'
    UNION SELECT id::text FROM conversation WHERE agent_id = ANY(${[...userIds]}::uuid[]) AND state <> 'CLOSED'`;
  return rows.map(({ id }) => id);
}

/** Somebody who fell silent, and where they were. */
export interface Silent extends Before {
  userId: string;
  /** Whether they do so at the desk. */
  answers: boolean;
}

/** Those who fell silent since this was asked last, each once. */
export const fallSilent = async (sql: Sql): Promise<Silent[]> =>
  sql.$queryRaw<Silent[]>`
    UPDATE presence SET online = false WHERE online AND seen_at < now() - make_interval(secs => ${presentForSeconds}::int)
    RETURNING user_id::text AS "userId", conversation_id::text AS "conversationId",
      EXISTS (SELECT FROM agent a WHERE a.user_id = presence.user_id) AS answers`;

export async function forgetPresence(sql: Sql): Promise<void> {
  await sql.$executeRaw`DELETE FROM presence WHERE seen_at < now() - interval '1 day'`;
}

/** Who is there with each of these conversations open, by the conversations' ids; twenty at most of each. */
export async function presentAt(sql: Sql, conversationIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await sql.$queryRaw<{ id: string; userIds: string[] }[]>`
    SELECT conversation_id AS id, (array_agg(user_id::text ORDER BY user_id))[1:20] AS "userIds" FROM presence
    WHERE conversation_id = ANY(${[...conversationIds]}::uuid[]) AND seen_at > now() - make_interval(secs => ${presentForSeconds}::int)
    GROUP BY conversation_id`;
  return new Map(rows.map(({ id, userIds }) => [id, userIds]));
}

/** Whether somebody is there. */
export const isPresent = async (sql: Sql, userId: string): Promise<boolean> => {
  const [row] = await sql.$queryRaw<{ present: boolean }[]>`
    SELECT EXISTS (SELECT FROM presence WHERE user_id = ${userId}::uuid AND seen_at > now() - make_interval(secs => ${presentForSeconds}::int)) AS present`;
  return row?.present === true;
};

/** Notes that somebody has been heard of, wherever they are. */
export async function noteHeard(sql: Sql, userId: string): Promise<void> {
  await sql.$executeRaw`INSERT INTO presence (user_id) VALUES (${userId}::uuid) ON CONFLICT (user_id) DO UPDATE SET seen_at = now(), online = true`;
}
