import { stepUpMinutes } from '@ycyw/service/viewer';
import { deviceCookie } from '../crypto/device-cookie.ts';
import type { OpenSession, Proven } from '../data/session.ts';
import type { Person } from '../data/user.ts';
import { roleIn } from '../domain/factors.ts';
import { isOwnPage, isWeb, refreshCookie } from '../domain/refresh-cookie.ts';
import { rightsOf, type Post } from '../domain/workplace.ts';
import type { IdentityContext } from './context.ts';
import { honourGpc } from './privacy.ts';
import type { UserNode } from './user.ts';

export interface Tokens {
  accessToken: string;
  expiresAt: Date;
  refreshToken: string | null;
}

type Access = Pick<Tokens, 'accessToken' | 'expiresAt'>;

type Holder = Pick<Person, 'id' | keyof Post>;

function accessOf({ signer, clock }: IdentityContext, user: Holder, session: Proven & { sessionId: string }): Promise<Access> {
  const { sessionId, steppedUpAt } = session;
  const fresh = steppedUpAt && steppedUpAt.getTime() + stepUpMinutes * 60_000 > clock.now().getTime();
  return signer.accessToken({
    userId: user.id,
    ...rightsOf({ ...user, role: roleIn(user.role, session) }),
    sessionId,
    steppedUpAt: fresh ? steppedUpAt : null,
  });
}

/** A new access token of a session that goes on with the refresh token it has. */
export const renewAccess = async (...of: Parameters<typeof accessOf>): Promise<Tokens> => ({
  ...(await accessOf(...of)),
  refreshToken: null,
});

/** The tokens of a session: the refresh token in the cookie for our own pages, in the field where there is no browser, else nowhere. */
export async function handTokens(context: IdentityContext, user: Holder, session: OpenSession): Promise<Tokens> {
  const { refreshToken } = session;
  const access = await accessOf(context, user, session);
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
  await honourGpc(context, user);
  return { __typename: 'SignedIn', user: { ...user, own: true }, tokens: await handTokens(context, user, session) };
}
