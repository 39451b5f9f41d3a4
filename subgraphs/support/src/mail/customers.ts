import type { Ask } from '@ycyw/service/graph';
import { negotiate } from '@ycyw/service/language';
import { z } from 'zod';
import type { Correspondent } from '../actions/mail/receiveMail.ts';

const shape = z.object({
  userOfAddress: z
    .object({ id: z.uuid(), role: z.string(), account: z.object({ region: z.enum(['EU', 'UK', 'US']), locale: z.string() }) })
    .nullable(),
});

const document = 'query Correspondent($email: String!) { userOfAddress(email: $email) { id role account { region locale } } }';

/** The customer whose proven address that is; null for nobody's, staff's and partners'. Rejects where the graph does not say. */
export async function customerOf(ask: Ask, email: string): Promise<Correspondent | null> {
  const { userOfAddress: user } = shape.parse(await ask(document, { email }, 'en'));
  return user?.role === 'CUSTOMER' ? { id: user.id, region: user.account.region, language: negotiate(user.account.locale) } : null;
}
