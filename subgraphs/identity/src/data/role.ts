import { audit } from '@ycyw/service/audit';
import { append } from '@ycyw/service/outbox';
import { Refusal } from '@ycyw/service/refusal';
import type { SignedIn } from '@ycyw/service/viewer';
import type { readPost } from '../domain/workplace.ts';
import type { Role } from '../generated/prisma/client.ts';
import { revokeKeysOf } from './api-key.ts';
import type { Database } from './database.ts';
import { endSessions } from './session.ts';
import { changed, isUuid } from './user.ts';

/**
 * Gives somebody a role and a place to work, and ends their sessions, and their keys when they are a partner no longer.
 * NOT_FOUND when there is no such person; FORBIDDEN for an admin who is none any more.
 */
export const assignRole = (db: Database, admin: SignedIn, userId: string, post: ReturnType<typeof readPost>, now: Date): Promise<void> =>
  db.$transaction(async (tx) => {
    if (!isUuid(userId)) throw new Refusal('NOT_FOUND');
    // Both rows, in one order, so that of two admins who dismiss each other one stays.
    const rows = await tx.$queryRaw<{ id: string; role: Role }[]>`
      SELECT id::text, role::text FROM "user" WHERE id IN (${admin.id}::uuid, ${userId}::uuid) ORDER BY "user".id FOR NO KEY UPDATE`;
    if (rows.find(({ id }) => id === admin.id)?.role !== 'ADMIN') throw new Refusal('FORBIDDEN');
    const data = { ...post, version: { increment: 1 }, updatedAt: now };
    const [user] = await tx.user.updateManyAndReturn({ where: { id: userId }, data });
    if (!user) throw new Refusal('NOT_FOUND');
    await endSessions(tx, { userId }, 'ROLE_CHANGED', now);
    if (post.role !== 'PARTNER') await revokeKeysOf(tx, userId, now);
    await append(tx, [changed(user)], now);
    const detail = { role: post.role, region: post.workplaceRegion, agencies: post.workplaceAgencies.join(' ') };
    await audit(tx, admin, { action: 'identity.user.roleAssigned', subjectKind: 'user', subjectId: userId, detail }, now);
  });

export interface StaffKey {
  role: Role;
  id: string;
}

/** Ids of staff by role (agents, managers, admins) and id, up to `limit` after `after`. */
export const staffAfter = (db: Database, after: StaffKey | null, limit: number): PromiseLike<StaffKey[]> =>
  db.$queryRaw<StaffKey[]>`
    SELECT id::text, role::text FROM "user" u
    WHERE role IN ('AGENT', 'MANAGER', 'ADMIN')
      AND (${after === null} OR (role, id) > (${after?.role ?? 'AGENT'}::role, ${after?.id ?? null}::uuid))
    ORDER BY u.role, u.id LIMIT ${limit}`;

export const countStaff = (db: Database): PromiseLike<number> => db.user.count({ where: { role: { in: ['AGENT', 'MANAGER', 'ADMIN'] } } });
