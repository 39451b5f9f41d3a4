import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../generated/prisma/client.ts';

/** The ORM, for lists and loaders. What writes, and what every booking passes through, is SQL on `@ycyw/service/postgres`. */
export type Db = PrismaClient;

export const connect = (connectionString: string): Db =>
  new PrismaClient({ adapter: new PrismaPg({ connectionString, max: 6 }), errorFormat: 'minimal' });
