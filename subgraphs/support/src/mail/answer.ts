import type { Language } from '@ycyw/service/language';
import type { Letter } from '@ycyw/service/mail/message';
import { paragraph, sheet } from '@ycyw/service/mail/sheet';
import { cut } from '../domain/contact/name.ts';
import { answerAbove } from '../domain/mail/ownWords.ts';
import type { Sent } from './files.ts';
import { letterWords } from './words.ts';

export interface Answer {
  language: Language;
  ticket: string;
  subject: string;
  /** Whoever wrote it; null where their name is gone. */
  agent: string | null;
  /** Empty beside files alone. */
  body: string;
  sent: Sent;
  /** Null: they have no account, and read the answer here alone. */
  conversationUrl: string | null;
  helpUrl: string;
}

/** What staff wrote, as a letter. */
export function answerLetter({ language, ticket, subject, agent, body, sent, conversationUrl, helpUrl }: Answer): Letter {
  const says = letterWords[language];
  const signed = agent === null ? says.team : says.signed(agent);
  const above = answerAbove[language];
  const { names, tooLarge, files } = sent;
  const said = [
    body,
    names.length > 0 ? says.joined(names.join(', ')) : '',
    tooLarge.length > 0 ? says.tooLarge(tooLarge.join(', ')) : '',
  ].filter((words) => words !== '');
  const action = conversationUrl === null ? { words: says.seeHelp, url: helpUrl } : { words: says.open, url: conversationUrl };
  const answered = says.answer(cut(subject.replace(/^(?:re\s*:\s*)+/i, ''), 120));
  const help = `${says.help} ${says.ticket(ticket)}.`;
  return {
    subject: answered,
    text: [
      above,
      '',
      ...said.flatMap((words) => [words, '']),
      signed,
      says.ticket(ticket),
      '',
      `${action.words}${says.colon}${action.url}`,
      '',
    ].join('\n'),
    html: sheet({
      language,
      title: says.answered,
      hello: above,
      content: [...said, signed].map(paragraph).join(''),
      action,
      help,
    }),
    files,
  };
}
