import { audit } from '@ycyw/service/audit';
import { append } from '@ycyw/service/outbox';
import { Refusal } from '@ycyw/service/refusal';
import { requireStaff, type SignedIn } from '@ycyw/service/viewer';
import { assign, lockConversation, lockLongestWaiting, type Conversation } from '../data/conversation.ts';
import { patience, type Tx } from '../data/database.ts';
import { notify } from '../data/notice.ts';
import { answers, regionOf } from '../domain/access.ts';
import { requireTransition } from '../domain/conversationState.ts';
import type { Context } from './context.ts';
import { conversationEvent } from './events.ts';
import { idOf } from './id.ts';

async function named(tx: Tx, agent: SignedIn, id: string): Promise<Conversation> {
  const conversation = await lockConversation(tx, id);
  if (!conversation || !answers(agent, conversation)) throw new Refusal('NOT_FOUND');
  return conversation;
}

async function longestWaiting(tx: Tx, agent: SignedIn): Promise<Conversation> {
  const conversation = await lockLongestWaiting(tx, regionOf(agent));
  if (!conversation) throw new Refusal('WRONG_STATE');
  return conversation;
}

export async function takeConversation(_: unknown, { id }: { id?: string | null }, { viewer, db, clock }: Context): Promise<Conversation> {
  const agent = requireStaff(viewer);
  return db.$transaction(async (tx) => {
    const conversation = id ? await named(tx, agent, idOf(id)) : await longestWaiting(tx, agent);
    if (conversation.state === 'ASSIGNED' && conversation.agentId === agent.id) return conversation;
    requireTransition(conversation.state, 'ASSIGNED');
    const taken = await assign(tx, conversation.id, agent.id);
    const now = clock.now();
    await append(tx, [conversationEvent(taken, conversation.state, now)], now);
    await audit(tx, agent, { action: 'support.conversation.taken', subjectKind: 'conversation', subjectId: taken.id }, now);
    await notify(tx, { kind: 'state', id: taken.id });
    return taken;
  }, patience);
}
