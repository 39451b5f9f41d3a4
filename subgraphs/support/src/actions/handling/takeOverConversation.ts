import { Refusal } from '@ycyw/service/refusal';
import { requireStaff, type Viewer } from '@ycyw/service/viewer';
import type { Conversation } from '../../data/conversation.ts';
import { assign } from '../../data/routing/handing.ts';
import { idOf } from '../../domain/id.ts';
import type { Desk } from '../desk.ts';
import { dispatchSoon } from '../routing/dispatch.ts';
import { requirePlace } from '../routing/place.ts';
import { resumeClock } from '../routing/wake.ts';
import { tellMoved } from './moved.ts';
import { lockAnswered } from './note.ts';

/** Takes a conversation that another has. One that nobody has is taken, not taken over: WRONG_STATE. */
export async function takeOverConversation(desk: Desk, viewer: Viewer, id: string): Promise<Conversation> {
  const staff = requireStaff(viewer);
  const taken = await desk.sql.$transaction(async (tx) => {
    const conversation = await lockAnswered(tx, staff, idOf(id));
    const { state, agentId } = conversation;
    if (state === 'ASSIGNED' && agentId === staff.id) return conversation;
    if (state !== 'ASSIGNED' && state !== 'SNOOZED') throw new Refusal('WRONG_STATE', state);
    const now = desk.clock.now();
    await resumeClock(tx, conversation, now);
    const after = await assign(tx, conversation.id, await requirePlace(tx, staff, conversation.region), now);
    await tellMoved(tx, conversation, after, now, { by: staff, done: 'takenOver', detail: { from: agentId } });
    return after;
  });
  await dispatchSoon(desk);
  return taken;
}
