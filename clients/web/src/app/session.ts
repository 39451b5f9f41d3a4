import { RefreshTokensDocument, type RefreshTokensMutation } from '@ycyw/core/generated/graphql';
import { type AccessToken, createSession } from '@ycyw/core/session';
import { stringifyDocument } from '@urql/core';

const hint = 'ycyw.session';

/** Remembered so that visitors without an account cost no request; says nothing about who. */
export const sessionHint = {
  read: () => localStorage.getItem(hint) === '1',
  write: (present: boolean) => {
    if (present) localStorage.setItem(hint, '1');
    else localStorage.removeItem(hint);
  },
};

type Answer = { data?: RefreshTokensMutation | null; errors?: { extensions?: { code?: string } }[] };

async function requestRefresh(): Promise<AccessToken | null> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' },
    body: JSON.stringify({ query: stringifyDocument(RefreshTokensDocument), operationName: 'RefreshTokens' }),
  });
  const { data, errors } = (await response.json()) as Answer;
  if (data) return data.refreshTokens;
  const code = errors?.[0]?.extensions?.code ?? 'INTERNAL';
  if (['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'WRONG_CREDENTIALS', 'NOT_FOUND', 'BAD_INPUT', 'FORBIDDEN'].includes(code)) return null;
  throw new Error(`refreshing the session failed: ${code}`);
}

/** The cookie is single-use: tabs take turns, and the second finds the cookie that the first was given. */
async function refresh(): Promise<AccessToken | null> {
  return await navigator.locks.request('ycyw.refresh', requestRefresh);
}

export const session = createSession(
  {
    refresh,
    now: () => Date.now(),
    decode: atob,
    wait: (milliseconds, then) => {
      const timer = setTimeout(then, milliseconds);
      return () => {
        clearTimeout(timer);
      };
    },
  },
  sessionHint.read(),
);
