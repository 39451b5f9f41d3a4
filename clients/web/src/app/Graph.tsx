import { type TokenPartsFragment, ViewerDocument, type ViewerPartsFragment, SignOutDocument } from '@ycyw/core/generated/graphql';
import type { Live } from '@ycyw/core/live';
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react';
import { Provider } from 'urql';
import { atLeaving } from '../features/account/session/atLeaving.ts';
import { ongoing } from '../features/calls/ongoing.ts';
import { keptTexts } from '../features/support/keptTexts.ts';
import { useFormat } from '../ui/useFormat.ts';
import { createGraph } from './graph.ts';
import { createLive } from './live.ts';
import { session, sessionHint } from './session.ts';
import { stepUp } from './stepUp.ts';

export type Viewer = ViewerPartsFragment;

type Account = {
  /** undefined until known, null when anonymous. */
  viewer: Viewer | null | undefined;
  live: Live;
  signedIn: (user: Viewer, tokens: TokenPartsFragment) => void;
  signOut: () => Promise<void>;
  /** A fresh proof of who is there, with the token that says so. */
  proven: (tokens: TokenPartsFragment) => void;
  /** Asks anew who this is, with a new token: what the person may do has changed. */
  again: () => Promise<void>;
  /** The server has ended the session. */
  ended: () => void;
};

const AccountContext = createContext<Account | null>(null);

export function useAccount(): Account {
  const account = use(AccountContext);
  if (!account) throw new Error('useAccount outside of <Graph>');
  return account;
}

const channel = new BroadcastChannel('ycyw.session');

/** The graph as this viewer and this language see it: whenever either changes everything is asked anew. */
export function Graph({ children }: { children: ReactNode }) {
  const { language } = useFormat();
  const [viewer, setViewer] = useState<Viewer | null | undefined>(() => (sessionHint.read() ? undefined : null));
  const forget = useCallback(() => {
    session.end();
    sessionHint.write(false);
    setViewer(null);
  }, []);

  const viewerId = viewer?.id;
  const client = useMemo(() => {
    // A new viewer must not meet the cache of the one before.
    void viewerId;
    return createGraph({ session, language, onSessionLost: forget, stepUp: stepUp.ask });
  }, [language, viewerId, forget]);
  const socket = useMemo(() => {
    void viewerId;
    return createLive(session, language);
  }, [language, viewerId]);
  useEffect(() => socket.dispose, [socket]);
  useEffect(
    () => () => {
      // A call is of whom it began with.
      if (!viewerId) return;
      ongoing.get()?.actions.hangUp();
      atLeaving.run();
    },
    [viewerId],
  );

  const ask = useCallback(async () => {
    const { data, error } = await client.query(ViewerDocument, {}, { requestPolicy: 'network-only' });
    if (data?.me) setViewer(data.me);
    else if (!error?.networkError) forget();
    else setViewer(null);
  }, [client, forget]);

  useEffect(() => {
    if (viewer === undefined) void ask();
  }, [viewer, ask]);

  useEffect(() => {
    const hear = ({ data }: MessageEvent) => {
      if (data === 'out') forget();
      if (data === 'in') void session.renew().then(ask, () => null);
    };
    channel.addEventListener('message', hear);
    return () => {
      channel.removeEventListener('message', hear);
    };
  }, [ask, forget]);

  const account = useMemo<Account>(
    () => ({
      viewer,
      live: socket.live,
      signedIn: (user, tokens) => {
        session.begin(tokens);
        sessionHint.write(true);
        setViewer(user);
        channel.postMessage('in');
      },
      signOut: async () => {
        // While this is still who hangs up.
        ongoing.get()?.actions.hangUp();
        await client.mutation(SignOutDocument, {});
        forget();
        keptTexts.forgetAll();
        channel.postMessage('out');
      },
      proven: session.begin,
      again: async () => {
        await session.renew();
        await ask();
      },
      ended: () => {
        forget();
        keptTexts.forgetAll();
        channel.postMessage('out');
      },
    }),
    [viewer, socket, client, forget, ask],
  );
  return (
    <AccountContext value={account}>
      <Provider value={client}>{children}</Provider>
    </AccountContext>
  );
}
