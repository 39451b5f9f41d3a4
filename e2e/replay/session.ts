import type { Account } from './demo.ts';
import { graphClient, GraphRefused, type Ask, type Limit } from './graph.ts';
import { register, verifyEmail } from './operations.ts';
import { signIn } from './signIn.ts';
import type { Wire } from './wire.ts';

/** Renewed this long before the end, in real time. */
const marginMs = 120_000;
const unlimited: Limit = (job) => job();

/** A person who stays signed in: signs in again before the access token ends. */
export function session(url: string, wire: Wire, limit: Limit, account: Account): Ask {
  const nobody = graphClient(url, wire, unlimited, () => Promise.resolve(null));
  let current: Promise<{ token: string; until: number }> | null = null;
  let until = 0;
  const fresh = async (): Promise<{ token: string; until: number }> => {
    const { accessToken, expiresAt } = await signIn(nobody, account);
    return { token: accessToken, until: Date.parse(expiresAt) - marginMs };
  };
  return graphClient(url, wire, limit, async () => {
    if (!current || Date.now() > until) {
      until = Infinity;
      current = fresh();
      current.then(
        (got) => (until = got.until),
        () => (current = null),
      );
    }
    return (await current).token;
  });
}

const mailPatienceMs = 30_000;

async function mailedToken(mailbox: string, wire: Wire, email: string): Promise<string> {
  const before = Date.now();
  while (Date.now() - before < mailPatienceMs) {
    const { text } = await wire.ask('GET', `${mailbox}.json?to=${encodeURIComponent(email)}&limit=5`, {});
    const mails = JSON.parse(text) as { links: string[] }[];
    const token = mails.flatMap(({ links }) => links.flatMap((link) => URL.parse(link)?.searchParams.get('token') ?? []))[0];
    if (token !== undefined) return token;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`No mail for ${email} arrived within ${mailPatienceMs / 1000} s.`);
}

/** Makes sure that the customer exists: registers, and verifies by the mail, whoever can't sign in yet. */
export async function ensureCustomer(url: string, mailbox: string, wire: Wire, { email, password }: Account): Promise<void> {
  const nobody = graphClient(url, wire, unlimited, () => Promise.resolve(null));
  try {
    await signIn(nobody, { email, password });
  } catch (error) {
    if (!(error instanceof GraphRefused) || error.code !== 'WRONG_CREDENTIALS') throw error;
    await nobody(register, { input: { email, password, givenName: 'Rita', familyName: 'Replay', country: 'PT' } });
    await nobody(verifyEmail, { token: await mailedToken(mailbox, wire, email) });
  }
}
