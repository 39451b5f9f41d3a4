import type { Viewer } from '@ycyw/service/viewer';
import type { Notice } from '../data/notice.ts';
import { requireReadable } from '../domain/access.ts';
import type { Loaders } from '../loaders.ts';
import type { Belfry } from './bell.ts';
import { follow } from './follow.ts';

export type Typing = Extract<Notice, { kind: 'typing' }>;

/** How long somebody is thought to be typing without saying so again. */
const expiresMs = 6000;

/** Who types, the viewer aside; whoever falls silent is reported as having stopped. */
export function typing(belfry: Belfry, loaders: Loaders, viewer: Viewer, conversationId: string): AsyncIterableIterator<Typing, void> {
  const slotOf = (notice: Notice): string | null => {
    if (notice.kind === 'typing') return notice.userId === viewer.id ? null : notice.userId;
    return notice.kind === 'state' ? 'state' : null;
  };
  return follow({ belfry, places: [conversationId], slotOf }, async function* (bell) {
    const typists = new Map<string, { notice: Typing; until: number }>();
    while (!bell.isStopped()) {
      const next = Math.min(...[...typists.values()].map(({ until }) => until));
      const rung = await bell.wait(Number.isFinite(next) ? Math.max(0, next - performance.now()) : undefined);
      if (rung.missedSeconds > 0 || rung.notices.some(({ kind }) => kind === 'state')) {
        requireReadable(viewer, await loaders.conversation.load(conversationId));
      }
      for (const notice of rung.notices) {
        if (notice.kind !== 'typing') continue;
        const known = typists.has(notice.userId);
        if (notice.typing) typists.set(notice.userId, { notice, until: performance.now() + expiresMs });
        else typists.delete(notice.userId);
        if (notice.typing !== known) yield notice;
      }
      for (const [userId, { notice, until }] of typists) {
        if (until > performance.now()) continue;
        typists.delete(userId);
        yield { ...notice, typing: false };
      }
    }
  });
}
