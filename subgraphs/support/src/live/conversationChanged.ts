import type { Viewer } from '@ycyw/service/viewer';
import type { Desk } from '../actions/desk.ts';
import type { Conversation } from '../data/conversation.ts';
import { requireReadable, type Side } from '../domain/access.ts';
import { expectedWait, type Standing } from '../domain/routing/expectedWait.ts';
import type { Loaders } from '../loaders.ts';
import type { News, Rung } from './bell.ts';
import { follow } from './follow.ts';
import type { Place } from './queueStandings.ts';

const fingerprint = (row: Conversation, standing: Standing | null, there: string): string =>
  [
    row.state,
    row.agentId,
    row.lastSequence,
    row.lastRevision,
    row.customerReadUpTo,
    row.agentReadUpTo,
    row.shownChanges,
    row.topic,
    row.rating,
    row.ratedAt?.getTime(),
    standing?.position,
    standing && expectedWait(standing),
    there,
  ].join();

/** Who of its two sides is there; for staff also who else of them is. */
async function thereAt(loaders: Loaders, viewer: Viewer, side: Side, { id, customerId, agentId }: Conversation): Promise<string> {
  const [staff, ...sides] = await Promise.all([
    side === 'AGENT' ? loaders.presentAt.load(id) : [],
    loaders.presence.load(customerId),
    agentId ? loaders.presence.load(agentId) : null,
  ]);
  const others = staff.filter((each) => each !== viewer.id && each !== customerId);
  return [...sides.map((presence) => presence?.online ?? false), ...others].join();
}

const quietKinds = new Set<string>(['message', 'read']);
/** What is written and read is told a moment later, once: the messages themselves go first. */
const quietMs = 200;
const isQuiet = ({ notices, missedSeconds }: Rung): boolean => missedSeconds === 0 && notices.every(({ kind }) => quietKinds.has(kind));

/** As told: with where it stands while it waits. */
export type Told = Conversation & { standing: Standing | null };

/**
 * The conversation now, then after each change; while it waits also when the queue before it moves. Its customer is not told of what
 * is between staff.
 */
export function conversationChanged(
  { belfry, loaders, queueStandings }: Pick<Desk, 'belfry' | 'loaders' | 'queueStandings'>,
  viewer: Viewer,
  { conversationId, side }: { conversationId: string; side: Side },
): AsyncIterableIterator<Told, void> {
  const slotOf = ({ kind }: News): string | null =>
    kind === 'typing' || kind === 'signal' || (kind === 'note' && side === 'CUSTOMER') ? null : kind;
  return follow({ belfry, places: [conversationId], slotOf }, async function* (bell) {
    let told = '';
    let there: string | null = null;
    let place: Place | null = null;
    try {
      while (!bell.isStopped()) {
        const { conversation } = requireReadable(viewer, await loaders.conversation.load(conversationId));
        if (conversation.state === 'QUEUED') place ??= queueStandings.follow(conversationId);
        else {
          place?.leave();
          place = null;
        }
        const standing = (await place?.standing()) ?? null;
        // Asked where it may have changed: most of what rings are messages.
        there ??= await thereAt(loaders, viewer, side, conversation);
        const seen = fingerprint(conversation, standing, there);
        const now = side === 'AGENT' ? [seen, conversation.noteCount, conversation.slaTold].join() : seen;
        if (now !== told) {
          told = now;
          yield { ...conversation, standing };
        }
        const first = await bell.wait();
        const rung = isQuiet(first) ? await bell.wait(quietMs) : first;
        if (rung.missedSeconds > 0 || rung.notices.some(({ kind }) => kind === 'presence' || kind === 'state')) there = null;
      }
    } finally {
      place?.leave();
    }
  });
}
