import type { Language } from '@ycyw/core/language';
import type { Session } from '@ycyw/core/session';
import { cacheExchange, Client, fetchExchange } from 'urql';

type Wiring = { session: Session; language: Language; onSessionLost: () => void };

async function refusedForToken(response: Response): Promise<boolean> {
  const body = (await response
    .clone()
    .json()
    .catch(() => null)) as { errors?: { extensions?: { code?: string } }[] } | null;
  return body?.errors?.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED' || extensions?.code === 'TOKEN_EXPIRED') ?? false;
}

/** Sends the access token along; where the server no longer takes it, renews it once and asks again. */
function authorisedFetch(session: Session, onSessionLost: () => void): typeof fetch {
  return async (input, init) => {
    const send = (token: string | null) => {
      const headers = new Headers(init?.headers);
      if (token) headers.set('authorization', `Bearer ${token}`);
      return fetch(input, { ...init, headers });
    };
    const token = await session.token();
    const response = await send(token);
    if (!token || !(await refusedForToken(response))) return response;
    const renewed = await session.renew();
    if (!renewed) onSessionLost();
    return renewed ? send(renewed) : response;
  };
}

export function createGraph({ session, language, onSessionLost }: Wiring): Client {
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    exchanges: [cacheExchange, fetchExchange],
    fetch: authorisedFetch(session, onSessionLost),
    fetchOptions: { headers: { 'accept-language': language } },
  });
}
