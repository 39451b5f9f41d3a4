import type { Head } from '../domain/auditChain.ts';
import type { Database, Tx } from './database.ts';

/** Null while nothing was ever entered. */
export const auditHead = (db: Database | Tx): Promise<Head | null> => db.auditHead.findFirst();

export const setAuditHead = (tx: Tx, head: Head): PromiseLike<unknown> =>
  tx.auditHead.upsert({ where: { id: true }, create: head, update: head });
