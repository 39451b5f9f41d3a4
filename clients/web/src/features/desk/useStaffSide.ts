import { StaffSideChangedDocument, type StaffSideFragment, StaffSideOfDocument, StaffTypingDocument } from '@ycyw/core/generated/graphql';
import type { Live } from '@ycyw/core/live';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { keepOpen } from '../support/keepOpen.ts';

const typingMs = 7000;

/** The notes as they were, where they are the same: nothing of them is drawn again. */
const withKnownNotes = (next: StaffSideFragment, before: StaffSideFragment | null): StaffSideFragment =>
  before && JSON.stringify(before.notes) === JSON.stringify(next.notes) ? { ...next, notes: before.notes } : next;

/** What is between staff about a conversation, as it changes, and which other of them writes in it. */
export function useStaffSide(id: string | undefined, live: Live, viewerId: string) {
  const client = useClient();
  const [side, setSide] = useState<StaffSideFragment | null>(null);
  const [typist, setTypist] = useState<string | null>(null);
  const current = useRef(id);
  useEffect(() => {
    current.current = id;
  }, [id]);
  const refresh = useCallback(async () => {
    if (!id) return;
    const { data } = await client.query(StaffSideOfDocument, { id }, { requestPolicy: 'network-only' });
    // Another may have been opened meanwhile.
    if (data?.conversation && current.current === id) setSide(data.conversation);
  }, [client, id]);
  useEffect(() => {
    if (!id) return;
    return keepOpen(live, StaffSideChangedDocument, { conversationId: id }, ({ conversationChanged }) => {
      setSide((before) => withKnownNotes(conversationChanged, before));
    });
  }, [id, live]);
  useEffect(() => {
    if (!id) return;
    let timer: ReturnType<typeof setTimeout>;
    const stop = keepOpen(live, StaffTypingDocument, { conversationId: id }, ({ typing: { party, typing, user } }) => {
      if (party !== 'AGENT' || !user || user.id === viewerId) return;
      clearTimeout(timer);
      setTypist(typing ? user.displayName : null);
      timer = setTimeout(() => {
        setTypist(null);
      }, typingMs);
    });
    return () => {
      clearTimeout(timer);
      setTypist(null);
      stop();
    };
  }, [id, live, viewerId]);
  return { side: side?.id === id ? side : null, typist, refresh };
}
