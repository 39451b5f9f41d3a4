import { answerErasure, type Erasure } from '@ycyw/service/erasure';
import { append } from '@ycyw/service/outbox';
import type { Sql } from '@ycyw/service/sql';
import { notify } from '../data/notice.ts';
import { forgetPerson } from '../data/personal.ts';
import { conversationEvent } from './events.ts';

export async function erasePerson(tx: Sql, erasure: Erasure, now: Date): Promise<void> {
  const { gone, waiting } = await forgetPerson(tx, erasure.userId);
  await append(
    tx,
    waiting.map((conversation) => conversationEvent(conversation, 'ASSIGNED', now)),
    now,
  );
  const moved = [...gone, ...waiting.map(({ id }) => id)];
  await notify(tx, ...moved.map((id) => ({ kind: 'state' as const, id })), { kind: 'agent', id: erasure.userId });
  await answerErasure(tx, 'support', erasure, now);
}
