import type { Ask } from '@ycyw/service/graph';
import { z } from 'zod';

const shape = z.object({ account: z.object({ email: z.string(), givenName: z.string() }) });

export type MailedPerson = z.infer<typeof shape>['account'];

/** The account of that person; null when the graph does not give it. */
export async function mailedPerson(ask: Ask, id: string): Promise<MailedPerson | null> {
  const { user } = await ask('query MailedPerson($id: ID!) { user(id: $id) { account { email givenName } } }', { id }, 'en');
  return shape.safeParse(user).data?.account ?? null;
}
