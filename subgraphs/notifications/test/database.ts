import { PrismaPg } from '@prisma/adapter-pg';
import { transactionOptions } from '@ycyw/service/sql';
import { PrismaClient } from '../src/generated/prisma/client.ts';

/** The ORM: tests look at the tables with it. */
export const connect = (connectionString: string): PrismaClient =>
  new PrismaClient({ adapter: new PrismaPg({ connectionString, max: 2 }), transactionOptions });
