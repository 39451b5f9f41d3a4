import { requirePerson, type Viewer } from '@ycyw/service/viewer';
import { lockConversation, type Conversation } from '../data/conversation.ts';
import { close } from '../data/routing/handing.ts';
import { requireWritable } from '../domain/access.ts';
import { requireTransition } from '../domain/conversationState.ts';
import type { Desk } from './desk.ts';
import { tellMoved } from './handling/moved.ts';
import { idOf } from '../domain/id.ts';
import { dispatchSoon } from './routing/dispatch.ts';

/** Closing what is closed answers the same. */
export async function closeConversation(desk: Desk, asker: Viewer, id: string): Promise<Conversation> {
  const viewer = requirePerson(asker);
  const closed = await desk.sql.$transaction(async (tx) => {
    const { conversation, side } = requireWritable(viewer, await lockConversation(tx, idOf(id)));
    if (conversation.state === 'CLOSED') return conversation;
    requireTransition(conversation.state, 'CLOSED');
    const now = desk.clock.now();
    const after = await close(tx, conversation.id, now);
    await tellMoved(tx, conversation, after, now, side === 'AGENT' ? { by: viewer, done: 'closed' } : null);
    return after;
  });
  await dispatchSoon(desk);
  return closed;
}
