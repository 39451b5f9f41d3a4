import type { Head } from '../domain/auditChain.ts';
import type { Database } from './database.ts';

/** Null while nothing was ever entered. */
export const auditHead = (db: Database): Promise<Head | null> => db.auditHead.findFirst();
