import { connection, decodeCursor, pageSize, type Connection } from '@ycyw/service/connection';
import { Refusal } from '@ycyw/service/refusal';
import { requireStaff, type Viewer } from '@ycyw/service/viewer';
import { validate } from 'uuid';
import type { Conversation as Row } from '../../data/conversation.ts';
import { notesPage, type Note as NoteRow } from '../../data/note.ts';
import { openComment } from '../../data/rating.ts';
import { agentCount, agentsPage, type Seen } from '../../data/routing/agent.ts';
import { answers, regionOf } from '../../domain/access.ts';
import { expectedWait, type Standing } from '../../domain/routing/expectedWait.ts';
import { standingOf } from '../../domain/sla/promise.ts';
import type { Told } from '../../live/conversationChanged.ts';
import type { Context } from '../context.ts';
import type { PageArgs } from '../conversationConnection.ts';

const user = (id: string): { __typename: 'User'; id: string } => ({ __typename: 'User', id });

/** What is between staff: FORBIDDEN for whoever else may read the conversation. */
function requireAnswering(viewer: Viewer, row: Row): void {
  if (!answers(viewer, row)) throw new Refusal('FORBIDDEN');
}

function writtenAfter(cursor: string | null | undefined): [Date, string] | null {
  const [at, id] = decodeCursor(cursor) ?? [];
  if (at === undefined) return null;
  if (typeof at !== 'number' || !Number.isInteger(at) || at < 0 || at >= 1e13 || typeof id !== 'string' || !validate(id)) {
    throw new Refusal('BAD_INPUT', 'cursor');
  }
  return [new Date(at), id];
}

/** A row, and where it stands if that is known already. */
type Waiting = Row & Partial<Pick<Told, 'standing'>>;

const standing = async (row: Waiting, { loaders }: Context): Promise<Standing | null> =>
  row.standing ?? (row.state === 'QUEUED' ? loaders.standing.load(row.id) : null);

export const conversationAtDesk = {
  queuePosition: async (row: Waiting, _: unknown, context: Context) => (await standing(row, context))?.position ?? null,
  expectedWaitSeconds: async (row: Waiting, _: unknown, context: Context) => {
    const found = await standing(row, context);
    return found && expectedWait(found);
  },
  ratingComment: async ({ customerId, ratingComment }: Row, _: unknown, { loaders }: Context) => {
    const key = ratingComment && (await loaders.key.load(customerId));
    return key ? openComment(key, ratingComment) : null;
  },
  snoozedUntil: (row: Row, _: unknown, { viewer }: Context) => {
    requireAnswering(viewer, row);
    return row.snoozedUntil;
  },
  notes: async (
    row: Row,
    { first, after }: PageArgs,
    { viewer, sql, loaders }: Context,
  ): Promise<Connection<NoteRow> & { totalCount: number }> => {
    requireAnswering(viewer, row);
    const size = pageSize(first);
    const from = writtenAfter(after);
    const notes = row.noteCount === 0 ? [] : await notesPage(sql, await loaders.key.load(row.customerId), row.id, size, from);
    return { ...connection(notes, size, ({ writtenAt, id }) => [writtenAt.getTime(), id], after), totalCount: row.noteCount };
  },
  staffPresent: async (row: Row, _: unknown, { viewer, loaders }: Context) => {
    requireAnswering(viewer, row);
    const there = await loaders.presentAt.load(row.id);
    return there.filter((id) => id !== viewer.id && id !== row.customerId).map(user);
  },
  sla: (row: Row, _: unknown, { viewer, clock }: Context) => {
    requireAnswering(viewer, row);
    return standingOf(row, clock.now());
  },
};

export const Note = { author: (row: NoteRow) => user(row.authorId) };

export const Agent = { user: (row: Seen) => user(row.userId) };

/** Those who answer in the viewer's region; in all of them for admins. */
export async function agentConnection({ first, after }: PageArgs, { viewer, sql }: Context) {
  const region = regionOf(requireStaff(viewer));
  const size = pageSize(first);
  const [id = null] = decodeCursor(after) ?? [];
  if (id !== null && (typeof id !== 'string' || !validate(id))) throw new Refusal('BAD_INPUT', 'cursor');
  const agents = await agentsPage(sql, region, size, id);
  return { ...connection(agents, size, ({ userId }) => [userId], after), totalCount: () => agentCount(sql, region) };
}
