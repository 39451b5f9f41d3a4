import type { Viewer } from '@ycyw/service/viewer';
import type { Conversation } from '../data/conversation.ts';
import type { Notice } from '../data/notice.ts';
import { requireReadable } from '../domain/access.ts';
import type { Loaders } from '../loaders.ts';
import type { Belfry } from './bell.ts';
import { follow } from './follow.ts';

const fingerprint = (row: Conversation, position: number | null): string =>
  [row.state, row.agentId, row.lastSequence, row.customerReadUpTo, row.agentReadUpTo, row.shownChanges, position].join();

/** The conversation now, then after each change; while it waits also when the queue before it moves. */
export function conversationChanged(
  belfry: Belfry,
  loaders: Loaders,
  viewer: Viewer,
  conversationId: string,
): AsyncIterableIterator<Conversation, void> {
  let waiting = true;
  const slotOf = (notice: Notice): string | null => {
    if (notice.kind === 'typing') return null;
    return notice.id === conversationId || (waiting && notice.kind === 'state') ? 'changed' : null;
  };
  return follow({ belfry, places: [conversationId, null], slotOf }, async function* (bell) {
    let told = '';
    while (!bell.isStopped()) {
      const { conversation } = requireReadable(viewer, await loaders.conversation.load(conversationId));
      waiting = conversation.state === 'QUEUED';
      const now = fingerprint(conversation, waiting ? await loaders.queuePosition.load(conversationId) : null);
      if (now !== told) {
        told = now;
        yield conversation;
      }
      await bell.wait();
    }
  });
}
