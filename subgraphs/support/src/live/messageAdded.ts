import type { Viewer } from '@ycyw/service/viewer';
import type { Message } from '../data/message.ts';
import { requireReadable } from '../domain/access.ts';
import type { Loaders } from '../loaders.ts';
import type { Belfry } from './bell.ts';
import { follow } from './follow.ts';

const pageSize = 100;
const endless = 2 ** 31 - 1;

/**
 * Every message of a conversation above `after`, in order. The table is the only source, a notice only says that it is
 * time to look: so there is no gap between the past and the present, nothing comes twice, and a slow reader holds at
 * most a page. Followers that stand at the same place share one query.
 */
export function messageAdded(
  belfry: Belfry,
  loaders: Loaders,
  viewer: Viewer,
  conversationId: string,
  after: number,
): AsyncIterableIterator<Message, void> {
  const slotOf = ({ kind }: { kind: string }): string | null => (kind === 'message' || kind === 'state' ? kind : null);
  return follow({ belfry, places: [conversationId], slotOf }, async function* (bell) {
    let last = after;
    while (!bell.isStopped()) {
      const page = await loaders.messages.load({ conversationId, above: last, below: endless, size: pageSize, fromEnd: false });
      for (const message of page) {
        last = message.sequence;
        yield message;
      }
      if (page.length === pageSize) continue;
      const rung = await bell.wait();
      const handsMayHaveChanged = rung.missedSeconds > 0 || rung.notices.some(({ kind }) => kind === 'state');
      if (handsMayHaveChanged && !bell.isStopped()) requireReadable(viewer, await loaders.conversation.load(conversationId));
    }
  });
}
