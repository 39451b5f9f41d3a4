import { append } from '@ycyw/service/outbox';
import type { Sql } from '@ycyw/service/sql';
import type { Region } from '@ycyw/service/viewer';
import type { Conversation } from '../../data/conversation.ts';
import { notify } from '../../data/notice.ts';
import { forgetAgent } from '../../data/routing/agent.ts';
import { anythingDue, lockAbandoned, lockHeldBy, lockResolvedBefore, lockRested } from '../../data/routing/due.ts';
import { close, requeue } from '../../data/routing/handing.ts';
import { anyAlertDue, takeDueAlerts } from '../../data/sla/clock.ts';
import type { Desk } from '../desk.ts';
import { tellMoved } from '../handling/moved.ts';
import { wake } from './wake.ts';

const resolvedMs = 72 * 3_600_000;

async function backToQueue(tx: Sql, left: readonly Conversation[], now: Date): Promise<void> {
  for (const conversation of left) {
    const waiting = await requeue(tx, conversation.id);
    await tellMoved(tx, conversation, waiting, now, { by: null, done: 'requeued', detail: { agentId: conversation.agentId } });
  }
}

/** What time does to conversations: agents go, snoozes end, what was resolved 72 hours ago is closed. */
export async function passTime({ sql, clock }: Desk): Promise<void> {
  const now = clock.now();
  const before = new Date(now.getTime() - resolvedMs);
  const due = await anythingDue(sql, before);
  if (due.abandoned) await sql.$transaction(async (tx) => backToQueue(tx, await lockAbandoned(tx), now));
  if (due.rested) {
    await sql.$transaction(async (tx) => {
      for (const conversation of await lockRested(tx)) await wake(tx, conversation, now);
    });
  }
  if (!due.resolved) return;
  await sql.$transaction(async (tx) => {
    for (const conversation of await lockResolvedBefore(tx, before)) {
      await tellMoved(tx, conversation, await close(tx, conversation.id, now), now, null);
    }
  });
}

/** Somebody who is no longer staff, or who is from now on in another `region`: what they had elsewhere goes to others. */
export async function leaveDesk(tx: Sql, userId: string, now: Date, region: Region | null = null): Promise<void> {
  await backToQueue(tx, await lockHeldBy(tx, userId, region), now);
  if (await forgetAgent(tx, userId, region)) await notify(tx, { kind: 'agent', id: userId });
}

/** Tells the desk, and of breaches other domains, which promises are about to be broken or have been; each once. */
export async function tellAlerts({ sql, clock }: Desk): Promise<void> {
  const now = clock.now();
  if (!(await anyAlertDue(sql, now))) return;
  await sql.$transaction(async (tx) => {
    const due = await takeDueAlerts(tx, now);
    await append(
      tx,
      due
        .filter(({ level }) => level === 'BREACH')
        .map(({ level: _, ...breach }) => ({ type: 'support.slaBreached', payload: { ...breach, at: now.toISOString() } })),
      now,
    );
    if (due.length > 0) await notify(tx, ...due.map(({ conversationId: id }) => ({ kind: 'state' as const, id })));
  });
}
