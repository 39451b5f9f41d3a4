import { languages, type Language } from '@ycyw/service/language';
import { Refusal } from '@ycyw/service/refusal';
import { OperationTypeNode, type GraphQLResolveInfo } from 'graphql';
import type { Translation } from '../actions/translate.ts';
import type { Message } from '../data/message.ts';
import type { Context } from './context.ts';

function oneOfOurs(tag: string): Language {
  const wish = tag.toLowerCase();
  const language = languages.find((each) => wish === each || wish.startsWith(`${each}-`));
  if (!language) throw new Refusal('BAD_INPUT', 'to');
  return language;
}

/** What a message says in the reader's language. */
export const translation = (
  message: Message,
  { to }: { to?: string | null },
  { translations, language: requested }: Context,
  { operation }: GraphQLResolveInfo,
): Promise<Translation | null> | null => {
  const language = to ? oneOfOurs(to) : requested;
  // A message that arrives waits for nobody: it is asked for afterwards.
  return operation.operation === OperationTypeNode.SUBSCRIPTION ? null : translations.load({ message, to: language });
};
