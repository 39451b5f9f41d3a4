import { audit } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import { requireStepUp } from '@ycyw/service/viewer';
import { validate } from 'uuid';
import { countAttempt } from '../data/attempt.ts';
import { deletionOf } from '../data/account-deletion.ts';
import { addExport, findExport, type DataExport as Row } from '../data/data-export.ts';
import { newTicket } from '../export/ticket.ts';
import type { IdentityContext } from './context.ts';
import { requirePerson } from './person.ts';

export async function dataExport(_root: unknown, { id }: { id: string }, { viewer, db }: IdentityContext): Promise<Row> {
  const person = requirePerson(viewer);
  const found = validate(id) ? await findExport(db, id) : null;
  if (found?.userId !== person.id) throw new Refusal('NOT_FOUND');
  return found;
}

export async function requestDataExport(_root: unknown, _args: unknown, context: IdentityContext): Promise<Row> {
  const { db, clock, users, keys } = context;
  const viewer = requirePerson(context.viewer);
  requireStepUp(viewer);
  const person = await users.load(viewer.id);
  if (!person) throw new Refusal('UNAUTHENTICATED');
  const now = clock.now();
  return db.$transaction(async (tx) => {
    if (await deletionOf(tx, person.id)) throw new Refusal('WRONG_STATE');
    const { made, row } = await addExport(tx, person, now);
    const act = { action: 'identity.dataExport.requested', subjectKind: 'user', subjectId: person.id };
    if (made && !(await countAttempt(tx, 'EXPORT', keys.addressKey(person.id)))) throw new Refusal('RATE_LIMITED');
    if (made) await audit(tx, viewer, act, now);
    return row;
  });
}

export const DataExport = {
  /** The id stands in a notification and the archive for a week: a token that was stolen meanwhile is to fetch nothing. */
  url: ({ id, state, expiresAt }: Row, _args: unknown, { keys, clock, publicUrl, viewer }: IdentityContext): string | null => {
    const now = clock.now();
    if (state !== 'DONE' || !expiresAt || expiresAt <= now) return null;
    requireStepUp(viewer);
    return `${publicUrl}/exports?id=${id}&ticket=${newTicket(keys, id, now)}`;
  },
};
