import { audit } from '@ycyw/service/audit';
import { append } from '@ycyw/service/outbox';
import { requirePerson } from '@ycyw/service/viewer';
import { close, lockConversation, type Conversation } from '../data/conversation.ts';
import { patience } from '../data/database.ts';
import { notify } from '../data/notice.ts';
import { requireWritable } from '../domain/access.ts';
import { requireTransition } from '../domain/conversationState.ts';
import type { Context } from './context.ts';
import { conversationEvent } from './events.ts';
import { idOf } from './id.ts';

/** Closing what is closed answers the same. */
export async function closeConversation(_: unknown, { id }: { id: string }, { viewer: asker, db, clock }: Context): Promise<Conversation> {
  const viewer = requirePerson(asker);
  return db.$transaction(async (tx) => {
    const { conversation, side } = requireWritable(viewer, await lockConversation(tx, idOf(id)));
    if (conversation.state === 'CLOSED') return conversation;
    requireTransition(conversation.state, 'CLOSED');
    const now = clock.now();
    const closed = await close(tx, conversation.id, now);
    await append(tx, [conversationEvent(closed, conversation.state, now)], now);
    if (side === 'AGENT') {
      await audit(tx, viewer, { action: 'support.conversation.closed', subjectKind: 'conversation', subjectId: closed.id }, now);
    }
    await notify(tx, { kind: 'state', id: closed.id });
    return closed;
  }, patience);
}
