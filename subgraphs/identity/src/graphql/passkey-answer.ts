import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';
import { Refusal } from '@ycyw/service/refusal';
import { findPasskey, type Credential } from '../data/passkey.ts';
import type { IdentityContext } from './context.ts';
import { algorithms, relyingParty, userHandle, webauthn } from './passkey-ceremony.ts';

const longest = 16_384;
const base64url = z.base64url().max(8192);
const shape = z.looseObject({
  id: base64url.min(1).max(1364),
  rawId: base64url,
  type: z.literal('public-key'),
  response: z.looseObject({ clientDataJSON: base64url, userHandle: base64url.nullish() }),
  clientExtensionResults: z.looseObject({}).default({}),
});

type Answer = z.infer<typeof shape>;

/** WebAuthn's JSON answer; BAD_INPUT when it has not got its shape. What is in it, the library checks. */
export function readAnswer(credential: string): Answer {
  try {
    if (credential.length <= longest) return shape.parse(JSON.parse(credential));
  } catch {
    // Not JSON, or not of the shape: refused below.
  }
  throw new Refusal('BAD_INPUT', 'credential');
}

const expected = (context: IdentityContext, challenge: string) => {
  const { id, origin } = relyingParty(context);
  return { expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: id, requireUserVerification: true };
};

/** Whose passkey has signed the challenge, and how far its counter is; WRONG_CREDENTIALS when none has. `discovered`: the answer itself says who. */
export async function provenBy(
  context: IdentityContext,
  answer: Answer,
  { challenge, discovered }: { challenge: string; discovered: boolean },
): Promise<{ id: string; userId: string; counter: number }> {
  const passkey = await findPasskey(context.db, Uint8Array.from(Buffer.from(answer.id, 'base64url')));
  if (!passkey) throw new Refusal('WRONG_CREDENTIALS');
  const { id, userId, credentialId, publicKey, counter } = passkey;
  const named = answer.response.userHandle ?? null;
  if (named === null ? discovered : named !== Buffer.from(userHandle(userId)).toString('base64url')) throw new Refusal('WRONG_CREDENTIALS');
  const { verifyAuthenticationResponse } = await webauthn();
  const verified = await verifyAuthenticationResponse({
    ...expected(context, challenge),
    response: answer as unknown as AuthenticationResponseJSON,
    credential: { id: Buffer.from(credentialId).toString('base64url'), publicKey, counter },
  }).catch(() => null);
  if (!verified?.verified) throw new Refusal('WRONG_CREDENTIALS');
  return { id, userId, counter: verified.authenticationInfo.newCounter };
}

/** The new credential that an authenticator made for the challenge; BAD_INPUT when it did not. */
export async function enrolledBy(context: IdentityContext, answer: Answer, challenge: string): Promise<Credential> {
  const { verifyRegistrationResponse } = await webauthn();
  const verified = await verifyRegistrationResponse({
    ...expected(context, challenge),
    supportedAlgorithmIDs: algorithms,
    response: answer as unknown as RegistrationResponseJSON,
  }).catch(() => null);
  if (!verified?.verified) throw new Refusal('BAD_INPUT', 'credential');
  const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential;
  return {
    credentialId: Uint8Array.from(Buffer.from(id, 'base64url')),
    publicKey,
    counter,
    transports: transports.slice(0, 10).filter((each) => each.length <= 32),
  };
}
