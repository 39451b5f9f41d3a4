import { z } from 'zod';
import { Refusal } from './refusal.ts';

/** Relay connections over keyset cursors: a cursor holds the sort key of its row, base64url of JSON. */
export const encodeCursor = (key: readonly (string | number)[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');

const cursorShape = z
  .array(z.union([z.string(), z.number()]))
  .min(1)
  .max(4);

/** The sort key in `cursor`, null when there is none; refuses anything that we did not make. */
export function decodeCursor(cursor: string | null | undefined): (string | number)[] | null {
  if (cursor === null || cursor === undefined) return null;
  try {
    return cursorShape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new Refusal('BAD_INPUT', 'cursor');
  }
}

/** How many rows to give: 1 to 100, 20 when left out. */
export function pageSize(count: number | null | undefined): number {
  if (count === null || count === undefined) return 20;
  if (count < 1 || count > 100) throw new Refusal('BAD_INPUT', 'first/last 1…100');
  return count;
}

export interface Connection<Node> {
  edges: { node: Node; cursor: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

/** A page going forward out of `size + 1` rows asked for: the extra row only tells that there is a next page. */
export function connection<Node>(
  rows: readonly Node[],
  size: number,
  keyOf: (node: Node) => readonly (string | number)[],
  after: string | null | undefined,
): Connection<Node> {
  const edges = rows.slice(0, size).map((node) => ({ node, cursor: encodeCursor(keyOf(node)) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > size,
      hasPreviousPage: after !== null && after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
