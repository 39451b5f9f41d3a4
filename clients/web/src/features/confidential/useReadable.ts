import type { LiveMessageFragment } from '@ycyw/core/generated/graphql';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Confidential } from './useConfidential.ts';

/** The messages as this device reads them: in words also where it cannot, or where nobody vouches for who wrote. */
export function useReadable(messages: readonly LiveMessageFragment[], { on, keys, readOf }: Confidential): readonly LiveMessageFragment[] {
  const { t } = useTranslation();
  return useMemo(() => {
    if (!on) return messages;
    return messages.map((message) => {
      if (!message.ciphertext) return message;
      const opened = readOf(message.id);
      const waiting = opened === undefined && message.author && (keys === 'opening' || keys === 'ready');
      if (!opened) return { ...message, body: t(waiting ? 'confidential.deciphering' : 'confidential.unreadable') };
      return { ...message, body: opened.trusted ? opened.body : `${t('confidential.unverified')} ${opened.body}` };
    });
  }, [messages, on, keys, readOf, t]);
}
