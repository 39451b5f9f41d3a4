import type { LastMessageFragment } from '@ycyw/core/generated/graphql';
import type { TFunction } from 'i18next';
import { callWords } from '../calls/callWords.ts';

/** A message in a list of conversations: its words, or what one of nobody shows; null where that has gone. */
export function lastWords({ body, ciphertext, attachments, settlement, charge, call }: LastMessageFragment, t: TFunction): string | null {
  if (settlement) return t(`chat.shown.${settlement.kind}`);
  if (call) return callWords(call, t);
  if (ciphertext) return t('confidential.message');
  if (charge) return t('chat.shown.charge');
  return body === '' ? attachments.map(({ name }) => name).join(', ') : body;
}
