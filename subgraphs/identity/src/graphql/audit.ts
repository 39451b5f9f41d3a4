import { setImmediate as otherWork } from 'node:timers/promises';
import { connection, decodeCursor, pageSize } from '@ycyw/service/connection';
import { Refusal } from '@ycyw/service/refusal';
import { requireRole } from '@ycyw/service/viewer';
import { validate } from 'uuid';
import { auditCount, auditPage, linksAfter, type AuditEntry, type AuditFilter } from '../data/audit-entry.ts';
import { auditHead } from '../data/audit-head.ts';
import { beginning, brokenAtEnd, brokenIn, type Head } from '../domain/auditChain.ts';
import type { IdentityContext } from './context.ts';
import type { UserNode } from './user.ts';

interface TrailArgs {
  filter?: AuditFilter | null;
  first?: number | null;
  after?: string | null;
}

const batch = 1000;
/** Hashes made before others get their turn: some ten milliseconds. */
const turn = 100;

function positionIn(cursor: string | null | undefined): bigint | null {
  const [position] = decodeCursor(cursor) ?? [];
  if (position === undefined) return null;
  if (!Number.isSafeInteger(position)) throw new Refusal('BAD_INPUT', 'cursor');
  return BigInt(position);
}

export async function auditTrail(_root: unknown, { filter, first, after }: TrailArgs, { viewer, db }: IdentityContext) {
  requireRole(viewer, 'ADMIN');
  const wanted = filter ?? {};
  if (typeof wanted.actorId === 'string' && !validate(wanted.actorId)) throw new Refusal('BAD_INPUT', 'actorId');
  const size = pageSize(first);
  const rows = await auditPage(db, wanted, size, positionIn(after));
  return { ...connection(rows, size, ({ position }) => [Number(position)], after), totalCount: () => auditCount(db, wanted) };
}

/** Reads the chain from its beginning in batches, and stops at the first entry that does not go on from the one before. */
async function firstBroken({ db, vault }: Pick<IdentityContext, 'db' | 'vault'>): Promise<bigint | null> {
  for (let last: Pick<Head, 'position' | 'hash'> = beginning; ;) {
    // Before the entries: what is added meanwhile is read with the next batch, and its head before that.
    const head = await auditHead(db);
    const links = await linksAfter(db, last.position, batch);
    if (links.length === 0) return brokenAtEnd(vault.blindIndex, last, head);
    for (let start = 0; start < links.length; start += turn) {
      const some = links.slice(start, start + turn);
      const broken = brokenIn(vault.blindIndex, some, last);
      if (broken !== null) return broken;
      last = some.at(-1) ?? last;
      await otherWork();
    }
  }
}

export async function auditCheck(_root: unknown, _args: unknown, { viewer, db, vault }: IdentityContext) {
  requireRole(viewer, 'ADMIN');
  const broken = await firstBroken({ db, vault });
  return { entries: await auditCount(db), intact: broken === null, firstBroken: broken };
}

export const auditEntry = {
  actor: ({ actorId }: AuditEntry, _args: unknown, { users }: IdentityContext): Promise<UserNode | null> =>
    actorId === null ? Promise.resolve(null) : users.load(actorId),
  detail: ({ detail }: AuditEntry): string | null => (Object.keys(detail ?? {}).length > 0 ? JSON.stringify(detail) : null),
  hash: ({ hash }: AuditEntry): string => Buffer.from(hash).toString('hex'),
};
