import type { Ask } from '@ycyw/service/graph';
import { z } from 'zod';

const shape = z.object({
  displayName: z.string(),
  account: z.object({ email: z.string(), givenName: z.string(), locale: z.string() }),
});

export type Person = z.infer<typeof shape>;

/** The person with that account; null when there is none any more. Rejects where the graph does not say. */
export async function personOf(ask: Ask, id: string): Promise<Person | null> {
  const { user } = await ask('query Person($id: ID!) { user(id: $id) { displayName account { email givenName locale } } }', { id }, 'en');
  if (user === undefined) throw new Error('the graph does not say who that is');
  return shape.nullable().parse(user);
}
