import type { Language } from '@ycyw/service/language';
import { fill } from '../domain/template.ts';
import type { Words } from '../domain/wording.ts';
import type { Letter } from './letter.ts';
import { page } from './page.ts';

type Sentences = Record<'hello' | 'action' | 'line' | 'help', string>;

const sentences: Record<Language, Sentences> = {
  fr: {
    hello: 'Bonjour {givenName},',
    action: 'Voir mon cashback',
    line: '{label} : {value}',
    help: 'Une question ? Le service client vous répond depuis votre compte.',
  },
  en: {
    hello: 'Hello {givenName},',
    action: 'See my cashback',
    line: '{label}: {value}',
    help: 'A question? Customer service answers from your account.',
  },
};

/** Says how much cashback there is to spend; never from which shop. */
export function cashbackLetter(givenName: string, { title, body }: Words, url: string, language: Language): Letter {
  const says = sentences[language];
  const hello = fill(says.hello, { givenName });
  const link = fill(says.line, { label: says.action, value: url });
  return {
    subject: title,
    text: [title, '', hello, body, '', link, '', says.help, '', 'Your Car Your Way', ''].join('\n'),
    html: page({ language, title, hello, intro: body, lines: [], action: { words: says.action, url }, help: says.help }),
  };
}
