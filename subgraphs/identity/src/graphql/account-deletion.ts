import { randomUUID } from 'node:crypto';
import { audit } from '@ycyw/service/audit';
import type { Ask } from '@ycyw/service/graph';
import { Refusal } from '@ycyw/service/refusal';
import { requireStepUp } from '@ycyw/service/viewer';
import { validate } from 'uuid';
import { addDeletion, deletionOf, findDeletion, mailColumn, type AccountDeletion } from '../data/account-deletion.ts';
import { revokeKeysOf } from '../data/api-key.ts';
import { endSessions } from '../data/session.ts';
import { dropExports } from '../data/data-export.ts';
import { isOwnPage, noCookie } from '../domain/refresh-cookie.ts';
import type { Addressee } from '../erasure.ts';
import type { IdentityContext } from './context.ts';
import { requirePerson } from './person.ts';

/** Needs no account: the id is all that is asked for. */
export const accountDeletion = (_root: unknown, { id }: { id: string }, { db }: IdentityContext): Promise<AccountDeletion | null> =>
  validate(id) ? findDeletion(db, id) : Promise.resolve(null);

const openBookings = 'query OpenBookings($id: ID!) { user(id: $id) { openBookings } }';

/** Refuses with WRONG_STATE while a rental is booked, under way or not settled, and with REGION_UNAVAILABLE when nobody can tell. */
async function requireNothingOpen(ask: Ask, userId: string): Promise<void> {
  const data = await ask(openBookings, { id: userId }, 'en').catch(() => ({}));
  const open = (data as { user?: { openBookings?: unknown } | null }).user?.openBookings;
  if (typeof open !== 'number') throw new Refusal('REGION_UNAVAILABLE');
  if (open > 0) throw new Refusal('WRONG_STATE');
}

export async function deleteAccount(_root: unknown, _args: unknown, context: IdentityContext): Promise<AccountDeletion> {
  const { db, clock, vault, ask, users, headers } = context;
  const viewer = requirePerson(context.viewer);
  requireStepUp(viewer);
  const before = await deletionOf(db, viewer.id);
  if (before) return before;
  const person = await users.load(viewer.id);
  if (!person) throw new Refusal('UNAUTHENTICATED');
  await requireNothingOpen(ask, person.id);
  const id = randomUUID();
  const { email, givenName, locale, region } = person;
  const key = await vault.keyOf(id, region);
  const mailSealed = key.seal(JSON.stringify({ email, givenName, locale } satisfies Addressee), mailColumn);
  const now = clock.now();
  const deletion = await db.$transaction(async (tx) => {
    const added = await addDeletion(tx, { id, userId: person.id, region, mailSealed }, now);
    await endSessions(tx, { userId: person.id }, 'ACCOUNT_DELETED', now);
    await revokeKeysOf(tx, person.id, now);
    await dropExports(tx, person.id);
    await audit(tx, viewer, { action: 'identity.account.deletionRequested', subjectKind: 'user', subjectId: person.id }, now);
    return added;
  });
  if (isOwnPage(headers)) context.setCookie(noCookie);
  return deletion;
}
