import type { Language } from '@ycyw/service/language';
import { fill } from '../domain/template.ts';
import type { Letter } from './letter.ts';
import { page } from './page.ts';

type Sentences = Record<'subject' | 'title' | 'hello' | 'intro' | 'action' | 'line' | 'help', string>;

const sentences: Record<Language, Sentences> = {
  fr: {
    subject: 'La copie de vos données est prête',
    title: 'Vos données sont prêtes.',
    hello: 'Bonjour {givenName},',
    intro: 'L’archive de tout ce que nous gardons sur vous vous attend dans votre compte pendant sept jours. Ensuite, elle s’efface.',
    action: 'Ouvrir mon compte',
    line: '{label} : {value}',
    help: 'Si vous n’avez rien demandé, changez votre mot de passe : quelqu’un est entré dans votre compte.',
  },
  en: {
    subject: 'The copy of your data is ready',
    title: 'Your data is ready.',
    hello: 'Hello {givenName},',
    intro: 'The archive of all that we keep on you waits in your account for seven days. Then it goes.',
    action: 'Open my account',
    line: '{label}: {value}',
    help: 'If you asked for nothing, change your password: somebody has been in your account.',
  },
};

/** Says that the archive is there, and not where: it is behind the sign-in. */
export function exportLetter(givenName: string, url: string, language: Language): Letter {
  const says = sentences[language];
  const hello = fill(says.hello, { givenName });
  const link = fill(says.line, { label: says.action, value: url });
  return {
    subject: says.subject,
    text: [says.title, '', hello, says.intro, '', link, '', says.help, '', 'Your Car Your Way', ''].join('\n'),
    html: page({ language, title: says.title, hello, intro: says.intro, lines: [], action: { words: says.action, url }, help: says.help }),
  };
}
