import { Refusal } from '@ycyw/service/refusal';
import { requirePerson } from '@ycyw/service/viewer';
import { validate } from 'uuid';
import { markRead, type Notification } from '../data/notification.ts';
import type { Context } from './context.ts';

export async function markNotificationsRead(
  _: unknown,
  { ids }: { ids: readonly string[] },
  { viewer: asker, db, clock }: Context,
): Promise<Notification[]> {
  const viewer = requirePerson(asker);
  const wanted = [...new Set(ids.map((id) => id.toLowerCase()))];
  if (wanted.length === 0 || wanted.length > 100) throw new Refusal('BAD_INPUT', 'ids 1…100');
  if (!wanted.every((id) => validate(id))) throw new Refusal('NOT_FOUND');
  return db.$transaction(async (tx) => {
    const rows = new Map((await markRead(tx, viewer.id, wanted, clock.now())).map((row) => [row.id, row]));
    return wanted.map((id) => {
      const row = rows.get(id);
      // Thrown inside the transaction: none is marked then.
      if (!row) throw new Refusal('NOT_FOUND');
      return row;
    });
  });
}
