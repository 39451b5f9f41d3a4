import { HeartbeatDocument } from '@ycyw/core/generated/graphql';
import { useEffect } from 'react';
import { useClient } from 'urql';

const every = 20_000;

/** Tells that this person is there, with that conversation open, for as long as the screen is seen; null: they tell it otherwise. */
export function usePresent(conversationId: string | null) {
  const client = useClient();
  useEffect(() => {
    if (!conversationId) return;
    const beat = () => {
      if (document.visibilityState === 'visible') void client.mutation(HeartbeatDocument, { conversationId }).toPromise();
    };
    beat();
    const timer = setInterval(beat, every);
    document.addEventListener('visibilitychange', beat);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', beat);
    };
  }, [client, conversationId]);
}
