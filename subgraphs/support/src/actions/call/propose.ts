import { audit } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import { requirePerson, type Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { insertCall, proposedBefore, type Call } from '../../data/call/call.ts';
import { lockConversation } from '../../data/conversation.ts';
import { notify } from '../../data/notice.ts';
import { touch } from '../../data/shown.ts';
import { requireWritable } from '../../domain/access.ts';
import type { CallMedia } from '../../domain/call/callState.ts';
import { idOf } from '../../domain/id.ts';
import { clientIdOf } from '../../domain/opening.ts';
import type { Desk } from '../desk.ts';

export interface ProposeCallArgs {
  conversationId: string;
  clientId: string;
  media: CallMedia;
}

/** Asks the other side for a call. CALL_NOT_POSSIBLE says why not: `unassigned`, `closed`, `busy`, `contact` for who has no account to answer with. */
export async function proposeCall({ sql, clock }: Desk, asker: Viewer, args: ProposeCallArgs): Promise<Call> {
  const viewer = requirePerson(asker);
  const id = idOf(args.conversationId);
  return sql.$transaction(async (tx) => {
    const { conversation, side } = requireWritable(viewer, await lockConversation(tx, id));
    const clientId = clientIdOf(args.clientId);
    const before = await proposedBefore(tx, { conversationId: id, proposedBy: side, clientId });
    if (before) {
      if (before.media !== args.media) throw new Refusal('IDEMPOTENCY_CONFLICT');
      return before;
    }
    const { state, region } = conversation;
    if (state === 'CLOSED' || state === 'RESOLVED') throw new Refusal('CALL_NOT_POSSIBLE', 'closed');
    if (conversation.contactId !== null) throw new Refusal('CALL_NOT_POSSIBLE', 'contact');
    const agentId = side === 'AGENT' ? viewer.id : conversation.agentId;
    if (state !== 'ASSIGNED' || !agentId) throw new Refusal('CALL_NOT_POSSIBLE', 'unassigned');
    const now = clock.now();
    const made = { id: uuidv7(), conversationId: id, region, media: args.media, agentId, proposedBy: side, clientId, proposedAt: now };
    const call = await insertCall(tx, made);
    if (!call) throw new Refusal('CALL_NOT_POSSIBLE', 'busy');
    if (side === 'AGENT') await audit(tx, viewer, { action: 'support.call.proposed', subjectKind: 'call', subjectId: call.id }, now);
    await touch(tx, id);
    await notify(tx, { kind: 'state', id });
    return call;
  });
}
