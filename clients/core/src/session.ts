export type AccessToken = { accessToken: string; expiresAt: string };

type Wiring = {
  /** Trades the refresh token for a new access token; null when there is none any more. Throws when the network fails. */
  refresh: () => Promise<AccessToken | null>;
  now: () => number;
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

/** Holds the access token in memory alone. `hinted`: a session probably exists, so the first token() refreshes. */
export function createSession({ refresh, now, wait }: Wiring, hinted: boolean): Session {
  let current: AccessToken | null = null;
  let mayRenew = hinted;
  let renewing: Promise<string | null> | null = null;
  let cancel: () => void = () => undefined;
  let generation = 0;

  const begin = (tokens: AccessToken) => {
    generation += 1;
    current = tokens;
    mayRenew = true;
    cancel();
    cancel = wait(Math.max(5_000, Date.parse(tokens.expiresAt) - now() - margin), () => void renew().catch(() => null));
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
    if (current && Date.parse(current.expiresAt) - now() > 5_000) return current.accessToken;
    return mayRenew ? renew() : null;
  };
  return { token, begin, end, renew };
}
