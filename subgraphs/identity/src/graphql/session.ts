import { Refusal } from '@ycyw/service/refusal';
import { refuseKeys } from '@ycyw/service/viewer';
import { sessionOfToken } from '../data/refresh-token.ts';
import { rotateRefreshToken } from '../data/rotation.ts';
import { endSessions } from '../data/session.ts';
import { cookieOf, isOwnPage, noCookie } from '../domain/refresh-cookie.ts';
import type { IdentityContext } from './context.ts';
import { handTokens, type Tokens } from './tokens.ts';

export async function refreshTokens(_root: unknown, args: { refreshToken?: string | null }, context: IdentityContext): Promise<Tokens> {
  const presented = args.refreshToken ?? cookieOf(context.headers);
  if (!presented) throw new Refusal('UNAUTHENTICATED');
  const session = await rotateRefreshToken(context.db, presented, context.clock.now());
  const user = session && (await context.users.load(session.userId));
  if (user) return handTokens(context, user, session);
  if (isOwnPage(context.headers)) context.setCookie(noCookie);
  throw new Refusal('TOKEN_EXPIRED');
}

/** Works by the cookie too: whoever leaves after ten idle minutes has no living access token. */
export async function signOut(_root: unknown, args: { everywhere?: boolean | null }, context: IdentityContext): Promise<true> {
  const { db, clock, viewer, headers } = context;
  refuseKeys(viewer);
  const cookie = cookieOf(headers);
  const byCookie = cookie ? await sessionOfToken(db, cookie) : null;
  const sessionId = viewer.sessionId ?? byCookie?.sessionId;
  const userId = viewer.id ?? byCookie?.userId;
  if (!userId) throw new Refusal('UNAUTHENTICATED');
  if (args.everywhere) await endSessions(db, { userId }, 'SIGNED_OUT', clock.now());
  else if (sessionId) await endSessions(db, { id: sessionId }, 'SIGNED_OUT', clock.now());
  if (isOwnPage(headers)) context.setCookie(noCookie);
  return true;
}
