import { audit } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import type { PersonalKey } from '@ycyw/service/vault';
import type { Viewer } from '@ycyw/service/viewer';
import { lockCall } from '../../data/call/call.ts';
import { insertSignal, signalsSent } from '../../data/call/signal.ts';
import { notify } from '../../data/notice.ts';
import { hungUp, isOpen } from '../../domain/call/callState.ts';
import { payloadOf, requireSignal, type CallSignalKind } from '../../domain/call/signal.ts';
import type { Desk } from '../desk.ts';
import { finish } from './finish.ts';
import { callerIn, inCall } from './locked.ts';

export interface SignalCallArgs {
  callId: string;
  kind: CallSignalKind;
  payload: string;
}

/** Passes on what one browser tells the other; hanging up ends the call, and does so again once it has ended. */
export async function signalCall(desk: Desk, asker: Viewer, { callId, kind, payload }: SignalCallArgs): Promise<void> {
  const { call, side, conversation } = await callerIn(desk, asker, callId);
  const text = payloadOf(kind, payload);
  const key = await desk.loaders.key.load(conversation.customerId);
  // Whose conversation it is was erased.
  if (!key) throw new Refusal('CONVERSATION_CLOSED');
  if (kind === 'HANG_UP') return hangUp(desk, asker, call.id, key);
  await desk.sql.$transaction(async (tx) => {
    const { state } = await lockCall(tx, call.id);
    requireSignal(kind, { state, ...(await signalsSent(tx, call.id, side)) });
    await insertSignal(tx, key, { call, party: side, kind, payload: text });
    await notify(tx, { kind: 'signal', id: call.conversationId });
  });
}

const hangUp = (desk: Desk, asker: Viewer, callId: string, key: PersonalKey): Promise<void> =>
  inCall(desk, asker, callId, async (tx, { viewer, side, call, conversation }) => {
    if (!isOpen(call.state)) return;
    const state = hungUp(call.state);
    // Whoever is asked says so by answering.
    if (state === 'MISSED' && side !== call.proposedBy) throw new Refusal('WRONG_STATE');
    const now = desk.clock.now();
    await insertSignal(tx, key, { call, party: side, kind: 'HANG_UP', payload: '{}' });
    await finish(tx, conversation, call, { state, by: side, now });
    if (side === 'AGENT') await audit(tx, viewer, { action: 'support.call.hungUp', subjectKind: 'call', subjectId: call.id }, now);
    await notify(tx, { kind: 'signal', id: call.conversationId });
  });
