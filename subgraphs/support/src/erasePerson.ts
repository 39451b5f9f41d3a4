import { answerErasure, type Erasure } from '@ycyw/service/erasure';
import { append } from '@ycyw/service/outbox';
import type { Sql } from '@ycyw/service/sql';
import { notify } from './data/notice.ts';
import { forgetPerson } from './data/personal.ts';
import { conversationEvent } from './graphql/events.ts';

export async function erasePerson(tx: Sql, erasure: Erasure, now: Date): Promise<void> {
  const waiting = await forgetPerson(tx, erasure.userId, now);
  await append(
    tx,
    waiting.map((conversation) => conversationEvent(conversation, 'ASSIGNED', now)),
    now,
  );
  for (const { id } of waiting) await notify(tx, { kind: 'state', id });
  await answerErasure(tx, 'support', erasure, now);
}
