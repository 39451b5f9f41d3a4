import { PrismaPg } from '@prisma/adapter-pg';
import { transactionOptions } from '@ycyw/service/sql';
import { PrismaClient, type Prisma } from '../generated/prisma/client.ts';

export type Database = PrismaClient;
export type Tx = Prisma.TransactionClient;

// Fuller error messages would quote the arguments, and so people's data, in the log.
export const connect = (connectionString: string): Database =>
  new PrismaClient({ adapter: new PrismaPg({ connectionString, max: 10 }), errorFormat: 'minimal', transactionOptions });
