import type { Sql } from '@ycyw/service/sql';
import type { Conversation } from '../../data/conversation.ts';
import { isPresent } from '../../data/presence.ts';
import { freePlace, lockKnownAgent } from '../../data/routing/agent.ts';
import { assign, reopen, requeue } from '../../data/routing/handing.ts';
import { restartClocks, resumeResolution } from '../../data/sla/clock.ts';
import { promiseOf, resumed } from '../../domain/sla/promise.ts';
import { requireTransition } from '../../domain/conversationState.ts';
import type { Topic } from '../../domain/routing/topic.ts';
import type { Region } from '@ycyw/service/viewer';
import { tellMoved } from '../handling/moved.ts';

/** The clock of its resolution goes on, where it stood still. */
export async function resumeClock(
  tx: Sql,
  { id, slaPolicy: policy, slaPausedAt: pausedAt, resolutionDueAt: dueAt }: Conversation,
  now: Date,
): Promise<void> {
  if (policy && pausedAt && dueAt) await resumeResolution(tx, id, resumed({ policy, pausedAt, dueAt }, now), now);
}

/** A snoozed conversation goes to its agent, where they are there, not away, and have a free place, else back to the queue. It must be locked. */
export async function wake(tx: Sql, resting: Conversation, now: Date): Promise<Conversation> {
  await resumeClock(tx, resting, now);
  const { agentId } = resting;
  const agent = agentId && (await isPresent(tx, agentId)) ? await lockKnownAgent(tx, agentId) : null;
  const place = agent?.region === resting.region && agent.status !== 'AWAY' ? await freePlace(tx, agent) : null;
  requireTransition(resting.state, place === null ? 'QUEUED' : 'ASSIGNED');
  const awake = agentId && place !== null ? await assign(tx, resting.id, { agentId, place }, now) : await requeue(tx, resting.id);
  await tellMoved(tx, resting, awake, now, { by: null, done: 'woken' });
  return awake;
}

/** A locked conversation that had come to an end waits again, and its clocks begin anew. */
export async function queueAgain(tx: Sql, ended: Conversation, now: Date): Promise<Conversation> {
  requireTransition(ended.state, 'QUEUED');
  const again = await reopen(tx, ended.id, now);
  await restartClocks(tx, ended.id, promiseOf(ended.region as Region, ended.topic as Topic, now));
  return again;
}

/** What a message of its customer does to a locked conversation: one that rests or was resolved goes on. */
export async function heardFromCustomer(tx: Sql, conversation: Conversation, now: Date): Promise<Conversation> {
  if (conversation.state === 'SNOOZED') return wake(tx, conversation, now);
  if (conversation.state !== 'RESOLVED') return conversation;
  const again = await queueAgain(tx, conversation, now);
  await tellMoved(tx, conversation, again, now, null);
  return again;
}
