import { append } from '@ycyw/service/outbox';
import type { Sql } from '@ycyw/service/sql';
import { end, type Call } from '../../data/call/call.ts';
import { forgetPayloads } from '../../data/call/signal.ts';
import type { Conversation } from '../../data/conversation.ts';
import { notify } from '../../data/notice.ts';
import { insertShown } from '../../data/shown.ts';
import type { Side } from '../../domain/access.ts';
import { requireCallTransition, type CallState } from '../../domain/call/callState.ts';
import { messageEvent } from '../events.ts';

interface Ending {
  state: CallState;
  /** Who hung up or declined; null when time did. */
  by: Side | null;
  now: Date;
}

/** Ends a call, and shows it in its conversation by a message of nobody; both rows are locked by this transaction. */
export async function finish(tx: Sql, conversation: Conversation, call: Call, ending: Ending): Promise<Call> {
  requireCallTransition(call.state, ending.state);
  const ended = await end(tx, call.id, ending);
  await forgetPayloads(tx, call.id);
  const shown = await insertShown(tx, conversation, { settlementId: null, chargeId: null, callId: call.id }, call.id, ending.now);
  if (!shown) throw new Error('a call ended twice');
  const told = { ...shown, conversationId: conversation.id, party: 'SYSTEM' as const, sentAt: ending.now };
  await append(tx, [messageEvent(told, conversation), callEvent(ended, conversation, ending.now)], ending.now);
  await notify(tx, { kind: 'message', id: conversation.id }, { kind: 'state', id: conversation.id });
  return ended;
}

/** What others may be told of a call that is over. */
const callEvent = (call: Call, { region, customerId }: Conversation, now: Date) => ({
  type: 'support.call.ended',
  payload: {
    callId: call.id,
    conversationId: call.conversationId,
    region,
    customerId,
    agentId: call.agentId,
    state: call.state,
    proposedBy: call.proposedBy,
    at: now.toISOString(),
  },
});
