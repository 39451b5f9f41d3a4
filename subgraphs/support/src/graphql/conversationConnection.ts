import { connection, decodeCursor, pageSize, type Connection } from '@ycyw/service/connection';
import { Refusal } from '@ycyw/service/refusal';
import { validate } from 'uuid';
import type { ListKey, ListOwner } from '../data/conversationList.ts';
import type { Conversation } from '../data/conversation.ts';
import { placeOf, queueCount, queuePage, type QueueFilter, type QueuePlace } from '../data/queue.ts';
import type { Context } from './context.ts';

export interface PageArgs {
  first?: number | null;
  after?: string | null;
}

type Counted = Connection<Conversation> & { totalCount: () => Promise<number> };

// Milliseconds up to the year 2286: what is beyond, PostgreSQL may not read, and the others of its batch would fail with it.
const isInstant = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 1e13;
const isId = (value: unknown): value is string => typeof value === 'string' && validate(value);

function createdAfter(cursor: string | null | undefined): [number, string] | null {
  const key = decodeCursor(cursor);
  if (!key) return null;
  const [at, id] = key;
  if (!isInstant(at) || !isId(id)) throw new Refusal('BAD_INPUT', 'cursor');
  return [at, id];
}

function placeAfter(cursor: string | null | undefined): QueuePlace | null {
  const key = decodeCursor(cursor);
  if (!key) return null;
  const [rank, at, id] = key;
  if ((rank !== 0 && rank !== 1) || !isInstant(at) || !isId(id)) throw new Refusal('BAD_INPUT', 'cursor');
  return [rank, at, id];
}

export type ListOf = ListKey & { owner: ListOwner };

/** A customer's or a booking's conversations, newest first; many lists of one request become one query. */
export async function listConnection({ owner, ...key }: ListOf, { first, after }: PageArgs, { loaders }: Context): Promise<Counted> {
  const size = pageSize(first);
  const rows = await loaders.list[owner].load({ ...key, after: createdAfter(after), size });
  return {
    ...connection(rows, size, (row) => [row.createdAt.getTime(), row.id], after),
    totalCount: () => loaders.listCount[owner].load(key),
  };
}

/** The staff's queue, waiting first, longest wait first. */
export async function queueConnection(filter: QueueFilter, { first, after }: PageArgs, { sql }: Context): Promise<Counted> {
  const size = pageSize(first);
  const rows = await queuePage(sql, filter, size, placeAfter(after));
  return { ...connection(rows, size, placeOf, after), totalCount: () => queueCount(sql, filter) };
}
