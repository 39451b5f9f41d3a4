import type { LastMessageFragment } from '@ycyw/core/generated/graphql';
import type { TFunction } from 'i18next';

/** A message in a list of conversations: its words, or what one of nobody shows; null where that has gone. */
export function lastWords({ body, settlement, charge }: LastMessageFragment, t: TFunction): string | null {
  if (settlement) return t(`chat.shown.${settlement.kind}`);
  return charge ? t('chat.shown.charge') : body;
}
