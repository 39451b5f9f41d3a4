import { requirePerson, type Viewer } from '@ycyw/service/viewer';
import { signalsFor, type CallSignal } from '../data/call/signal.ts';
import { requireHearer } from '../domain/call/caller.ts';
import type { Desk } from '../actions/desk.ts';
import type { News } from './bell.ts';
import { follow } from './follow.ts';

const pageSize = 100;

/**
 * What the other side of the viewer's calls in a conversation signals, above `after`: as with messages the table is the only source. What
 * was signalled in a call that is over is gone, but that somebody hung up.
 */
export function callSignalled(
  { belfry, loaders, sql }: Desk,
  viewer: Viewer,
  conversationId: string,
  after: number,
): AsyncIterableIterator<CallSignal, void> {
  const slotOf = ({ kind }: News): string | null => (kind === 'signal' || kind === 'state' ? kind : null);
  return follow({ belfry, places: [conversationId], slotOf }, async function* (bell) {
    const person = requirePerson(viewer);
    let above = after;
    while (!bell.isStopped()) {
      const [found, open] = await Promise.all([loaders.conversation.load(conversationId), loaders.openCall.load(conversationId)]);
      const { conversation, side } = requireHearer(person, found, open);
      const key = await loaders.key.load(conversation.customerId);
      if (!key) return;
      const page = await signalsFor(sql, key, { conversationId, side, viewerId: person.id, above, size: pageSize });
      for (const signal of page) {
        above = signal.sequence;
        yield signal;
      }
      if (page.length < pageSize) await bell.wait();
    }
  });
}
