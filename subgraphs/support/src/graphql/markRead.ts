import { Refusal } from '@ycyw/service/refusal';
import { requirePerson } from '@ycyw/service/viewer';
import { lockConversation, read, type Conversation } from '../data/conversation.ts';
import { patience } from '../data/database.ts';
import { notify } from '../data/notice.ts';
import { requireWritable } from '../domain/access.ts';
import type { Context } from './context.ts';
import { idOf } from './id.ts';

export interface MarkReadArgs {
  conversationId: string;
  upToSequence: number;
}

export async function markRead(
  _: unknown,
  { conversationId, upToSequence }: MarkReadArgs,
  { viewer: asker, db }: Context,
): Promise<Conversation> {
  const viewer = requirePerson(asker);
  return db.$transaction(async (tx) => {
    const { conversation, side } = requireWritable(viewer, await lockConversation(tx, idOf(conversationId)));
    if (upToSequence < 0 || upToSequence > conversation.lastSequence) throw new Refusal('BAD_INPUT', 'upToSequence');
    const before = side === 'CUSTOMER' ? conversation.customerReadUpTo : conversation.agentReadUpTo;
    if (upToSequence <= before) return conversation;
    const moved = await read(tx, conversation.id, side, upToSequence);
    await notify(tx, { kind: 'read', id: moved.id });
    return moved;
  }, patience);
}
