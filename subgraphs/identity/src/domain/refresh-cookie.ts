import { refreshTokenDays } from './rotation.ts';

const name = '__Host-refresh';
const attributes = 'Path=/; HttpOnly; Secure; SameSite=Strict';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? value.join('; ') : (value ?? ''));

/** Browsers send Sec-Fetch-Site and scripts cannot forge it; whoever sends none is not a browser. */
export const isWeb = (headers: Headers): boolean => one(headers['sec-fetch-site']) !== '';

/** Only our own pages may use or be given the cookie: another site could otherwise act with it or plant one. */
export const isOwnPage = (headers: Headers): boolean => one(headers['sec-fetch-site']) === 'same-origin';

/** The request's cookies, of our own pages only. */
export const cookiesOf = (headers: Headers): string => (isOwnPage(headers) ? one(headers.cookie) : '');

/** The refresh token in the request's cookie; null when there is none or the request comes from another site. */
export function cookieOf(headers: Headers): string | null {
  for (const part of cookiesOf(headers).split(';')) {
    const [key, value] = part.trim().split('=');
    if (key === name && value) return value;
  }
  return null;
}

export const refreshCookie = (token: string): string => `${name}=${token}; ${attributes}; Max-Age=${String(refreshTokenDays * 86_400)}`;
export const noCookie = `${name}=; ${attributes}; Max-Age=0`;
