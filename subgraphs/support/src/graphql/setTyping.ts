import { requirePerson } from '@ycyw/service/viewer';
import { notify } from '../data/notice.ts';
import { requireWritable } from '../domain/access.ts';
import type { Context } from './context.ts';
import { idOf } from './id.ts';

export interface SetTypingArgs {
  conversationId: string;
  typing: boolean;
}

/** Nothing is stored: whoever listens now hears it. */
export async function setTyping(
  _: unknown,
  { conversationId, typing }: SetTypingArgs,
  { viewer: asker, db, loaders }: Context,
): Promise<boolean> {
  const viewer = requirePerson(asker);
  const { conversation, side } = requireWritable(viewer, await loaders.conversation.load(idOf(conversationId)));
  await notify(db, { kind: 'typing', id: conversation.id, party: side, userId: viewer.id, typing });
  return true;
}
