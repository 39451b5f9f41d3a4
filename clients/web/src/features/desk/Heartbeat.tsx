import { HeartbeatDocument } from '@ycyw/core/generated/graphql';
import { useEffect } from 'react';
import { useClient } from 'urql';

/** Says every twenty seconds that this member of staff is there, with that conversation open; also while they look at another tab. */
export function Heartbeat({ conversationId }: { conversationId: string | null }): null {
  const client = useClient();
  useEffect(() => {
    const beat = () => void client.mutation(HeartbeatDocument, { conversationId }).toPromise();
    beat();
    const worker = new Worker(new URL('./beat.ts', import.meta.url), { type: 'module' });
    worker.onmessage = beat;
    return () => {
      worker.terminate();
    };
  }, [client, conversationId]);
  return null;
}
