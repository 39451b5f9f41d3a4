import { nothing, part, type Part, type Sql } from '@ycyw/service/sql';
import type { Region } from '@ycyw/service/viewer';
import { conversationColumns, type Conversation } from '../conversation.ts';

/** Seconds without a word after which an agent's conversations go to somebody else. */
const goneAfterSeconds = 60;
const atOnce = 100;

const locked = (tx: Sql, condition: Part): PromiseLike<Conversation[]> =>
  tx.$queryRaw<
    Conversation[]
  >`SELECT ${conversationColumns} FROM conversation WHERE ${condition} ORDER BY id LIMIT ${atOnce} FOR UPDATE SKIP LOCKED`;

const unheard = part`state = 'ASSIGNED' AND agent_heard_at < now() - make_interval(secs => ${goneAfterSeconds}::int)
  AND NOT EXISTS (SELECT FROM presence p WHERE p.user_id = agent_id AND p.seen_at > now() - make_interval(secs => ${goneAfterSeconds}::int))`;

/** Those whose agent has not been heard of for a minute, locked. */
export const lockAbandoned = (tx: Sql): PromiseLike<Conversation[]> => locked(tx, unheard);

/** All that somebody has, outside `region` where given, locked: also those that others hold, which it waits for. */
export const lockHeldBy = (tx: Sql, agentId: string, outside: Region | null = null): PromiseLike<Conversation[]> =>
  tx.$queryRaw<Conversation[]>`
    SELECT ${conversationColumns} FROM conversation
    WHERE state = 'ASSIGNED' AND agent_id = ${agentId}::uuid ${outside ? part`AND region <> ${outside}` : nothing} ORDER BY id FOR UPDATE`;

/** Those that have rested long enough, locked. */
export const lockRested = (tx: Sql): PromiseLike<Conversation[]> => locked(tx, part`state = 'SNOOZED' AND snoozed_until <= now()`);

/** Those that were resolved before `before`, locked. */
export const lockResolvedBefore = (tx: Sql, before: Date): PromiseLike<Conversation[]> =>
  locked(tx, part`state = 'RESOLVED' AND resolved_at <= ${before}`);

/** Whether there is any of them: what a sweep looks at before it opens a transaction. */
export async function anythingDue(sql: Sql, resolvedBefore: Date): Promise<{ abandoned: boolean; rested: boolean; resolved: boolean }> {
  const [row] = await sql.$queryRaw<{ abandoned: boolean; rested: boolean; resolved: boolean }[]>`
    SELECT EXISTS (SELECT FROM conversation WHERE ${unheard}) AS abandoned,
      EXISTS (SELECT FROM conversation WHERE state = 'SNOOZED' AND snoozed_until <= now()) AS rested,
      EXISTS (SELECT FROM conversation WHERE state = 'RESOLVED' AND resolved_at <= ${resolvedBefore}) AS resolved`;
  return row ?? { abandoned: false, rested: false, resolved: false };
}
