import {
  type ConversationHeadFragment,
  ConversationPaneDocument,
  ConversationChangedDocument,
  ConversationStatusDocument,
  DeleteMessageDocument,
  EditMessageDocument,
  MarkReadDocument,
  type LiveMessageFragment,
  MessageAddedDocument,
  MessageChangedDocument,
} from '@ycyw/core/generated/graphql';
import type { Live } from '@ycyw/core/live';
import { type FeedState, followMessages } from '@ycyw/core/messageFeed';
import { mergeMessages, resumeAfter } from '@ycyw/core/messageLog';
import { readRefusal } from '@ycyw/core/refusal';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type CombinedError, useClient } from 'urql';
import { keepOpen, wait } from './keepOpen.ts';

type State = {
  head: ConversationHeadFragment | null;
  messages: readonly LiveMessageFragment[];
  /** Of who wrote here, by their ids: what comes live says ids alone. */
  names: ReadonlyMap<string, string>;
  earlier: string | null;
  error: CombinedError | null;
  missing: boolean;
};

const pageSize = 50;
/** Between the times that unknown names are asked for, in milliseconds, twice as long each time. */
const firstPause = 1_000;
const longestPause = 30_000;

const withNames = (
  known: ReadonlyMap<string, string>,
  people: readonly ({ id: string; displayName: string } | null | undefined)[],
): ReadonlyMap<string, string> => new Map([...known, ...people.flatMap((each) => (each ? [[each.id, each.displayName] as const] : []))]);

