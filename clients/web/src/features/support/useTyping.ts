import { SetTypingDocument, TypingDocument, type TypingSubscription } from '@ycyw/core/generated/graphql';
import type { Live } from '@ycyw/core/live';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { keepOpen } from './keepOpen.ts';

type Notice = TypingSubscription['typing'];

/** It is forgotten after six seconds unless repeated. */
const repeatEvery = 3000;
const forgottenAfter = 7000;

/** The same list where nobody left it. */
const without = (notices: readonly Notice[], id: string | undefined): readonly Notice[] =>
  notices.some(({ user }) => user?.id === id) ? notices.filter(({ user }) => user?.id !== id) : notices;

/** The ids of who else types now; and `typed` to be called as this person does, `said` as they send it, `heard` as another's message comes. */
export function useTyping(conversationId: string, live: Live) {
  const client = useClient();
  const [others, setOthers] = useState<readonly Notice[]>([]);
  useEffect(
    () =>
      keepOpen(live, TypingDocument, { conversationId }, ({ typing }) => {
        setOthers((before) => {
          const rest = without(before, typing.user?.id);
          return typing.typing ? [...rest, typing] : rest;
        });
      }),
    [live, conversationId],
  );
  // Whoever stopped while the connection was cut is not told of.
  useEffect(() => {
    if (others.length === 0) return;
    const timer = setTimeout(() => {
      setOthers([]);
    }, 2 * forgottenAfter);
    return () => {
      clearTimeout(timer);
    };
  }, [others]);

  const saidAt = useRef(0);
  const typed = useCallback(
    (typing: boolean) => {
      const now = performance.now();
      if (typing ? saidAt.current > 0 && now - saidAt.current < repeatEvery : saidAt.current === 0) return;
      saidAt.current = typing ? now : 0;
      void client.mutation(SetTypingDocument, { conversationId, typing }).toPromise();
    },
    [client, conversationId],
  );
  /** A message ends it by itself. */
  const said = useCallback(() => {
    saidAt.current = 0;
  }, []);
  const heard = useCallback((id: string | undefined) => {
    setOthers((before) => without(before, id));
  }, []);
  return { typists: others.flatMap(({ user }) => user?.id ?? []), typed, said, heard };
}
