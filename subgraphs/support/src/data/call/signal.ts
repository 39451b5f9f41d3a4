import type { PersonalKey } from '@ycyw/service/vault';
import { part, type Sql } from '@ycyw/service/sql';
import type { Side } from '../../domain/access.ts';
import type { CallSignalKind } from '../../domain/call/signal.ts';
import type { CallSignal as Row } from '../../generated/prisma/client.ts';
import { sealedColumns } from '../sealedColumns.ts';

const { about } = sealedColumns.signal;

/** A signal as it can be read. */
export type CallSignal = Pick<Row, 'callId' | 'sequence' | 'party' | 'kind'> & { payload: string };

interface NewSignal {
  call: { id: string; conversationId: string; region: string };
  party: Side;
  kind: CallSignalKind;
  payload: string;
}

/** Adds a signal as the conversation's next: the row of the call must be locked by this transaction, and the conversation has no other open one. */
export async function insertSignal(tx: Sql, key: PersonalKey, { call, party, kind, payload }: NewSignal): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO call_signal (conversation_id, sequence, call_id, region, party, kind, payload)
    SELECT ${call.conversationId}::uuid, coalesce(max(sequence), 0) + 1, ${call.id}::uuid, ${call.region}, ${party}::party, ${kind}::call_signal_kind,
      ${key.seal(payload, about)}
    FROM call_signal WHERE conversation_id = ${call.conversationId}::uuid`;
}

/** How many signals the side sent in the call, and whether the other side has made an offer. */
export async function signalsSent(tx: Sql, callId: string, side: Side): Promise<{ sent: number; wasOffered: boolean }> {
  const [row] = await tx.$queryRaw<{ sent: number; wasOffered: boolean }[]>`
    SELECT count(*) FILTER (WHERE party = ${side}::party)::int AS sent,
      coalesce(bool_or(party <> ${side}::party AND kind = 'OFFER'), false) AS "wasOffered"
    FROM call_signal WHERE call_id = ${callId}::uuid`;
  return row ?? { sent: 0, wasOffered: false };
}

/** What the browsers told each other is needed no longer; that somebody hung up may still be on its way. */
export async function forgetPayloads(tx: Sql, callId: string): Promise<void> {
  await tx.$executeRaw`UPDATE call_signal SET payload = NULL WHERE call_id = ${callId}::uuid AND kind <> 'HANG_UP'`;
}

interface Hearing {
  conversationId: string;
  side: Side;
  /** Of staff, only their own calls. */
  viewerId: string;
  above: number;
  size: number;
}

/** What the other side signalled above a sequence, in rising order. */
export async function signalsFor(
  sql: Sql,
  key: PersonalKey,
  { conversationId, side, viewerId, above, size }: Hearing,
): Promise<CallSignal[]> {
  const own = side === 'AGENT' ? part`AND EXISTS (SELECT FROM call c WHERE c.id = call_id AND c.agent_id = ${viewerId}::uuid)` : part``;
  const rows = await sql.$queryRaw<(Omit<CallSignal, 'payload'> & { payload: Uint8Array })[]>`
    SELECT call_id AS "callId", sequence, party, kind, payload FROM call_signal
    WHERE conversation_id = ${conversationId}::uuid AND sequence > ${above}::int AND party <> ${side}::party AND payload IS NOT NULL ${own}
    ORDER BY sequence LIMIT ${size}`;
  return rows.map(({ payload, ...signal }) => ({ ...signal, payload: key.open(payload, about) }));
}
