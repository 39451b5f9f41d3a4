import type { Language } from '@ycyw/service/language';
import type { Letter } from '@ycyw/service/mail/message';
import type { Line, Telling } from '../domain/kind.ts';
import { fill } from '../domain/template.ts';
import { page } from './page.ts';

const sentences: Record<Language, Record<'hello' | 'line' | 'action' | 'help', string>> = {
  fr: {
    hello: 'Bonjour {givenName},',
    line: '{label} : {value}',
    action: 'Voir ma réservation',
    help: 'Une question ? Répondez depuis votre réservation : le service client vous y attend.',
  },
  en: {
    hello: 'Hello {givenName},',
    line: '{label}: {value}',
    action: 'See my booking',
    help: 'A question? Ask from your booking: customer service is there.',
  },
};

/** The e-mail on what is told, as plain text and as HTML; `facts` are listed before its own lines. */
export function letter(telling: Telling, givenName: string, facts: readonly Line[], url: string, language: Language): Letter {
  const { words, values = {} } = telling;
  const { title: told, body, letter: own } = words[language];
  const says = { ...sentences[language], subject: told, title: told, intro: body, ...own };
  const [title, intro] = [fill(says.title, values), fill(says.intro, values)];
  const hello = fill(says.hello, { givenName });
  const lines = [...facts, ...(telling.lines ?? [])];
  const line = ([label, value]: Line): string => fill(says.line, { label, value });
  return {
    subject: fill(says.subject, values),
    text: [
      title,
      '',
      hello,
      intro,
      '',
      ...(lines.length > 0 ? [...lines.map(line), ''] : []),
      line([says.action, url]),
      '',
      says.help,
      '',
      'Your Car Your Way',
      '',
    ].join('\n'),
    html: page({ language, title, hello, intro, lines, action: { words: says.action, url }, help: says.help }),
  };
}
