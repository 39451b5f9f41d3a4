import { isStaff, requirePerson, type Viewer } from '@ycyw/service/viewer';
import { findConversation, lockConversation, type Conversation } from '../../data/conversation.ts';
import { requireReadable } from '../../domain/access.ts';
import { idOf } from '../../domain/id.ts';
import { requireReopenable } from '../../domain/reopening.ts';
import type { Desk } from '../desk.ts';
import { dispatchSoon } from '../routing/dispatch.ts';
import { queueAgain } from '../routing/wake.ts';
import { tellMoved } from './moved.ts';

/** Puts a resolved conversation, or one that was closed in the last seven days, in the queue again. By its customer or staff of its region; twice is once. */
export async function reopenConversation(desk: Desk, asker: Viewer, given: string): Promise<Conversation> {
  const viewer = requirePerson(asker);
  const id = idOf(given);
  const waiting = await desk.sql.$transaction(async (tx) => {
    const { conversation } = requireReadable(viewer, await lockConversation(tx, id));
    if (conversation.state === 'QUEUED') return conversation;
    const now = desk.clock.now();
    requireReopenable(conversation, now);
    const again = await queueAgain(tx, conversation, now);
    await tellMoved(tx, conversation, again, now, isStaff(viewer) ? { by: viewer, done: 'reopened' } : null);
    return again;
  });
  await dispatchSoon(desk);
  return (await findConversation(desk.sql, id)) ?? waiting;
}
