import { audited, type Act } from '@ycyw/service/audit';
import { append } from '@ycyw/service/outbox';
import type { Sql } from '@ycyw/service/sql';
import type { Region, Viewer } from '@ycyw/service/viewer';
import type { Conversation } from '../../data/conversation.ts';
import { notify } from '../../data/notice.ts';
import { conversationEvent } from '../events.ts';

/** What was done to a conversation, in the past, by whom: staff, or us (`null`). */
export interface Doing {
  by: Viewer | null;
  done: string;
  detail?: Act['detail'];
}

/**
 * Tells of a conversation that has come into another state or other hands: other domains, those who follow it, and the audit trail
 * where `doing` says what staff or we did.
 */
export async function tellMoved(tx: Sql, before: Conversation, after: Conversation, now: Date, doing: Doing | null): Promise<void> {
  const region = after.region as Region;
  const act = doing && {
    action: `support.conversation.${doing.done}`,
    subjectKind: 'conversation',
    subjectId: after.id,
    ...(doing.detail && { detail: doing.detail }),
  };
  await append(
    tx,
    [conversationEvent(after, before.state, now), ...(act ? [audited(doing.by ?? { id: null, role: null, region }, act)] : [])],
    now,
  );
  await notify(tx, { kind: 'state', id: after.id });
}
