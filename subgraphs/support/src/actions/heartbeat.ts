import { isStaff, requirePerson, type Viewer } from '@ycyw/service/viewer';
import { notify, type Notice } from '../data/notice.ts';
import { fallSilent, noteSeen, placesOf } from '../data/presence.ts';
import { requireReadable } from '../domain/access.ts';
import { idOf } from '../domain/id.ts';
import type { Desk } from './desk.ts';
import { dispatchSoon } from './routing/dispatch.ts';

/** Tells those at these places, and those that wait for whoever answers, of the agents who came or went. */
async function tell({ sql }: Desk, places: Iterable<string>, agents: readonly string[]): Promise<void> {
  const notices: Notice[] = [
    ...[...new Set(places)].map((id) => ({ kind: 'presence' as const, id })),
    ...agents.map((id) => ({ kind: 'agent' as const, id })),
  ];
  if (notices.length > 0) await notify(sql, ...notices);
}

/** Notes that the viewer is there, with that conversation open; who follows it, or the one that they left, or on their coming any of theirs, hears of it. */
export async function heartbeat(desk: Desk, asker: Viewer, conversationId: string | null): Promise<void> {
  const { sql, loaders } = desk;
  const viewer = requirePerson(asker);
  const id = conversationId && requireReadable(viewer, await loaders.conversation.load(idOf(conversationId))).conversation.id;
  const before = await noteSeen(sql, viewer.id, id);
  const comes = !before && isStaff(viewer);
  if (comes) await dispatchSoon(desk);
  if (before?.conversationId === id) return;
  const places = [id, ...(before ? [before.conversationId] : await placesOf(sql, [viewer.id]))];
  await tell(
    desk,
    places.filter((place) => place !== null),
    comes ? [viewer.id] : [],
  );
}

/** Tells of those who fell silent, where they are waited for and where they were: who looked on is no longer shown there. */
export async function tellSilent(desk: Desk): Promise<void> {
  const silent = await fallSilent(desk.sql);
  if (silent.length === 0) return;
  const theirs = await placesOf(
    desk.sql,
    silent.map(({ userId }) => userId),
  );
  const left = silent.flatMap(({ userId, answers }) => (answers ? [userId] : []));
  await tell(desk, [...theirs, ...silent.flatMap(({ conversationId }) => conversationId ?? [])], left);
}
