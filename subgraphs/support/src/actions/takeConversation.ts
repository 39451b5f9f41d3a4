import { Refusal } from '@ycyw/service/refusal';
import { requireStaff, type SignedIn, type Viewer } from '@ycyw/service/viewer';
import { lockConversation, lockLongestWaiting, type Conversation } from '../data/conversation.ts';
import type { Sql } from '@ycyw/service/sql';
import { assign } from '../data/routing/handing.ts';
import { answers, regionOf } from '../domain/access.ts';
import { requireTransition } from '../domain/conversationState.ts';
import type { Desk } from './desk.ts';
import { idOf } from '../domain/id.ts';
import { tellMoved } from './handling/moved.ts';
import { requirePlace } from './routing/place.ts';
import { resumeClock } from './routing/wake.ts';

async function named(tx: Sql, agent: SignedIn, id: string): Promise<Conversation> {
  const conversation = await lockConversation(tx, id);
  if (!conversation || !answers(agent, conversation)) throw new Refusal('NOT_FOUND');
  return conversation;
}

async function longestWaiting(tx: Sql, agent: SignedIn): Promise<Conversation> {
  const conversation = await lockLongestWaiting(tx, regionOf(agent));
  if (!conversation) throw new Refusal('WRONG_STATE');
  return conversation;
}

/** Gives the viewer a conversation that waits, or that they had let rest; WRONG_STATE(CAPACITY) where they hold as many as they may. */
export async function takeConversation({ sql, clock }: Desk, viewer: Viewer, id: string | null): Promise<Conversation> {
  const agent = requireStaff(viewer);
  return sql.$transaction(async (tx) => {
    const conversation = id ? await named(tx, agent, idOf(id)) : await longestWaiting(tx, agent);
    const own = conversation.agentId === agent.id;
    if (conversation.state === 'ASSIGNED' && own) return conversation;
    requireTransition(conversation.state, 'ASSIGNED');
    if (conversation.state !== 'QUEUED' && !own) throw new Refusal('WRONG_STATE', conversation.state);
    const now = clock.now();
    await resumeClock(tx, conversation, now);
    const taken = await assign(tx, conversation.id, await requirePlace(tx, agent, conversation.region), now);
    await tellMoved(tx, conversation, taken, now, { by: agent, done: 'taken' });
    return taken;
  });
}
