import { Refusal } from '@ycyw/service/refusal';
import { requirePerson, type Viewer } from '@ycyw/service/viewer';
import { lockConversation, read, type Conversation } from '../data/conversation.ts';
import { notify } from '../data/notice.ts';
import { requireWritable } from '../domain/access.ts';
import type { Desk } from './desk.ts';
import { idOf } from '../domain/id.ts';

export interface MarkReadArgs {
  conversationId: string;
  upToSequence: number;
}

export async function markRead({ sql, clock }: Desk, asker: Viewer, { conversationId, upToSequence }: MarkReadArgs): Promise<Conversation> {
  const viewer = requirePerson(asker);
  return sql.$transaction(async (tx) => {
    const { conversation, side } = requireWritable(viewer, await lockConversation(tx, idOf(conversationId)));
    if (upToSequence < 0 || upToSequence > conversation.lastSequence) throw new Refusal('BAD_INPUT', 'upToSequence');
    const before = side === 'CUSTOMER' ? conversation.customerReadUpTo : conversation.agentReadUpTo;
    if (upToSequence <= before) return conversation;
    const moved = await read(tx, conversation.id, side, upToSequence, clock.now());
    await notify(tx, { kind: 'read', id: moved.id });
    return moved;
  });
}
