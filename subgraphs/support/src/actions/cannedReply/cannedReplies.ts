import { audit } from '@ycyw/service/audit';
import type { Language } from '@ycyw/service/language';
import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import { cleanText } from '@ycyw/service/text';
import { requireRole, type SignedIn, type Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { deleteReply, insertReply, isTitleTaken, replyTitled, updateReply, type CannedReply } from '../../data/cannedReply.ts';
import { replyOf, titleOf } from '../../domain/cannedReply.ts';
import { idOf } from '../../domain/id.ts';
import type { Desk } from '../desk.ts';

const requireManager = (viewer: Viewer): SignedIn => requireRole(viewer, 'MANAGER', 'ADMIN');

const note = (tx: Sql, manager: SignedIn, done: string, id: string, now: Date): Promise<void> =>
  audit(tx, manager, { action: `support.cannedReply.${done}`, subjectKind: 'cannedReply', subjectId: id }, now);

export interface NewReplyInput {
  language: Language;
  title: string;
  body: string;
}

/** Adds a canned reply; the same again is the same, other words under a title that is taken are BAD_INPUT. */
export async function createCannedReply({ sql, clock }: Desk, viewer: Viewer, input: NewReplyInput): Promise<CannedReply> {
  const manager = requireManager(viewer);
  const reply = {
    id: uuidv7(),
    language: input.language,
    title: titleOf(cleanText(input.title, 'title')),
    body: replyOf(cleanText(input.body, 'body')),
  };
  return sql.$transaction(async (tx) => {
    const now = clock.now();
    const made = await insertReply(tx, reply, now);
    if (made) {
      await note(tx, manager, 'created', made.id, now);
      return made;
    }
    const known = await replyTitled(tx, reply.language, reply.title);
    if (known?.body !== reply.body) throw new Refusal('BAD_INPUT', 'title');
    return known;
  });
}

export interface ReplyChangeInput {
  id: string;
  title: string;
  body: string;
}

export async function changeCannedReply({ sql, clock }: Desk, viewer: Viewer, input: ReplyChangeInput): Promise<CannedReply> {
  const manager = requireManager(viewer);
  const reply = { id: idOf(input.id), title: titleOf(cleanText(input.title, 'title')), body: replyOf(cleanText(input.body, 'body')) };
  return sql.$transaction(async (tx) => {
    const now = clock.now();
    if (await isTitleTaken(tx, reply)) throw new Refusal('BAD_INPUT', 'title');
    const changed = await updateReply(tx, reply, now);
    if (!changed) throw new Refusal('NOT_FOUND');
    await note(tx, manager, 'changed', changed.id, now);
    return changed;
  });
}

export async function deleteCannedReply({ sql, clock }: Desk, viewer: Viewer, id: string): Promise<void> {
  const manager = requireManager(viewer);
  await sql.$transaction(async (tx) => {
    if (!(await deleteReply(tx, idOf(id)))) throw new Refusal('NOT_FOUND');
    await note(tx, manager, 'deleted', idOf(id), clock.now());
  });
}
