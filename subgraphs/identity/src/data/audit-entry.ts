import { linked, type Act, type Keyed, type Link } from '../domain/auditChain.ts';
import type { AuditEntry, Prisma, Region } from '../generated/prisma/client.ts';
import { auditHead, setAuditHead } from './audit-head.ts';
import type { Database, Tx } from './database.ts';

export type { AuditEntry };

/** `from` and `to` are instants, the second left out; `action` is how actions begin. */
export interface AuditFilter {
  actorId?: string | null;
  subjectId?: string | null;
  action?: string | null;
  from?: string | null;
  to?: string | null;
}

export interface NewEntry extends Act {
  region: Region;
  detail: Prisma.InputJsonObject;
}

/** Adds to the chain: one after another, whoever adds. */
export async function enterAll(tx: Tx, keyed: Keyed, acts: readonly NewEntry[]): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('audit'))`;
  const newest = await tx.auditEntry.findFirst({ select: { position: true }, orderBy: { position: 'desc' } });
  let end = await auditHead(tx);
  let last = newest?.position ?? 0n;
  const entries = acts.map((act) => {
    const { link, head } = linked(keyed, act, end, last);
    [end, last] = [head, link.position];
    return { ...link, region: act.region, detail: act.detail };
  });
  await tx.auditEntry.createMany({ data: entries });
  if (end) await setAuditHead(tx, end);
}

const isGiven = (value: string | null | undefined): value is string => value !== null && value !== undefined;

const matching = ({ actorId, subjectId, action, from, to }: AuditFilter): Prisma.AuditEntryWhereInput => ({
  ...(isGiven(actorId) && { actorId }),
  ...(isGiven(subjectId) && { subjectId }),
  ...(isGiven(action) && { action: { startsWith: action.replace(/[\\%_]/g, '\\$&') } }),
  at: { ...(isGiven(from) && { gte: from }), ...(isGiven(to) && { lt: to }) },
});

/** Newest first, from before `below`, one more than `size` where there is one. */
export const auditPage = (db: Database, filter: AuditFilter, size: number, below: bigint | null): Promise<AuditEntry[]> =>
  db.auditEntry.findMany({
    where: { ...matching(filter), ...(below !== null && { position: { lt: below } }) },
    orderBy: { position: 'desc' },
    take: size + 1,
  });

export const auditCount = (db: Database, filter: AuditFilter = {}): Promise<number> => db.auditEntry.count({ where: matching(filter) });

/** The `count` entries after a position. */
export const linksAfter = (db: Database, position: bigint, count: number): Promise<Link[]> =>
  db.auditEntry.findMany({ where: { position: { gt: position } }, orderBy: { position: 'asc' }, take: count });
