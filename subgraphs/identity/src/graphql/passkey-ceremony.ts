import { parse } from 'uuid';
import { Refusal } from '@ycyw/service/refusal';
import { ceremonyMs, issueCeremony } from '../data/passkey-ceremony.ts';
import { credentialsOf, mostPasskeys } from '../data/passkey.ts';
import type { Person } from '../data/user.ts';
import type { PasskeyPurpose } from '../generated/prisma/client.ts';
import type { IdentityContext } from './context.ts';
import { requireFreshFor } from './mfa.ts';
import { requirePerson } from './person.ts';

/** The library of the protocol: 22 MB, loaded by the first who uses a passkey. */
export const webauthn = () => import('@simplewebauthn/server');

/** EdDSA, ES256 and RS256 (IANA's COSE algorithms), which everybody has; the library would offer what Node only tries out. */
export const algorithms = [-8, -7, -257];

/** For whom passkeys hold (WebAuthn's relying party): the web client's host, and pages of its origin only. */
export function relyingParty({ publicUrl }: Pick<IdentityContext, 'publicUrl'>): { id: string; origin: string } {
  const { hostname, origin } = new URL(publicUrl);
  return { id: hostname, origin };
}

/** What an authenticator is told of who somebody is, and tells us when it signs them in. */
export const userHandle = (userId: string): Uint8Array<ArrayBuffer> => Uint8Array.from(parse(userId));

async function described({ db }: IdentityContext, userId: string): Promise<{ id: string; transports: string[] }[]> {
  const known = await credentialsOf(db, userId);
  return known.map(({ credentialId, transports }) => ({ id: Buffer.from(credentialId).toString('base64url'), transports }));
}

async function enrolment(context: IdentityContext, user: Person) {
  const known = await described(context, user.id);
  if (known.length >= mostPasskeys) throw new Refusal('WRONG_STATE');
  return (await webauthn()).generateRegistrationOptions({
    rpName: 'Your Car Your Way',
    rpID: relyingParty(context).id,
    userName: user.email,
    userID: userHandle(user.id),
    userDisplayName: `${user.givenName} ${user.familyName}`,
    timeout: ceremonyMs,
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: known,
    // It stands for both factors: it is found without an address, and asks for finger, face or PIN.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
}

async function proof(context: IdentityContext, user: Person | null) {
  const known = user && (await described(context, user.id));
  if (known?.length === 0) throw new Refusal('WRONG_STATE');
  return (await webauthn()).generateAuthenticationOptions({
    rpID: relyingParty(context).id,
    timeout: ceremonyMs,
    userVerification: 'required',
    ...(known && { allowCredentials: known }),
  });
}

async function signedInUser(context: IdentityContext): Promise<Person> {
  const user = await context.users.load(requirePerson(context.viewer).id);
  if (!user) throw new Refusal('UNAUTHENTICATED');
  return user;
}

export async function beginPasskey(
  _root: unknown,
  { purpose }: { purpose: PasskeyPurpose },
  context: IdentityContext,
): Promise<{ id: string; options: string }> {
  const user = purpose === 'SIGN_IN' ? null : await (purpose === 'ENROL' ? requireFreshFor(context) : signedInUser(context));
  const options = await (purpose === 'ENROL' && user ? enrolment(context, user) : proof(context, user));
  const id = await issueCeremony(context.db, { purpose, user, challenge: options.challenge }, context.clock.now());
  return { id, options: JSON.stringify(options) };
}
