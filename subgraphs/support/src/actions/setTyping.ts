import { requirePerson, type Viewer } from '@ycyw/service/viewer';
import { notify } from '../data/notice.ts';
import { requireWritable } from '../domain/access.ts';
import type { Desk } from './desk.ts';
import { idOf } from '../domain/id.ts';

export interface SetTypingArgs {
  conversationId: string;
  typing: boolean;
}

/** Nothing is stored: whoever listens now hears it. */
export async function setTyping({ sql, loaders }: Desk, asker: Viewer, { conversationId, typing }: SetTypingArgs): Promise<void> {
  const viewer = requirePerson(asker);
  const { conversation, side } = requireWritable(viewer, await loaders.conversation.load(idOf(conversationId)));
  await notify(sql, { kind: 'typing', id: conversation.id, party: side, userId: viewer.id, typing });
}
