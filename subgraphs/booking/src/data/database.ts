import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from '../generated/prisma/client.ts';

export type Db = PrismaClient;
/** A client or an open transaction. */
export type Tx = Prisma.TransactionClient;

export const connect = (connectionString: string): Db =>
  new PrismaClient({ adapter: new PrismaPg({ connectionString, max: 12 }), transactionOptions: { maxWait: 15_000, timeout: 20_000 } });

/** JSON columns come and go as the domain's own types; whoever wrote them was this subgraph. */
export const json = (value: object): Prisma.InputJsonValue => value;
