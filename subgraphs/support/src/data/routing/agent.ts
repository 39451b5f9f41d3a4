import type { Language } from '@ycyw/service/language';
import { nothing, part, type Sql } from '@ycyw/service/sql';
import type { Region } from '@ycyw/service/viewer';
import { usualLanguages, type DeskStatus } from '../../domain/routing/agent.ts';
import type { Topic } from '../../domain/routing/topic.ts';
import { presentForSeconds } from '../presence.ts';

export interface Agent {
  userId: string;
  region: Region;
  languages: Language[];
  skills: Topic[];
  capacity: number;
  /** Null: they never said, and are given nothing. */
  status: DeskStatus | null;
}

const columns = part`user_id AS "userId", region, languages, skills, capacity, status`;

/** The agent, known from now on, with their row locked until the transaction ends: what they are given comes one by one. */
export async function lockAgent(tx: Sql, { id, region }: { id: string; region: Region }): Promise<Agent> {
  const [row] = await tx.$queryRaw<Agent[]>`
    INSERT INTO agent (user_id, region, languages) VALUES (${id}::uuid, ${region}, ${[...usualLanguages(region)]}::text[])
    ON CONFLICT (user_id) DO UPDATE SET region = excluded.region RETURNING ${columns}`;
  if (!row) throw new Error('an agent that was inserted is gone');
  return row;
}

/** One who is known, locked; null for anybody else. */
export async function lockKnownAgent(tx: Sql, id: string): Promise<Agent | null> {
  const [row] = await tx.$queryRaw<Agent[]>`SELECT ${columns} FROM agent WHERE user_id = ${id}::uuid FOR UPDATE`;
  return row ?? null;
}

/** A place of theirs that is free; null where they hold as much as they may. The agent's row must be locked by this transaction. */
export async function freePlace(tx: Sql, { userId, capacity }: Agent): Promise<number | null> {
  const [row] = await tx.$queryRaw<{ place: number | null }[]>`
    WITH held AS (SELECT agent_slot FROM conversation WHERE agent_id = ${userId}::uuid AND state = 'ASSIGNED')
    SELECT min(place)::int AS place FROM generate_series(1, ${capacity}::int) place
    WHERE place NOT IN (SELECT agent_slot FROM held) AND (SELECT count(*) FROM held) < ${capacity}::int`;
  return row?.place ?? null;
}

export async function saveStatus(
  tx: Sql,
  id: string,
  { status, languages }: { status: DeskStatus; languages: readonly Language[] | null },
): Promise<Agent> {
  const [row] = await tx.$queryRaw<Agent[]>`
    UPDATE agent SET status = ${status}, languages = coalesce(${languages && [...languages]}::text[], languages)
    WHERE user_id = ${id}::uuid RETURNING ${columns}`;
  if (!row) throw new Error('a locked agent is gone');
  return row;
}

/** Null where nobody of that region is known by the id. */
export async function saveProfile(
  tx: Sql,
  region: Region | null,
  { userId, languages, skills, capacity }: Pick<Agent, 'userId' | 'languages' | 'skills' | 'capacity'>,
): Promise<Agent | null> {
  const [row] = await tx.$queryRaw<Agent[]>`
    UPDATE agent SET languages = ${languages}::text[], skills = ${skills}::text[], capacity = ${capacity}
    WHERE user_id = ${userId}::uuid ${region ? part`AND region = ${region}` : nothing} RETURNING ${columns}`;
  return row ?? null;
}

export const noteGiven = async (tx: Sql, id: string): Promise<void> => {
  await tx.$executeRaw`UPDATE agent SET given_at = now() WHERE user_id = ${id}::uuid`;
};

/** Forgets an agent; with `outside` one of another region only. */
export const forgetAgent = async (tx: Sql, id: string, outside: Region | null = null): Promise<boolean> =>
  (await tx.$executeRaw`DELETE FROM agent WHERE user_id = ${id}::uuid ${outside ? part`AND region <> ${outside}` : nothing}`) > 0;

/** An agent with how many conversations they hold, and whether they are there. */
export type Seen = Agent & { load: number; present: boolean };

const seen = part`
  ${columns}, (SELECT count(*)::int FROM conversation c WHERE c.agent_id = user_id AND c.state = 'ASSIGNED') AS load,
  EXISTS (SELECT FROM presence p WHERE p.user_id = agent.user_id AND p.seen_at > now() - make_interval(secs => ${presentForSeconds}::int)) AS present`;

export async function agentSeen(sql: Sql, id: string): Promise<Seen | null> {
  const [row] = await sql.$queryRaw<Seen[]>`SELECT ${seen} FROM agent WHERE user_id = ${id}::uuid`;
  return row ?? null;
}

/** Those of a region, or of all, in the order of their ids, after the id `after`; `size + 1` rows at most. */
export const agentsPage = async (sql: Sql, region: Region | null, size: number, after: string | null): Promise<Seen[]> =>
  sql.$queryRaw<Seen[]>`
    SELECT ${seen} FROM agent WHERE ${region ? part`region = ${region}` : part`true`} ${after === null ? nothing : part`AND user_id > ${after}::uuid`}
    ORDER BY user_id LIMIT ${size + 1}`;

export async function agentCount(sql: Sql, region: Region | null): Promise<number> {
  const [row] = await sql.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM agent WHERE ${region ? part`region = ${region}` : part`true`}`;
  return row?.count ?? 0;
}
