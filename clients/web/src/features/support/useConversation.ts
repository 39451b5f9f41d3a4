import {
  type ConversationHeadFragment,
  ConversationPaneDocument,
  ConversationChangedDocument,
  ConversationStatusDocument,
  MarkReadDocument,
  type MessagePartsFragment,
  MessageAddedDocument,
  SendMessageDocument,
} from '@ycyw/core/generated/graphql';
import type { Live } from '@ycyw/core/live';
import { type FeedState, followMessages } from '@ycyw/core/messageFeed';
import { mergeMessages, resumeAfter, stillPending } from '@ycyw/core/messageLog';
import { readRefusal } from '@ycyw/core/refusal';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type CombinedError, useClient } from 'urql';
import { keepOpen, wait } from './keepOpen.ts';

export type Draft = { clientId: string; body: string; sentAt: string; failed: boolean; reason: string | null };

type State = {
  head: ConversationHeadFragment | null;
  messages: MessagePartsFragment[];
  earlier: string | null;
  error: CombinedError | null;
  missing: boolean;
};

const pageSize = 50;

/** One conversation as it grows: what was said, what is on its way, and whether we are connected. Mount it anew for another id. */
export function useConversation(id: string, live: Live) {
  const client = useClient();
  const [state, setState] = useState<State>({ head: null, messages: [], earlier: null, error: null, missing: false });
  const [drafts, setDrafts] = useState<Draft[]>([]);
  const [feed, setFeed] = useState<FeedState>('connecting');
  const known = useRef<MessagePartsFragment[]>([]);

  const add = useCallback((incoming: readonly MessagePartsFragment[]) => {
    known.current = mergeMessages(known.current, incoming);
    const messages = known.current;
    setState((before) => ({ ...before, messages }));
    setDrafts((before) => stillPending(before, messages));
  }, []);

  const load = useCallback(
    async (before: string | null) => {
      const variables = { id, last: pageSize, before };
      const { data, error } = await client.query(ConversationPaneDocument, variables, { requestPolicy: 'network-only' });
      const conversation = data?.conversation;
      if (conversation) {
        const { edges, pageInfo } = conversation.messages;
        const earlier = pageInfo.hasPreviousPage ? (pageInfo.startCursor ?? null) : null;
        setState((last) => ({ ...last, head: conversation, earlier, error: null }));
        add(edges.map((edge) => edge.node));
      } else setState((last) => ({ ...last, error: error ?? null, missing: !error || readRefusal(error).code === 'NOT_FOUND' }));
      return Boolean(conversation);
    },
    [client, id, add],
  );

  const refreshHead = useCallback(async () => {
    const { data } = await client.query(ConversationStatusDocument, { id }, { requestPolicy: 'network-only' });
    const head = data?.conversation;
    if (head) setState((last) => ({ ...last, head }));
  }, [client, id]);

  /** What messages show changes without them: the newest page is read again where it shows anything. */
  const refreshShown = useCallback(async () => {
    if (!known.current.some(({ settlement, charge }) => settlement ?? charge)) return;
    const variables = { id, last: pageSize, before: null };
    const { data } = await client.query(ConversationPaneDocument, variables, { requestPolicy: 'network-only' });
    if (data?.conversation) add(data.conversation.messages.edges.map((edge) => edge.node));
  }, [client, id, add]);

  const [loaded, setLoaded] = useState(false);
  const reload = useCallback(() => void load(null).then(setLoaded), [load]);
  useEffect(reload, [reload]);

  useEffect(() => {
    if (!loaded) return;
    return followMessages<MessagePartsFragment>({
      subscribe: (afterSequence, sink) =>
        live(
          MessageAddedDocument,
          { conversationId: id, afterSequence },
          {
            ...sink,
            next: ({ messageAdded }) => {
              sink.next(messageAdded);
            },
          },
        ),
      resumeAfter: () => resumeAfter(known.current),
      receive: (message) => {
        add([message]);
      },
      changed: setFeed,
      wait,
    });
  }, [loaded, id, live, add]);

  useEffect(() => {
    if (!loaded) return;
    return keepOpen(live, ConversationChangedDocument, { conversationId: id }, ({ conversationChanged: head }) => {
      setState((last) => ({ ...last, head }));
      void refreshShown();
    });
  }, [loaded, id, live, refreshShown]);

  const newest = state.messages.at(-1)?.sequence ?? 0;
  useEffect(() => {
    if (newest > 0 && document.visibilityState === 'visible')
      void client.mutation(MarkReadDocument, { conversationId: id, upToSequence: newest });
  }, [client, id, newest]);

  const deliver = useCallback(
    async (draft: Draft) => {
      setDrafts((before) => [...before.filter(({ clientId }) => clientId !== draft.clientId), { ...draft, failed: false, reason: null }]);
      const { data, error } = await client.mutation(SendMessageDocument, {
        input: { conversationId: id, body: draft.body, clientId: draft.clientId },
      });
      if (data) add([data.sendMessage]);
      else if (error) {
        const reason = readRefusal(error).message;
        setDrafts((before) => before.map((each) => (each.clientId === draft.clientId ? { ...each, failed: true, reason } : each)));
      }
    },
    [client, id, add],
  );

  const send = useCallback(
    (body: string) =>
      void deliver({ clientId: crypto.randomUUID(), body: body.trim(), sentAt: new Date().toISOString(), failed: false, reason: null }),
    [deliver],
  );

  return {
    ...state,
    drafts,
    feed,
    send,
    resend: (draft: Draft) => void deliver(draft),
    reload,
    refreshHead,
    refreshShown: () => void refreshShown(),
    loadEarlier: () => void load(state.earlier),
  };
}
