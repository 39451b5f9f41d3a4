import type { Region } from '@ycyw/service/viewer';
import { touchedWithin, type Conversation } from '../data/conversation.ts';
import type { Sql } from '@ycyw/service/sql';
import { queuePage } from '../data/queue.ts';
import type { Loaders } from '../loaders.ts';
import type { Belfry } from './bell.ts';
import { follow } from './follow.ts';

const shownFirst = 100;

/** Those that wait longest, then each conversation whose state changes; of one region, or of all. */
export function supportQueueChanged(
  belfry: Belfry,
  loaders: Loaders,
  sql: Sql,
  region: Region | null,
): AsyncIterableIterator<Conversation, void> {
  return follow({ belfry, places: [null], slotOf: (notice) => (notice.kind === 'state' ? notice.id : null) }, async function* (bell) {
    const waiting = await queuePage(sql, { region, state: 'QUEUED', agentId: null, lateAt: null }, shownFirst, null);
    yield* waiting.slice(0, shownFirst);
    while (!bell.isStopped()) {
      const rung = await bell.wait();
      const ids = new Set(rung.notices.map((notice) => notice.id));
      if (rung.missedSeconds > 0) for (const { id } of await touchedWithin(sql, rung.missedSeconds)) ids.add(id);
      for (const conversation of await loaders.conversation.loadMany([...ids])) {
        if (conversation instanceof Error) throw conversation;
        if (conversation && (region === null || conversation.region === region)) yield conversation;
      }
    }
  });
}
