import { requireStaff, type Viewer } from '@ycyw/service/viewer';
import { lockConversation, type Conversation } from '../../data/conversation.ts';
import { resolve, snooze } from '../../data/routing/handing.ts';
import { pauseResolution } from '../../data/sla/clock.ts';
import { requireWritable } from '../../domain/access.ts';
import { requireTransition } from '../../domain/conversationState.ts';
import { idOf } from '../../domain/id.ts';
import { snoozeUntil } from '../../domain/snooze.ts';
import type { Desk } from '../desk.ts';
import { dispatchSoon } from '../routing/dispatch.ts';
import { tellMoved } from './moved.ts';

/** Lets a conversation rest until an instant of the next thirty days. By who has it, or a manager; twice is once. */
export async function snoozeConversation(desk: Desk, viewer: Viewer, { id, until }: { id: string; until: string }): Promise<Conversation> {
  const staff = requireStaff(viewer);
  // As what wakes it: by the machine's time.
  const end = snoozeUntil(until, new Date());
  const resting = await desk.sql.$transaction(async (tx) => {
    const { conversation } = requireWritable(staff, await lockConversation(tx, idOf(id)));
    if (conversation.state === 'SNOOZED' && conversation.snoozedUntil?.getTime() === end.getTime()) return conversation;
    requireTransition(conversation.state, 'SNOOZED');
    const now = desk.clock.now();
    await pauseResolution(tx, conversation.id, now);
    const after = await snooze(tx, conversation.id, end);
    await tellMoved(tx, conversation, after, now, { by: staff, done: 'snoozed' });
    return after;
  });
  await dispatchSoon(desk);
  return resting;
}

/** What is asked is answered; the customer may say otherwise for 72 hours. By who has it, or a manager; twice is once. */
export async function resolveConversation(desk: Desk, viewer: Viewer, id: string): Promise<Conversation> {
  const staff = requireStaff(viewer);
  const resolved = await desk.sql.$transaction(async (tx) => {
    const { conversation } = requireWritable(staff, await lockConversation(tx, idOf(id)));
    if (conversation.state === 'RESOLVED') return conversation;
    requireTransition(conversation.state, 'RESOLVED');
    const now = desk.clock.now();
    const after = await resolve(tx, conversation.id, now);
    await tellMoved(tx, conversation, after, now, { by: staff, done: 'resolved' });
    return after;
  });
  await dispatchSoon(desk);
  return resolved;
}
