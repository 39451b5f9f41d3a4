import type { Viewer } from '@ycyw/service/viewer';
import type { Notice } from '../data/notice.ts';
import { requireReadable } from '../domain/access.ts';
import type { Loaders } from '../loaders.ts';
import type { Belfry, News } from './bell.ts';
import { follow } from './follow.ts';

export type Typing = Extract<Notice, { kind: 'typing' }>;

/** How long somebody is thought to be typing without saying so again. */
const expiresMs = 6000;
/** That somebody has said it is told after what they said, which shows as much. */
const saidMs = 200;

/** Who types, the viewer aside; whoever falls silent, or has said it, is reported as having stopped. */
export function typing(belfry: Belfry, loaders: Loaders, viewer: Viewer, conversationId: string): AsyncIterableIterator<Typing, void> {
  const slotOf = (notice: News): string | null => {
    if (notice.kind === 'typing') return notice.userId === viewer.id ? null : notice.userId;
    if (notice.kind === 'message') return notice.by === undefined || notice.by === viewer.id ? null : `${notice.by} said it`;
    return notice.kind === 'state' ? 'state' : null;
  };
  return follow({ belfry, places: [conversationId], slotOf }, async function* (bell) {
    const typists = new Map<string, { notice: Typing; until: number; hasSaid: boolean }>();
    while (!bell.isStopped()) {
      const next = Math.min(...[...typists.values()].map(({ until }) => until));
      const rung = await bell.wait(Number.isFinite(next) ? Math.max(0, next - performance.now()) : undefined);
      if (rung.missedSeconds > 0 || rung.notices.some(({ kind }) => kind === 'state')) {
        requireReadable(viewer, await loaders.conversation.load(conversationId));
      }
      for (const notice of rung.notices) {
        if (notice.kind === 'message') {
          const typist = typists.get(notice.by ?? '');
          if (typist) typists.set(typist.notice.userId, { ...typist, until: performance.now() + saidMs, hasSaid: true });
        }
        if (notice.kind !== 'typing') continue;
        const before = typists.get(notice.userId);
        if (notice.typing) typists.set(notice.userId, { notice, until: performance.now() + expiresMs, hasSaid: false });
        else typists.delete(notice.userId);
        if (notice.typing ? !before || before.hasSaid : before) yield notice;
      }
      for (const [userId, { notice, until }] of typists) {
        if (until > performance.now()) continue;
        typists.delete(userId);
        yield { ...notice, typing: false };
      }
    }
  });
}
