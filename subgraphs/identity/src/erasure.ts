import type { Clock } from '@ycyw/service/clock';
import type { DomainEvent } from '@ycyw/service/events';
import { negotiate } from '@ycyw/service/language';
import type { Logger } from '@ycyw/service/log';
import type { Sql } from '@ycyw/service/sql';
import type { Vault } from '@ycyw/service/vault';
import { z } from 'zod';
import {
  answeredDeletions,
  dropLastMail,
  finishDeletion,
  mailColumn,
  noteErased,
  postponeLastMail,
  takeLastMails,
  type LastMail,
} from './data/account-deletion.ts';
import type { Database } from './data/database.ts';
import { eraseKeys } from './data/registration.ts';
import { mailRetrySeconds, mostMailAttempts, others } from './domain/deletion.ts';
import type { Send } from './mail/delivery.ts';
import { letter } from './mail/letter.ts';

const answer = z.object({ deletionId: z.uuid() });

/** Notes which domains have forgotten a person; the worker goes on once all have. */
export const erasureReactions = Object.fromEntries(
  others.map((domain) => [
    `${domain}.user.erased`,
    (tx: Sql, { payload }: DomainEvent): Promise<void> => noteErased(tx, answer.parse(payload).deletionId, domain),
  ]),
);

const addressee = z.object({ email: z.string(), givenName: z.string(), locale: z.string() });
export type Addressee = z.infer<typeof addressee>;

export interface ErasureMeans {
  db: Database;
  vault: Vault;
  send: Send;
  publicUrl: string;
  clock: Clock;
  log: Logger;
}

/** Destroys the keys and rows of those whom the other domains have forgotten. Every step may be repeated, so a crash loses none. */
export async function finishErasures({ db, vault, clock, log }: Pick<ErasureMeans, 'db' | 'vault' | 'clock' | 'log'>): Promise<void> {
  for (const deletion of await answeredDeletions(db)) {
    await vault.erase(deletion.userId, deletion.region);
    await eraseKeys(vault, await finishDeletion(db, deletion, clock.now()));
    log.info({ deletionId: deletion.id }, 'account deleted');
  }
}

async function sendLastMail({ db, vault, send, publicUrl, clock, log }: ErasureMeans, mail: LastMail): Promise<void> {
  const key = (await vault.keysOf([mail.id])).get(mail.id);
  const to = key && addressee.parse(JSON.parse(key.open(mail.sealed, mailColumn)));
  try {
    if (to) await send(to.email, letter('DELETED', negotiate(to.locale), to.givenName, `${publicUrl}/`));
  } catch {
    // An SMTP server's answer may quote the address: nothing of it is told.
    const last = mail.attempts >= mostMailAttempts;
    log.warn({ deletionId: mail.id, attempts: mail.attempts }, last ? 'last mail given up' : 'last mail not sent, trying later');
    if (!last) {
      await postponeLastMail(db, mail.id, new Date(clock.now().getTime() + mailRetrySeconds(mail.attempts) * 1000));
      return;
    }
  }
  await vault.erase(mail.id, mail.region);
  await dropLastMail(db, mail.id);
}

/** One round of what deletions wait for; dying anywhere in it repeats at most one mail. */
export async function workOnErasures(means: ErasureMeans): Promise<void> {
  await finishErasures(means);
  for (const mail of await takeLastMails(means.db, means.clock.now())) await sendLastMail(means, mail);
}
