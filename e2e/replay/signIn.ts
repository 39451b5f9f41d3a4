import { totpCode } from '../../local/totp.ts';
import type { Account } from './demo.ts';
import { GraphRefused, type Ask } from './graph.ts';
import { signIn as firstStep, verifySecondFactor } from './operations.ts';

export interface Tokens {
  accessToken: string;
  expiresAt: string;
}

type Answer = { __typename: 'SignedIn'; tokens: Tokens } | { __typename: 'SecondFactorRequired'; challenge: string };

const stepMs = 30_000;
const patience = 3;
const last = new Map<string, number>();

/** A code that this process has not used: of this half minute, of the next, which is taken too, or of the one waited for. */
export async function freshCode(secret: string): Promise<string> {
  const step = Math.max(Math.floor(Date.now() / stepMs), (last.get(secret) ?? 0) + 1);
  last.set(secret, step);
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, (step - 1) * stepMs - Date.now())));
  return totpCode(secret, new Date(step * stepMs));
}

/** Signs in, with a code where the account asks for one; waits for the next where another process used the code. */
export async function signIn(nobody: Ask, { email, password, totpSecret }: Account): Promise<Tokens> {
  const { signIn: answer } = await nobody<{ signIn: Answer }>(firstStep, { input: { email, password } });
  if (answer.__typename === 'SignedIn') return answer.tokens;
  if (totpSecret === undefined) throw new Error(`${email} needs a second factor, which is not among the demo accounts.`);
  for (let tries = 1; ; tries += 1) {
    try {
      const code = await freshCode(totpSecret);
      const { verifySecondFactor: signedIn } = await nobody<{ verifySecondFactor: { tokens: Tokens } }>(verifySecondFactor, {
        challenge: answer.challenge,
        code,
      });
      return signedIn.tokens;
    } catch (error) {
      if (!(error instanceof GraphRefused) || error.code !== 'WRONG_CODE' || tries === patience) throw error;
    }
  }
}
