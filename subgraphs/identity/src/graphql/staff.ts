import { connection, decodeCursor, pageSize, type Connection } from '@ycyw/service/connection';
import { Refusal } from '@ycyw/service/refusal';
import { requireRole, requireStepUp } from '@ycyw/service/viewer';
import { assignRole as assign, countStaff, staffAfter, type StaffKey } from '../data/role.ts';
import { claimant, isUuid } from '../data/user.ts';
import { readPost, type AssignRoleInput } from '../domain/workplace.ts';
import type { IdentityContext } from './context.ts';
import { requirePerson } from './person.ts';
import { noteRead, type UserNode } from './user.ts';

export async function assignRole(_root: unknown, { input }: { input: AssignRoleInput }, context: IdentityContext): Promise<UserNode> {
  const viewer = requireRole(requirePerson(context.viewer), 'ADMIN');
  requireStepUp(viewer);
  if (input.userId.toLowerCase() === viewer.id) throw new Refusal('FORBIDDEN');
  await assign(context.db, viewer, input.userId, readPost(input), context.clock.now());
  const user = await context.users.clear(input.userId).load(input.userId);
  if (!user) throw new Refusal('NOT_FOUND');
  return user;
}

export async function userByEmail(_root: unknown, { email }: { email: string }, context: IdentityContext): Promise<UserNode | null> {
  requireRole(requirePerson(context.viewer), 'ADMIN');
  const { userId } = await claimant(context.db, context.vault, email);
  const user = userId === null ? null : await context.users.load(userId);
  // Whose an address is, is read even where nothing else is asked for.
  if (user && user.id !== context.viewer.id) noteRead(context, user);
  return user;
}

function readCursor(after: string | null | undefined): StaffKey | null {
  const key = decodeCursor(after);
  if (key === null) return null;
  const [role, id] = key;
  if ((role !== 'AGENT' && role !== 'MANAGER' && role !== 'ADMIN') || typeof id !== 'string' || !isUuid(id)) {
    throw new Refusal('BAD_INPUT', 'cursor');
  }
  return { role, id };
}

export async function staff(
  _root: unknown,
  { first, after }: { first?: number | null; after?: string | null },
  { db, viewer, users }: IdentityContext,
): Promise<Connection<UserNode> & { totalCount: () => PromiseLike<number> }> {
  requireRole(requirePerson(viewer), 'ADMIN');
  const size = pageSize(first);
  const keys = await staffAfter(db, readCursor(after), size + 1);
  const rows = (await Promise.all(keys.map(({ id }) => users.load(id)))).filter((row) => row !== null);
  return { ...connection(rows, size, ({ role, id }) => [role, id], after), totalCount: () => countStaff(db) };
}
