import type { Viewer } from '@ycyw/service/viewer';
import type { Message } from '../data/message.ts';
import { requireReadable } from '../domain/access.ts';
import type { Loaders } from '../loaders.ts';
import type { Belfry } from './bell.ts';
import { follow } from './follow.ts';

const pageSize = 100;

/**
 * Every message of a conversation whose last change is above `after`, in the order of those changes; one that changes again comes
 * again. As messageAdded: the table is the only source, and a notice only says that it is time to look.
 */
export function messageChanged(
  belfry: Belfry,
  loaders: Loaders,
  viewer: Viewer,
  conversationId: string,
  after: number,
): AsyncIterableIterator<Message, void> {
  const slotOf = ({ kind }: { kind: string }): string | null => (kind === 'change' || kind === 'state' ? kind : null);
  return follow({ belfry, places: [conversationId], slotOf }, async function* (bell) {
    let last = after;
    while (!bell.isStopped()) {
      const page = await loaders.changes.load({ conversationId, above: last, size: pageSize });
      for (const message of page) {
        last = message.revision;
        yield message;
      }
      if (page.length === pageSize) continue;
      const rung = await bell.wait();
      const handsMayHaveChanged = rung.missedSeconds > 0 || rung.notices.some(({ kind }) => kind === 'state');
      if (handsMayHaveChanged && !bell.isStopped()) requireReadable(viewer, await loaders.conversation.load(conversationId));
    }
  });
}
