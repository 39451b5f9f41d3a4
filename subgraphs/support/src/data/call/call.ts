import { nothing, part, type Sql } from '@ycyw/service/sql';
import type { Side } from '../../domain/access.ts';
import { callPatience, type CallState } from '../../domain/call/callState.ts';
import type { Call as Row } from '../../generated/prisma/client.ts';

export type Call = Omit<Row, 'stateSince' | 'heardAt'>;

const columns = part`
  id, conversation_id AS "conversationId", region, media, state, agent_id AS "agentId", proposed_by AS "proposedBy", client_id AS "clientId",
  answer_client_id AS "answerClientId", proposed_at AS "proposedAt", started_at AS "startedAt", ended_at AS "endedAt", ended_by AS "endedBy",
  duration_seconds AS "durationSeconds", customer_connected AS "customerConnected", agent_connected AS "agentConnected"`;
const open = part`state IN ('PROPOSED', 'RINGING', 'CONNECTING', 'ACTIVE')`;

export type NewCall = Pick<Call, 'id' | 'conversationId' | 'region' | 'media' | 'agentId' | 'proposedBy' | 'clientId' | 'proposedAt'>;

/** Null where the conversation or the member of staff has a call already. */
export async function insertCall(tx: Sql, made: NewCall): Promise<Call | null> {
  const [row] = await tx.$queryRaw<Call[]>`
    INSERT INTO call (id, conversation_id, region, media, agent_id, proposed_by, client_id, proposed_at)
    VALUES (${made.id}::uuid, ${made.conversationId}::uuid, ${made.region}, ${made.media}::call_media, ${made.agentId}::uuid, ${made.proposedBy}::party,
      ${made.clientId}, ${made.proposedAt})
    ON CONFLICT DO NOTHING RETURNING ${columns}`;
  return row ?? null;
}

/** What this side proposed under that client id before, if anything. */
export async function proposedBefore(
  tx: Sql,
  { conversationId, proposedBy, clientId }: Pick<NewCall, 'conversationId' | 'proposedBy' | 'clientId'>,
): Promise<Call | null> {
  const [row] = await tx.$queryRaw<Call[]>`
    SELECT ${columns} FROM call WHERE conversation_id = ${conversationId}::uuid AND proposed_by = ${proposedBy}::party AND client_id = ${clientId}`;
  return row ?? null;
}

/** The call with its row locked until the transaction ends. */
export async function lockCall(tx: Sql, id: string): Promise<Call> {
  return one(await tx.$queryRaw<Call[]>`SELECT ${columns} FROM call WHERE id = ${id}::uuid FOR UPDATE`);
}

/** It rings; how long it has been waiting goes on. */
export async function ring(tx: Sql, id: string): Promise<Call> {
  return one(await tx.$queryRaw<Call[]>`UPDATE call SET state = 'RINGING' WHERE id = ${id}::uuid RETURNING ${columns}`);
}

/** It was accepted, on the device named, if any. */
export async function accept(tx: Sql, id: string, answerClientId: string | null): Promise<Call> {
  return one(
    await tx.$queryRaw<Call[]>`
      UPDATE call SET state = 'CONNECTING', state_since = now(), heard_at = now(), answer_client_id = ${answerClientId}
      WHERE id = ${id}::uuid RETURNING ${columns}`,
  );
}

/** That a side's browser is connected; with both, the call is on. */
export async function connect(tx: Sql, id: string, side: Side, now: Date): Promise<Call> {
  const [own, other] =
    side === 'CUSTOMER' ? [part`customer_connected`, part`agent_connected`] : [part`agent_connected`, part`customer_connected`];
  const begins = part`${other} AND state = 'CONNECTING'`;
  return one(
    await tx.$queryRaw<Call[]>`
      UPDATE call SET ${own} = true, heard_at = now(), state = CASE WHEN ${begins} THEN 'ACTIVE' ELSE state END,
        state_since = CASE WHEN ${begins} THEN now() ELSE state_since END, started_at = CASE WHEN ${begins} THEN ${now}::timestamptz ELSE started_at END
      WHERE id = ${id}::uuid RETURNING ${columns}`,
  );
}

