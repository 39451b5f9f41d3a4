export type AccessToken = { accessToken: string; expiresAt: string };

type Wiring = {
  /** Trades the refresh token for a new access token; null when there is none any more. Throws when the network fails. */
  refresh: () => Promise<AccessToken | null>;
  now: () => number;
  /** Base64 to text; throws where it is none. */
  decode: (base64: string) => string;
  /** Calls back after `milliseconds`; returns what cancels it. */
  wait: (milliseconds: number, then: () => void) => () => void;
};

export type Session = {
  /** The token to send, refreshed first when it is about to expire; null when anonymous. */
  token: () => Promise<string | null>;
  begin: (tokens: AccessToken) => void;
  end: () => void;
  /** Refreshes at once, one request however many ask; null when the session is over. */
  renew: () => Promise<string | null>;
};

const margin = 60_000;

/** Until when it is good by this device's clock, which may be wrong: as long from now on as the token says it lives. */
function goodUntil({ accessToken, expiresAt }: AccessToken, now: number, decode: Wiring['decode']): number {
  try {
    const claims = (accessToken.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const { iat, exp } = JSON.parse(decode(claims)) as { iat?: number; exp?: number };
    return iat && exp ? now + (exp - iat) * 1000 : Date.parse(expiresAt);
  } catch {
    return Date.parse(expiresAt);
  }
}

/** Holds the access token in memory alone. `hinted`: a session probably exists, so the first token() refreshes. */
export function createSession({ refresh, now, decode, wait }: Wiring, hinted: boolean): Session {
  let current: { accessToken: string; until: number } | null = null;
  let mayRenew = hinted;
  let renewing: Promise<string | null> | null = null;
  let cancel: () => void = () => undefined;
  let generation = 0;

  const begin = (tokens: AccessToken) => {
    generation += 1;
    const until = goodUntil(tokens, now(), decode);
    current = { accessToken: tokens.accessToken, until };
    mayRenew = true;
    cancel();
    cancel = wait(Math.max(5_000, until - now() - margin), () => void renew().catch(() => null));
  };
  const end = () => {
    generation += 1;
    current = null;
    mayRenew = false;
    cancel();
  };
  const renew = () => {
    const asked = generation;
    renewing ??= refresh()
      .then((tokens) => {
        // Somebody signed in or out meanwhile: that counts, not this answer.
        if (asked !== generation) return current?.accessToken ?? null;
        if (tokens) begin(tokens);
        else end();
        return tokens?.accessToken ?? null;
      })
      .finally(() => (renewing = null));
    return renewing;
  };
  const token = async () => {
    if (current && current.until - now() > 5_000) return current.accessToken;
    return mayRenew ? renew() : null;
  };
  return { token, begin, end, renew };
}
