import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import { cleanText } from '@ycyw/service/text';
import type { PersonalKey } from '@ycyw/service/vault';
import { requireStaff, type SignedIn, type Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { lockConversation, type Conversation } from '../../data/conversation.ts';
import { insertNote, notedBefore, type Note } from '../../data/note.ts';
import { notify } from '../../data/notice.ts';
import { answers } from '../../domain/access.ts';
import { idOf } from '../../domain/id.ts';
import { noteBody } from '../../domain/note.ts';
import { clientIdOf } from '../../domain/opening.ts';
import type { Desk } from '../desk.ts';

export interface NoteArgs {
  conversationId: string;
  body: string;
  clientId: string;
}

/** The conversation locked, for staff of its region; NOT_FOUND for any other. */
export async function lockAnswered(tx: Sql, staff: SignedIn, id: string): Promise<Conversation> {
  const conversation = await lockConversation(tx, id);
  if (!conversation || !answers(staff, conversation)) throw new Refusal('NOT_FOUND');
  return conversation;
}

/** The key of whose conversation it is; CONVERSATION_CLOSED once that was erased, NOT_FOUND where there is none. Not inside a transaction. */
export async function keyOfOwner({ ownerOf, loaders }: Desk, id: string): Promise<PersonalKey> {
  const owner = await ownerOf(id);
  if (!owner) throw new Refusal('NOT_FOUND');
  const key = await loaders.key.load(owner);
  if (!key) throw new Refusal('CONVERSATION_CLOSED');
  return key;
}

/** What staff say among themselves about a conversation of their region, in whichever state; the customer never sees it. */
export async function addNote(desk: Desk, viewer: Viewer, args: NoteArgs): Promise<Note> {
  const staff = requireStaff(viewer);
  const conversationId = idOf(args.conversationId);
  const body = noteBody(cleanText(args.body, 'note'));
  const said = { conversationId, authorId: staff.id, clientId: clientIdOf(args.clientId) };
  const key = await keyOfOwner(desk, conversationId);
  return desk.sql.$transaction(async (tx) => {
    await lockAnswered(tx, staff, conversationId);
    const before = await notedBefore(tx, key, said);
    if (before && before.body !== body) throw new Refusal('IDEMPOTENCY_CONFLICT');
    if (before) return before;
    const note = await insertNote(tx, key, { ...said, id: uuidv7(), body, writtenAt: desk.clock.now() });
    await notify(tx, { kind: 'note', id: conversationId });
    return note;
  });
}