/** Ends it; `by` is who hung up or declined, null when time did. How long it was on is the machine's time. */
export async function end(tx: Sql, id: string, { state, by, now }: { state: CallState; by: Side | null; now: Date }): Promise<Call> {
  return one(
    await tx.$queryRaw<Call[]>`
      UPDATE call SET state = ${state}::call_state, ended_at = ${now}, ended_by = ${by}::party,
        duration_seconds = CASE WHEN started_at IS NULL THEN NULL ELSE floor(extract(epoch FROM now() - state_since))::int END, state_since = now()
      WHERE id = ${id}::uuid RETURNING ${columns}`,
  );
}

/** Notes that somebody in it was heard of. */
export async function noteHeard(sql: Sql, id: string): Promise<void> {
  await sql.$executeRaw`UPDATE call SET heard_at = now() WHERE id = ${id}::uuid AND ${open}`;
}

export interface Lapsed {
  id: string;
  conversationId: string;
  becomes: CallState;
}

/** Those that time ends, and what becomes of them; with `id` whether that one is, and what. */
export const lapsedCalls = async (sql: Sql, id: string | null = null): Promise<Lapsed[]> =>
  sql.$queryRaw<Lapsed[]>`
    SELECT id, conversation_id AS "conversationId", becomes FROM (
      SELECT id, conversation_id, CASE
        WHEN state IN ('PROPOSED', 'RINGING') AND state_since < now() - make_interval(secs => ${callPatience.answer}::int) THEN 'MISSED'
        WHEN state = 'CONNECTING' AND state_since < now() - make_interval(secs => ${callPatience.connect}::int) THEN 'FAILED'
        WHEN state = 'ACTIVE' AND heard_at < now() - make_interval(secs => ${callPatience.silence}::int) THEN 'ENDED' END AS becomes
      FROM call WHERE ${open} ${id === null ? nothing : part`AND id = ${id}::uuid`}
    ) calls WHERE becomes IS NOT NULL LIMIT 100`;

/** The open calls of these conversations, by their ids. */
export async function openCalls(sql: Sql, conversationIds: readonly string[]): Promise<Map<string, Call>> {
  const rows = await sql.$queryRaw<
    Call[]
  >`SELECT ${columns} FROM call WHERE conversation_id = ANY(${[...conversationIds]}::uuid[]) AND ${open}`;
  return new Map(rows.map((row) => [row.conversationId, row]));
}

export async function callsById(sql: Sql, ids: readonly string[]): Promise<Map<string, Call>> {
  const rows = await sql.$queryRaw<Call[]>`SELECT ${columns} FROM call WHERE id = ANY(${[...ids]}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** All calls of the conversations that a customer opened, in the order of their ids, after the id `after`. */
export const callsOfCustomer = async (sql: Sql, customerId: string, after: string | null, size: number): Promise<Call[]> =>
  sql.$queryRaw<Call[]>`
    SELECT ${columns} FROM call WHERE conversation_id IN (SELECT c.id FROM conversation c WHERE c.customer_id = ${customerId}::uuid)
      ${after === null ? nothing : part`AND id > ${after}::uuid`} ORDER BY id LIMIT ${size}`;

/** Forgets the calls and signals of a customer's conversations, and an agent by another name. */
export async function forgetCaller(tx: Sql, userId: string, nobody: string): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM call_signal USING conversation c WHERE c.id = call_signal.conversation_id AND c.customer_id = ${userId}::uuid`;
  await tx.$executeRaw`DELETE FROM call USING conversation c WHERE c.id = call.conversation_id AND c.customer_id = ${userId}::uuid`;
  await tx.$executeRaw`UPDATE call SET agent_id = ${nobody}::uuid WHERE agent_id = ${userId}::uuid`;
}

function one(rows: readonly Call[]): Call {
  const [row] = rows;
  if (!row) throw new Error('a locked call is gone');
  return row;
}
