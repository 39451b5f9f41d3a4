import { PrismaPg } from '@prisma/adapter-pg';
import { transactionOptions } from '@ycyw/service/sql';
import { Prisma, PrismaClient } from '../generated/prisma/client.ts';

export type Database = PrismaClient;
export type Transaction = Prisma.TransactionClient;

/** A pool of at most `max` connections; `$disconnect` closes it. */
export const openDatabase = (url: string, max = 10): Database =>
  new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max }), transactionOptions });
