import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../generated/prisma/client.ts';
import type { Prisma } from '../generated/prisma/client.ts';

export type Database = PrismaClient;
export type Tx = Prisma.TransactionClient;

export const connect = (connectionString: string): Database => new PrismaClient({ adapter: new PrismaPg({ connectionString, max: 8 }) });
