import { deviceCookie } from '../crypto/device-cookie.ts';
import type { OpenSession } from '../data/session.ts';
import type { Person } from '../data/user.ts';
import { isOwnPage, isWeb, refreshCookie } from '../domain/refresh-cookie.ts';
import { rightsOf, type Post } from '../domain/workplace.ts';
import type { IdentityContext } from './context.ts';
import type { UserNode } from './user.ts';

export interface Tokens {
  accessToken: string;
  expiresAt: Date;
  refreshToken: string | null;
}

/** The tokens of a session: the refresh token in the cookie for our own pages, in the field where there is no browser, else nowhere. */
export async function handTokens(context: IdentityContext, user: Pick<Person, 'id' | keyof Post>, session: OpenSession): Promise<Tokens> {
  const { sessionId, refreshToken } = session;
  const access = await context.signer.accessToken({ userId: user.id, ...rightsOf(user), sessionId });
  if (!isWeb(context.headers)) return { ...access, refreshToken };
  if (isOwnPage(context.headers)) context.setCookie(refreshCookie(refreshToken));
  return { ...access, refreshToken: null };
}

export interface SignedIn {
  __typename: 'SignedIn';
  user: UserNode;
  tokens: Tokens;
}

export async function signedIn(context: IdentityContext, user: Person, session: OpenSession): Promise<SignedIn> {
  const { keys, headers } = context;
  if (isOwnPage(headers)) context.setCookie(deviceCookie(keys.device, keys.addressKey(user.email)));
  return { __typename: 'SignedIn', user: { ...user, own: true }, tokens: await handTokens(context, user, session) };
}
