import type { Sql } from '@ycyw/service/sql';
import { z } from 'zod';

export const channel = 'support';

/** What the processes of this subgraph tell each other, by PostgreSQL's NOTIFY, once the transaction is committed. Only ids: the rows tell the rest. */
const shape = z.discriminatedUnion('kind', [
  // `by` whom, who types no longer.
  z.object({ kind: z.literal('message'), id: z.string(), by: z.string().optional() }),
  z.object({ kind: z.literal('change'), id: z.string() }),
  z.object({ kind: z.literal('read'), id: z.string() }),
  z.object({ kind: z.literal('state'), id: z.string() }),
  z.object({ kind: z.literal('note'), id: z.string() }),
  z.object({ kind: z.literal('signal'), id: z.string() }),
  // `id` is the person's and the device's name.
  z.object({ kind: z.literal('device'), id: z.string() }),
  z.object({ kind: z.literal('presence'), id: z.string() }),
  // `id` is a person's who answers at the desk: who came or went there, or holds more or less from now on.
  z.object({ kind: z.literal('agent'), id: z.string() }),
  z.object({ kind: z.literal('typing'), id: z.string(), party: z.enum(['CUSTOMER', 'AGENT']), userId: z.string(), typing: z.boolean() }),
]);

/** `id` is the conversation's, unless told. */
export type Notice = z.infer<typeof shape>;

export async function notify(sql: Sql, ...notices: readonly Notice[]): Promise<void> {
  const payloads = notices.map((notice) => JSON.stringify(notice));
  await sql.$executeRaw`SELECT pg_notify(${channel}, payload) FROM unnest(${payloads}::text[]) AS payload`;
}

/** Null for what another version of this program may have said. */
export function noticeOf(payload: string): Notice | null {
  try {
    return shape.safeParse(JSON.parse(payload)).data ?? null;
  } catch {
    return null;
  }
}
