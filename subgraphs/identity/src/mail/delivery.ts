import { negotiate } from '@ycyw/service/language';
import type { Vault } from '@ycyw/service/vault';
import { issueEmailToken, tokenAddress } from '../data/email-token.ts';
import type { Database } from '../data/database.ts';
import { dropMail, mailAddress, type AccountNews, type DueMail } from '../data/outgoing-mail.ts';
import { openProfile } from '../data/profile.ts';
import { dropRegistration } from '../data/registration.ts';
import { isTaken } from '../data/user.ts';
import { letter, type Letter } from './letter.ts';
import type { LetterKind } from './words.ts';

/** Hands one mail to the SMTP server; rejects when it was not taken. */
export type Send = (to: string, letter: Letter) => Promise<void>;

/** What delivering needs; `publicUrl` is the web client's. */
export interface MailMeans {
  db: Database;
  vault: Vault;
  publicUrl: string;
  send: Send;
}

/** What the button of a letter opens; the account where it says nothing else. */
const pages: Partial<Record<AccountNews, string>> = { LOCKED_OUT: '/sign-in', PASSWORD_CHANGED: '/forgot', EMAIL_CHANGED: '/help' };

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
  const to = mail.address ? key.open(mail.address, mailAddress) : email;
  const write = (kind: LetterKind, path: string): Promise<void> =>
    send(to, letter(kind, negotiate(mail.locale), givenName, publicUrl + path));

  if (mail.registrationId && mail.taken) {
    // Not by the name that a stranger may have typed.
    await write('TAKEN', '/sign-in');
    await dropRegistration(means, mail.registrationId);
  } else if (mail.registrationId) {
    await write(
      'VERIFY',
      `/verify?token=${await issueEmailToken(db, 'VERIFY_EMAIL', { registrationId: mail.registrationId, region }, now)}`,
    );
  } else if (mail.userId && mail.kind === 'PASSWORD_RESET') {
    await write('RESET', `/reset?token=${await issueEmailToken(db, 'RESET_PASSWORD', { userId: mail.userId, region }, now)}`);
  } else if (mail.userId && mail.kind === 'EMAIL_CHANGE') {
    const address = key.seal(to, tokenAddress);
    if (await isTaken(means, to)) await write('TAKEN', '/sign-in');
    else {
      const token = await issueEmailToken(db, 'CHANGE_EMAIL', { userId: mail.userId, region, address }, now);
      await write('EMAIL_CHANGE', `/confirm-email?token=${token}`);
    }
  } else if (mail.kind !== 'REGISTRATION' && mail.kind !== 'PASSWORD_RESET' && mail.kind !== 'EMAIL_CHANGE') {
    await write(mail.kind, pages[mail.kind] ?? '/account');
  }
  await dropMail(db, mail.id);
}
