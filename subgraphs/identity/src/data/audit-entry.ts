import type { Sql } from '@ycyw/service/sql';
import { linked, type Act, type Head, type Keyed, type Link } from '../domain/auditChain.ts';
import type { AuditEntry, Prisma, Region } from '../generated/prisma/client.ts';
import type { Database } from './database.ts';

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

/** A BYTEA as JSON brings it to PostgreSQL. */
const hex = (bytes: Uint8Array): string => `\\x${Buffer.from(bytes).toString('hex')}`;

type Newest = { newest: string } & ({ position: string; hash: Head['hash']; seal: Head['seal'] } | { position: null });

/** Adds to the chain: one after another, whoever adds. */
export async function enterAll(tx: Sql, keyed: Keyed, acts: readonly NewEntry[]): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('audit'))`;
  const [found] = await tx.$queryRaw<Newest[]>`
    SELECT newest::text, head.position::text, head.hash, head.seal
    FROM (SELECT coalesce(max(position), 0) AS newest FROM audit_entry) AS entries LEFT JOIN audit_head AS head ON true`;
  let last = BigInt(found?.newest ?? 0);
  let end: Head | null = found && found.position !== null ? { ...found, position: BigInt(found.position) } : null;
  const entries = acts.map((act) => {
    const { link, head } = linked(keyed, act, end, last);
    [end, last] = [head, link.position];
    return { ...link, position: String(link.position), previousHash: hex(link.previousHash), hash: hex(link.hash) };
  });
  if (!end) return;
  await tx.$executeRaw`
    WITH entered AS (
      INSERT INTO audit_entry (position, at, actor_id, actor_role, action, subject_kind, subject_id, detail, region, previous_hash, hash)
      SELECT position, at, "actorId", "actorRole", action, "subjectKind", "subjectId", detail, region, "previousHash", hash
      FROM jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) AS e(position bigint, at timestamptz, "actorId" uuid, "actorRole" text,
        action text, "subjectKind" text, "subjectId" text, detail jsonb, region region, "previousHash" bytea, hash bytea)
    )
    INSERT INTO audit_head (id, position, hash, seal) VALUES (true, ${String(last)}::bigint, ${end.hash}, ${end.seal})
    ON CONFLICT (id) DO UPDATE SET position = excluded.position, hash = excluded.hash, seal = excluded.seal`;
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
