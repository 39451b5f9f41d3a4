import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../generated/prisma/client.ts';
import type { Prisma } from '../generated/prisma/client.ts';

export type Database = PrismaClient;
export type Tx = Prisma.TransactionClient;

export const connect = (connectionString: string): Database => new PrismaClient({ adapter: new PrismaPg({ connectionString, max: 10 }) });

/** How long a write waits for a connection (writers of one conversation queue behind its lock), and may then take. */
export const patience = { maxWait: 10_000, timeout: 10_000 };
