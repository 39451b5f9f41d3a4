import { type LiveMessageFragment, TranslationsDocument, type TranslationsQuery } from '@ycyw/core/generated/graphql';
import { useCallback, useEffect, useState } from 'react';
import { useClient } from 'urql';
import { useFormat } from '../../ui/useFormat.ts';

type Node = NonNullable<TranslationsQuery['conversation']>['messages']['edges'][number]['node'];
export type Translated = NonNullable<Node['translation']>;
/** What is shown below a message in another language. */
export type TranslationState = Translated | 'waiting' | 'unavailable';

const page = 50;
/** It may be on its way: a reader is answered before a slow translator is. */
const againAfter = [800, 1600, 3200];

const keyOf = ({ id, revision }: { id: string; revision: number }): string => `${id} ${String(revision)}`;

function kept(conversationId: string) {
  const key = `ycyw.translate.${conversationId}`;
  return {
    read: () => localStorage.getItem(key) !== '0',
    write: (on: boolean) => {
      localStorage.setItem(key, on ? '1' : '0');
    },
  };
}

/** What the others' messages say in the reader's language, asked for after they have arrived, a page at a time. */
export function useTranslations(conversationId: string, messages: readonly LiveMessageFragment[], viewerId: string) {
  const client = useClient();
  const { language } = useFormat();
  const [on, setOn] = useState(kept(conversationId).read);
  const [found, setFound] = useState<ReadonlyMap<string, Translated | null>>(new Map());
  const [failed, setFailed] = useState<ReadonlySet<string>>(new Set());

  const foreign = messages
    .slice(-page)
    .filter(({ body, language: from, author }) => body !== null && from && from !== language && author?.id !== viewerId);
  /** Further back than is asked for, nothing is on its way. */
  const oldest = messages.at(-page)?.sequence ?? 0;
  const missing = foreign.map(keyOf).filter((key) => !found.has(`${language} ${key}`) && !failed.has(key));
  const wanted = on ? missing.join() : '';

  useEffect(() => {
    if (wanted === '') return;
    let over = false;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async (attempt: number): Promise<void> => {
      const variables = { id: conversationId, last: page, to: language };
      const { data } = await client.query(TranslationsDocument, variables, { requestPolicy: 'network-only' });
      if (over) return;
      const nodes = data?.conversation?.messages.edges.map(({ node }) => node) ?? [];
      // In the reader's language after all: nothing to show, and nothing to wait for.
      const known = nodes.filter((node) => node.translation ?? node.language === language);
      if (known.length > 0) {
        setFound(
          (before) => new Map([...before, ...known.map((node) => [`${language} ${keyOf(node)}`, node.translation ?? null] as const)]),
        );
      }
      const names = new Set(known.map(keyOf));
      const left = wanted.split(',').filter((key) => !names.has(key));
      if (left.length === 0) return;
      const after = againAfter[attempt];
      if (after === undefined) setFailed((before) => new Set([...before, ...left]));
      else timer = setTimeout(() => void ask(attempt + 1), after);
    };
    void ask(0);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [client, conversationId, language, wanted]);

  const stateOf = useCallback(
    (message: LiveMessageFragment): TranslationState | null => {
      const { body, language: from, author } = message;
      if (!on || body === null || !from || from === language || author?.id === viewerId) return null;
      const known = found.get(`${language} ${keyOf(message)}`);
      if (known !== undefined) return known?.body === body ? null : known;
      if (message.sequence < oldest) return null;
      return failed.has(keyOf(message)) ? 'unavailable' : 'waiting';
    },
    [on, found, failed, language, viewerId, oldest],
  );

  const again = useCallback(() => {
    setFailed(new Set());
  }, []);
  return {
    on,
    /** Whether there is anything to translate. */
    isForeign: foreign.length > 0,
    turn: (next: boolean) => {
      kept(conversationId).write(next);
      setOn(next);
    },
    stateOf,
    again,
  };
}
