import { negotiate } from '@ycyw/service/language';
import type { Vault } from '@ycyw/service/vault';
import { issueEmailToken } from '../data/email-token.ts';
import type { Database } from '../data/database.ts';
import { dropMail, type DueMail } from '../data/outgoing-mail.ts';
import { openProfile } from '../data/profile.ts';
import { dropRegistration } from '../data/registration.ts';
import { letter, type Letter } from './letter.ts';

/** Hands one mail to the SMTP server; rejects when it was not taken. */
export type Send = (to: string, letter: Letter) => Promise<void>;

/** What delivering needs; `publicUrl` is the web client's. */
export interface MailMeans {
  db: Database;
  vault: Vault;
  publicUrl: string;
  send: Send;
}

/**
 * Makes the token (whose plain form lives in this letter only), sends the letter, and forgets the mail. Dying in between
 * means a second letter with a second token, and both work.
 */
export async function deliver(means: MailMeans, mail: DueMail, now: Date): Promise<void> {
  const { db, vault, publicUrl, send } = means;
  const { region } = mail;
  const owner = mail.userId ?? mail.registrationId ?? '';
  const key = (await vault.keysOf([owner])).get(owner);
  if (!key) return void (await dropMail(db, mail.id)); // erased meanwhile: nobody is left to be told
  const { email, givenName } = openProfile(key, mail.profile);
  const write = (kind: Parameters<typeof letter>[0], path: string): Promise<void> =>
    send(email, letter(kind, negotiate(mail.locale), givenName, publicUrl + path));

  if (mail.registrationId && mail.taken) {
    // Not by the name that a stranger may have typed.
    await write('TAKEN', '/sign-in');
    await dropRegistration(means, mail.registrationId);
  } else if (mail.registrationId) {
    await write(
      'VERIFY',
      `/verify?token=${await issueEmailToken(db, 'VERIFY_EMAIL', { registrationId: mail.registrationId, region }, now)}`,
    );
    await dropMail(db, mail.id);
  } else if (mail.userId && mail.kind === 'PASSWORD_RESET') {
    await write('RESET', `/reset?token=${await issueEmailToken(db, 'RESET_PASSWORD', { userId: mail.userId, region }, now)}`);
    await dropMail(db, mail.id);
  } else if (mail.kind !== 'REGISTRATION' && mail.kind !== 'PASSWORD_RESET') {
    await write(mail.kind, '/account');
    await dropMail(db, mail.id);
  }
}
