import type { Language } from '@ycyw/core/language';
import type { Session } from '@ycyw/core/session';
import { cacheExchange, Client, fetchExchange, mapExchange } from 'urql';

type Wiring = {
  session: Session;
  language: Language;
  onSessionLost: () => void;
  /** Asks the person for a fresh proof; false when they would not. */
  stepUp: () => Promise<boolean>;
};

async function refusals(response: Response): Promise<(string | undefined)[]> {
  const body = (await response
    .clone()
    .json()
    .catch(() => null)) as { errors?: { extensions?: { code?: string } }[] } | null;
  return body?.errors?.map(({ extensions }) => extensions?.code) ?? [];
}

/** Sends the access token along; where the server no longer takes it, renews it once and asks again, and so where it wants a fresh proof. */
function authorisedFetch({ session, onSessionLost, stepUp }: Wiring): typeof fetch {
  return async (input, init) => {
    const send = (token: string | null) => {
      const headers = new Headers(init?.headers);
      if (token) headers.set('authorization', `Bearer ${token}`);
      return fetch(input, { ...init, headers });
    };
    const token = await session.token();
    const response = await send(token);
    const codes = token ? await refusals(response) : [];
    if (codes.includes('STEP_UP_REQUIRED')) return (await stepUp()) ? send(await session.token()) : response;
    if (!codes.includes('UNAUTHENTICATED') && !codes.includes('TOKEN_EXPIRED')) return response;
    const renewed = await session.renew();
    if (!renewed) onSessionLost();
    return renewed ? send(renewed) : response;
  };
}

function withoutTypes(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(withoutTypes);
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).flatMap(([name, value]) => (name === '__typename' ? [] : [[name, withoutTypes(value)]])));
}

/** The cache asks anew whatever shows a type that a mutation answered with: not where subscriptions tell what it changed. */
const untyped = mapExchange({
  onResult: (result) => (result.operation.context['toldLive'] === true ? { ...result, data: withoutTypes(result.data) } : result),
});

export function createGraph(wiring: Wiring): Client {
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    exchanges: [cacheExchange, untyped, fetchExchange],
    fetch: authorisedFetch(wiring),
    fetchOptions: { headers: { 'accept-language': wiring.language } },
  });
}