/** One conversation as it grows and changes, and whether we are connected. Mount it anew for another id. */
export function useConversation(id: string, live: Live, viewerId: string, onHeard: (authorId: string | undefined) => void) {
  const client = useClient();
  const [state, setState] = useState<State>({ head: null, messages: [], names: new Map(), earlier: null, error: null, missing: false });
  const [feed, setFeed] = useState<FeedState>('connecting');
  const known = useRef<readonly LiveMessageFragment[]>([]);
  /** Of the last change that is known here. */
  const revision = useRef(0);
  /** The changes to what messages show that are on the screen. */
  const shown = useRef<number | null>(null);
  const head = useRef(state.head);
  head.current = state.head;

  const add = useCallback((incoming: readonly LiveMessageFragment[]) => {
    const messages = mergeMessages(known.current, incoming);
    if (messages === known.current) return;
    known.current = messages;
    setState((before) => ({ ...before, messages }));
  }, []);

  const asking = useMemo(() => {
    // One for each conversation and each client.
    void [client, id];
    return { busy: false, news: 0 };
  }, [client, id]);
  const load = useCallback(
    async (before: string | null) => {
      const variables = { id, last: pageSize, before };
      const { news } = asking;
      const { data, error } = await client.query(ConversationPaneDocument, variables, { requestPolicy: 'network-only' });
      const conversation = data?.conversation;
      if (conversation) {
        const { edges, pageInfo } = conversation.messages;
        // What is loaded first says from where to hear of changes; it was read before the messages were.
        if (before === null) {
          revision.current = Math.max(revision.current, conversation.lastRevision);
          shown.current = conversation.shownChanges;
        }
        const earlier = pageInfo.hasPreviousPage ? (pageInfo.startCursor ?? null) : null;
        const named = [conversation.customer, conversation.agent, ...edges.map(({ node }) => node.author)];
        const isNewest = asking.news === news;
        setState((last) => ({
          ...last,
          head: isNewest ? conversation : (last.head ?? conversation),
          names: withNames(last.names, named),
          earlier,
          error: null,
        }));
        add(edges.map((edge) => edge.node));
      } else setState((last) => ({ ...last, error: error ?? null, missing: !error || readRefusal(error).code === 'NOT_FOUND' }));
      return Boolean(conversation);
    },
    [client, id, add, asking],
  );

  /** An answer that something newer overtook says how it was before: it is asked for once more. */
  const refreshHead = useCallback(async () => {
    asking.news += 1;
    if (asking.busy) return;
    asking.busy = true;
    for (let answered = 0; answered !== asking.news;) {
      answered = asking.news;
      const { data } = await client.query(ConversationStatusDocument, { id }, { requestPolicy: 'network-only' });
      const found = data?.conversation;
      if (found && answered === asking.news)
        setState((last) => ({ ...last, head: found, names: withNames(last.names, [found.customer, found.agent]) }));
    }
    asking.busy = false;
  }, [client, id, asking]);

  /** The newest page once more: for what messages show, which changes without them, and who wrote them. */
  const refreshShown = useCallback(async () => {
    const variables = { id, last: pageSize, before: null };
    const { data } = await client.query(ConversationPaneDocument, variables, { requestPolicy: 'network-only' });
    if (!data?.conversation) return;
    shown.current = data.conversation.shownChanges;
    const newest = data.conversation.messages.edges.map((edge) => edge.node);
    add(newest);
    setState((last) => ({
      ...last,
      names: withNames(
        last.names,
        newest.map(({ author }) => author),
      ),
    }));
  }, [client, id, add]);

  const [loaded, setLoaded] = useState(false);
  const reload = useCallback(
    () =>
      void load(null).then((found) => {
        setLoaded((before) => before || found);
      }),
    [load],
  );
  useEffect(reload, [reload]);

  useEffect(() => {
    if (!loaded) return;
    return followMessages<LiveMessageFragment>({
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
        onHeard(message.author?.id);
        add([message]);
      },
      changed: setFeed,
      wait,
    });
  }, [loaded, id, live, add, onHeard]);

  useEffect(() => {
    if (!loaded) return;
    return followMessages<LiveMessageFragment>({
      subscribe: (afterRevision, sink) =>
        live(
          MessageChangedDocument,
          { conversationId: id, afterRevision },
          {
            ...sink,
            next: ({ messageChanged }) => {
              sink.next(messageChanged);
            },
          },
        ),
      resumeAfter: () => revision.current,
      receive: (message) => {
        revision.current = Math.max(revision.current, message.revision);
        // One further back than was loaded is read as it is then.
        if (known.current.some(({ sequence }) => sequence === message.sequence)) add([message]);
      },
      changed: () => undefined,
      wait,
    });
  }, [loaded, id, live, add]);

  useEffect(() => {
    if (!loaded) return;
    return keepOpen(live, ConversationChangedDocument, { conversationId: id }, ({ conversationChanged }) => {
      asking.news += 1;
      const before = head.current;
      if (before && shown.current !== conversationChanged.shownChanges) void refreshShown();
      if (before?.agent?.id === conversationChanged.agent?.id) {
        setState((last) => ({
          ...last,
          head: last.head && { ...last.head, ...conversationChanged, agent: last.head.agent, customer: last.head.customer },
        }));
      } else void refreshHead();
    });
  }, [loaded, id, live, asking, refreshHead, refreshShown]);

  const { names, messages } = state;
  const strangers = [...new Set(messages.flatMap(({ author }) => (author && !names.has(author.id) ? author.id : [])))].join();
  useEffect(() => {
    if (strangers === '') return;
    let over = false;
    let stop: () => void = () => undefined;
    const ask = async (pause: number): Promise<void> => {
      await refreshShown();
      if (!over && pause <= longestPause) stop = wait(pause, () => void ask(pause * 2));
    };
    void ask(firstPause);
    return () => {
      over = true;
      stop();
    };
  }, [strangers, refreshShown]);

  const heard = messages.findLast(({ author }) => author?.id !== viewerId)?.sequence ?? 0;
  // Who only looks on has not read it in anybody's stead.
  const takesPart = [state.head?.customer?.id, state.head?.agent?.id].includes(viewerId);
  useEffect(() => {
    if (heard === 0 || !takesPart) return;
    const mark = () => {
      if (document.visibilityState === 'visible')
        void client.mutation(MarkReadDocument, { conversationId: id, upToSequence: heard }, { toldLive: true }).toPromise();
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => {
      document.removeEventListener('visibilitychange', mark);
    };
  }, [client, id, heard, takesPart]);

  /** Changes what one wrote, or removes it where `body` is null; what it was refused with. */
  const change = useCallback(
    async (message: LiveMessageFragment, body: string | null): Promise<CombinedError | undefined> => {
      const changed =
        body === null
          ? await client.mutation(DeleteMessageDocument, { id: message.id }).then(({ data, error }) => ({ to: data?.deleteMessage, error }))
          : await client
              .mutation(EditMessageDocument, { input: { id: message.id, body } })
              .then(({ data, error }) => ({ to: data?.editMessage, error }));
      if (changed.to) add([changed.to]);
      return changed.error;
    },
    [client, add],
  );

  const showAgain = useCallback(() => void refreshShown(), [refreshShown]);
  const { earlier } = state;
  const loadEarlier = useCallback(() => load(earlier), [load, earlier]);
  return {
    ...state,
    feed,
    add,
    change,
    reload,
    refreshHead,
    showAgain,
    loadEarlier,
  };
}
