import type { Language } from '@ycyw/service/language';
import type { Letter } from '@ycyw/service/mail/message';
import { escape, paragraph, sheet } from '@ycyw/service/mail/sheet';
import { letterWords } from './words.ts';

/** One thing that was said or shown. */
export interface Said {
  at: Date;
  /** Null: a thing that the conversation shows. */
  name: string | null;
  words: string;
}

export interface Transcript {
  language: Language;
  timeZone: string;
  ticket: string;
  subject: string;
  name: string;
  said: readonly Said[];
  action: 'open' | 'seeHelp';
  url: string;
}

/** A conversation as a letter: by days, each word with who said it and when, in the reader's zone. */
export function transcriptLetter({ language, timeZone, ticket, subject, name, said, action, url }: Transcript): Letter {
  const says = letterWords[language];
  const day = new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'full' });
  const hour = new Intl.DateTimeFormat(language, { timeZone, hour: '2-digit', minute: '2-digit' });
  const zone = timeZone.replaceAll('_', ' ');
  const intro = says.transcriptIntro(ticket, zone);
  const days = [...Map.groupBy(said, ({ at }) => day.format(at))];
  const head = ({ at, name: who }: Said): string => [who, hour.format(at)].filter((each) => each !== null).join(' ');
  const text = days.flatMap(([date, words]) => [
    date,
    '',
    ...words.flatMap((each) => [`${head(each)}${says.colon.trimEnd()}`, each.words, '']),
  ]);
  const html = days.map(
    ([date, words]) =>
      `<h2 class="ink" style="margin:0 0 12px;font-size:18px;line-height:1.3;color:#16151c">${escape(date)}</h2>` +
      words
        .map(
          (each) =>
            `<p class="ink2" style="margin:0 0 2px;font-size:14px;line-height:1.4;color:#5d5b66">${escape(head(each))}</p>${paragraph(each.words)}`,
        )
        .join(''),
  );
  return {
    subject: says.transcript(subject),
    text: [
      says.hello(name),
      '',
      intro,
      '',
      ...text,
      `${says[action]}${says.colon}${url}`,
      '',
      says.transcriptHelp,
      '',
      'Your Car Your Way',
      '',
    ].join('\n'),
    html: sheet({
      language,
      title: says.transcriptTitle,
      hello: says.hello(name),
      content: `${paragraph(subject)}${paragraph(intro)}${html.join('')}`,
      action: { words: says[action], url },
      help: says.transcriptHelp,
    }),
  };
}
