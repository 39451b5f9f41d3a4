import { type LiveMessageFragment, SendMessageDocument } from '@ycyw/core/generated/graphql';
import type { FeedState } from '@ycyw/core/messageFeed';
import { stillPending } from '@ycyw/core/messageLog';
import { readRefusal } from '@ycyw/core/refusal';
import { startTransition, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useClient } from 'urql';
import { useOnline } from '../../ui/useOnline.ts';
import { wait } from './keepOpen.ts';
import { keptDrafts } from './keptDrafts.ts';

/** A message on its way; `reason` is what it was refused with, null while nobody answers. */
export type Draft = {
  clientId: string;
  /** Empty where it was read back from this device encrypted. */
  body: string;
  files: readonly { id: string; name: string }[];
  /** Of a confidential conversation: encrypted once, so that sending it again sends the same. */
  ciphertext?: string;
  failed: boolean;
  reason: string | null;
};

type Sent = {
  id: string;
  viewerId: string;
  messages: readonly LiveMessageFragment[];
  feed: FeedState;
  add: (messages: readonly LiveMessageFragment[]) => void;
  /** Encrypts what is said, where the conversation is confidential. */
  encrypt: ((body: string) => Promise<string>) | null;
};

const firstPause = 1_000;
const longestPause = 30_000;

/**
 * What is on its way from here, one after the other. What nobody answered is sent again by itself, also after a reload, and what was
 * written later waits behind it: it is never said twice.
 */
export function useDrafts({ id, viewerId, messages, feed, add, encrypt }: Sent) {
  const client = useClient();
  const kept = useMemo(() => keptDrafts(`${viewerId} ${id}`), [viewerId, id]);
  const [all, setAll] = useState<readonly Draft[]>(kept.read);
  const drafts = useMemo(() => stillPending(all, messages), [all, messages]);
  const known = useRef({ all, encrypt });
  known.current.encrypt = encrypt;
  const put = useCallback((change: (before: readonly Draft[]) => readonly Draft[]) => {
    known.current.all = change(known.current.all);
    // It goes out before it is drawn.
    startTransition(() => {
      setAll(known.current.all);
    });
  }, []);
  const drop = useCallback(
    (arrived: ReadonlySet<string>) => {
      kept.drop(arrived);
      if (known.current.all.some(({ clientId }) => arrived.has(clientId)))
        put((before) => before.filter(({ clientId }) => !arrived.has(clientId)));
    },
    [kept, put],
  );
  useEffect(() => {
    drop(new Set(messages.map(({ clientId }) => clientId)));
  }, [messages, drop]);

  /** Whether it was answered, be it by a refusal. */
  const deliver = useCallback(
    async (draft: Draft): Promise<boolean> => {
      const noted = (change: Partial<Draft>) => {
        put((before) => before.map((each) => (each.clientId === draft.clientId ? { ...each, ...change } : each)));
      };
      if (draft.failed) noted({ failed: false });
      const seal = known.current.encrypt;
      let ciphertext = draft.ciphertext;
      if (ciphertext === undefined && seal) {
        try {
          ciphertext = await seal(draft.body);
        } catch {
          return false;
        }
        noted({ ciphertext });
        kept.put({ ...draft, ciphertext });
      }
      const said = ciphertext === undefined ? { body: draft.body, attachmentIds: draft.files.map((file) => file.id) } : { ciphertext };
      const input = { conversationId: id, ...said, clientId: draft.clientId };
      const { data, error } = await client.mutation(SendMessageDocument, { input }, { toldLive: true }).toPromise();
      if (data) {
        add([data.sendMessage]);
        drop(new Set([draft.clientId]));
        return true;
      }
      const reason = error ? readRefusal(error).message : null;
      if (reason === null) return false;
      noted({ failed: true, reason });
      kept.put({ ...draft, ...(ciphertext !== undefined && { ciphertext }), reason });
      return true;
    },
    [client, id, add, put, drop, kept],
  );

  const sending = useRef(false);
  const pause = useRef(firstPause);
  const [stops, setStops] = useState(0);
  const flush = useCallback(async () => {
    if (sending.current) return;
    sending.current = true;
    for (;;) {
      const next = known.current.all.find(({ reason }) => reason === null);
      if (!next) break;
      if (!(await deliver(next))) {
        put((before) => before.map((each) => ({ ...each, failed: true })));
        setStops((count) => count + 1);
        break;
      }
      pause.current = firstPause;
    }
    sending.current = false;
  }, [deliver, put]);

  const online = useOnline();
  useEffect(() => {
    if (feed === 'live' && online) void flush();
  }, [feed, online, flush]);
  useEffect(() => {
    if (stops === 0) return;
    const after = pause.current;
    pause.current = Math.min(longestPause, after * 2);
    return wait(after, () => void flush());
  }, [stops, flush]);

  const send = useCallback(
    (body: string, files: Draft['files'] = []) => {
      const draft: Draft = { clientId: crypto.randomUUID(), body: body.trim(), files, failed: false, reason: null };
      put((before) => [...before, draft]);
      if (!known.current.encrypt) kept.put(draft);
      void flush();
    },
    [put, kept, flush],
  );
  const resend = useCallback(
    ({ clientId }: Draft) => {
      put((before) => before.map((each) => (each.clientId === clientId ? { ...each, failed: false, reason: null } : each)));
      void flush();
    },
    [put, flush],
  );
  return { drafts, send, resend };
}
