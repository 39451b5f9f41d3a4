import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import { cleanText } from '@ycyw/service/text';
import { requireStaff, type Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { lockConversation, type Conversation } from '../../data/conversation.ts';
import { insertNote, notedLately } from '../../data/note.ts';
import { notify } from '../../data/notice.ts';
import { isPresent } from '../../data/presence.ts';
import { freePlace, lockKnownAgent, noteGiven } from '../../data/routing/agent.ts';
import { assign, requeue } from '../../data/routing/handing.ts';
import { requireReadable, requireWritable } from '../../domain/access.ts';
import { requireTransition } from '../../domain/conversationState.ts';
import { idOf } from '../../domain/id.ts';
import { noteBody } from '../../domain/note.ts';
import type { Topic } from '../../domain/routing/topic.ts';
import type { Desk } from '../desk.ts';
import { dispatchSoon } from '../routing/dispatch.ts';
import { resumeClock } from '../routing/wake.ts';
import { tellMoved } from './moved.ts';
import { keyOfOwner } from './note.ts';

export interface TransferArgs {
  id: string;
  toAgentId?: string | null;
  topic?: Topic | null;
  note: string;
}

/** How long after a transfer the same is its repetition. */
const repeatedForMs = 600_000;

/** A place with the one it goes to; NOT_FOUND for who answers nobody there, WRONG_STATE for who is away (AWAY) or full (CAPACITY). */
async function placeWith(tx: Sql, agentId: string, region: string): Promise<{ agentId: string; place: number }> {
  const agent = await lockKnownAgent(tx, agentId);
  if (agent?.region !== region) throw new Refusal('NOT_FOUND');
  if (agent.status === null || agent.status === 'AWAY' || !(await isPresent(tx, agentId))) throw new Refusal('WRONG_STATE', 'AWAY');
  const place = await freePlace(tx, agent);
  if (place === null) throw new Refusal('WRONG_STATE', 'CAPACITY');
  return { agentId, place };
}

/**
 * Gives a conversation to another agent, or back to the queue under a topic, where it keeps its place, with a note that says why. By
 * who has it, or a manager. The same again changes nothing once it is where it should be,
 * nor, for ten minutes, wherever it went from there.
 */
export async function transferConversation(
  desk: Desk,
  viewer: Viewer,
  { id: given, toAgentId = null, topic = null, note }: TransferArgs,
): Promise<Conversation> {
  const staff = requireStaff(viewer);
  const id = idOf(given);
  const body = noteBody(cleanText(note, 'note'));
  if ((toAgentId === null) === (topic === null)) throw new Refusal('BAD_INPUT', 'toAgentId, topic');
  const to = toAgentId === null ? null : idOf(toAgentId);
  const key = await keyOfOwner(desk, id);
  const now = desk.clock.now();
  const moved = await desk.sql.$transaction(async (tx) => {
    const { conversation } = requireReadable(staff, await lockConversation(tx, id));
    if (to && conversation.state === 'ASSIGNED' && conversation.agentId === to) return conversation;
    if (to === null && conversation.state === 'QUEUED' && conversation.topic === topic) return conversation;
    // Who has it again, transfers it again.
    const isTheirs = conversation.agentId === staff.id && (conversation.state === 'ASSIGNED' || conversation.state === 'SNOOZED');
    const under = `transfer ${to ?? topic ?? ''} `;
    const said = { conversationId: id, authorId: staff.id, body };
    const before = { under, since: new Date(now.getTime() - repeatedForMs) };
    if (!isTheirs && (await notedLately(tx, key, said, before))) return conversation;
    requireWritable(staff, conversation);
    requireTransition(conversation.state, to ? 'ASSIGNED' : 'QUEUED');
    if (conversation.state === 'QUEUED' || conversation.state === 'RESOLVED' || conversation.state === 'CLOSED') {
      throw new Refusal('WRONG_STATE', conversation.state);
    }
    await resumeClock(tx, conversation, now);
    const after = to ? await assign(tx, id, await placeWith(tx, to, conversation.region), now) : await requeue(tx, id, topic);
    if (to) await noteGiven(tx, to);
    await insertNote(tx, key, { ...said, id: uuidv7(), clientId: `${under}${uuidv7()}`, writtenAt: now });
    await tellMoved(tx, conversation, after, now, { by: staff, done: 'transferred', detail: { from: conversation.agentId, to, topic } });
    await notify(tx, { kind: 'note', id });
    return after;
  });
  await dispatchSoon(desk);
  return moved;
}
