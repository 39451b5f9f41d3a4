import { negotiate } from '@ycyw/service/language';
import { issueEmailToken } from '../data/email-token.ts';
import type { Database } from '../data/database.ts';
import { dropMail, dropMailAndRegistration, type DueMail } from '../data/outgoing-mail.ts';
import { letter, type Letter } from './letter.ts';

/** Hands one mail to the SMTP server; rejects when it was not taken. */
export type Send = (to: string, letter: Letter) => Promise<void>;

/**
 * Makes the token (whose plain form lives in this letter only), sends the letter, and forgets the mail. Dying in between
 * means a second letter with a second token, and both work.
 */
export async function deliver(db: Database, mail: DueMail, publicUrl: string, send: Send, now: Date): Promise<void> {
  const write = (kind: Parameters<typeof letter>[0], path: string): Promise<void> =>
    send(mail.email, letter(kind, negotiate(mail.locale), mail.givenName, publicUrl + path));

  if (mail.registrationId && mail.taken) {
    // Not by the name that a stranger may have typed.
    await write('TAKEN', '/sign-in');
    await dropMailAndRegistration(db, mail.registrationId);
  } else if (mail.registrationId) {
    await write('VERIFY', `/verify?token=${await issueEmailToken(db, 'VERIFY_EMAIL', { registrationId: mail.registrationId }, now)}`);
    await dropMail(db, mail.id);
  } else if (mail.kind === 'LOCKED_OUT' || mail.kind === 'PASSWORD_CHANGED') {
    await write(mail.kind, '/sign-in');
    await dropMail(db, mail.id);
  } else if (mail.userId) {
    await write('RESET', `/reset?token=${await issueEmailToken(db, 'RESET_PASSWORD', { userId: mail.userId }, now)}`);
    await dropMail(db, mail.id);
  }
}
