import { decodeCursor, encodeCursor, pageSize, type Connection } from '@ycyw/service/connection';
import { Refusal } from '@ycyw/service/refusal';
import type { Conversation } from '../data/conversation.ts';
import type { Message } from '../data/message.ts';
import type { Loaders } from '../loaders.ts';

export interface MessagesArgs {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

const cursorOf = (sequence: number): string => encodeCursor([sequence]);

function sequenceIn(cursor: string | null | undefined): number | null {
  const [sequence] = decodeCursor(cursor) ?? [];
  if (sequence === undefined) return null;
  if (typeof sequence !== 'number' || !Number.isInteger(sequence) || sequence < 0 || sequence >= 2 ** 31)
    throw new Refusal('BAD_INPUT', 'cursor');
  return sequence;
}

/** A page of messages, oldest first. Sequences have no gaps, so the last one is also the count. */
export async function messageConnection(
  { id, lastSequence }: Conversation,
  { first, after, last, before }: MessagesArgs,
  loaders: Loaders,
): Promise<Connection<Message> & { totalCount: number }> {
  const fromEnd = typeof last === 'number';
  if (fromEnd && typeof first === 'number') throw new Refusal('BAD_INPUT', 'first, last');
  const above = sequenceIn(after) ?? 0;
  const below = sequenceIn(before) ?? 2 ** 31 - 1;
  const messages = await loaders.messages.load({ conversationId: id, above, below, size: pageSize(fromEnd ? last : first), fromEnd });
  const start = messages[0]?.sequence;
  const end = messages.at(-1)?.sequence;
  return {
    edges: messages.map((node) => ({ node, cursor: cursorOf(node.sequence) })),
    pageInfo: {
      hasNextPage: end === undefined ? below <= lastSequence : end < lastSequence,
      hasPreviousPage: start === undefined ? Math.min(above, lastSequence) > 0 : start > 1,
      startCursor: start === undefined ? null : cursorOf(start),
      endCursor: end === undefined ? null : cursorOf(end),
    },
    totalCount: Math.max(lastSequence, end ?? 0),
  };
}
