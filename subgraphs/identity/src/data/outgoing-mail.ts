import { v7 as uuidv7 } from 'uuid';
import type { MailKind, Region } from '../generated/prisma/client.ts';
import type { Database, Tx } from './database.ts';

/** What the owner of an account is told when something opens it that did not, or no longer does. */
export type AccountNews = Exclude<MailKind, 'REGISTRATION' | 'PASSWORD_RESET' | 'EMAIL_CHANGE'>;

export type QueuedMail = { region: Region } & (
  | { kind: 'REGISTRATION'; registrationId: string }
  | { kind: 'PASSWORD_RESET' | AccountNews; userId: string }
  /** To another address than the account's, sealed with the user's key about `mailAddress`. */
  | { kind: 'EMAIL_CHANGE' | 'EMAIL_CHANGED'; userId: string; address: Uint8Array<ArrayBuffer> }
);

export const mailAddress = 'outgoing_mail.address';

/** Longer than any SMTP conversation: a mail whose sender died is tried again after this. */
const leaseSeconds = 120;
const batch = 10;

export const queueMail = (tx: Tx, mail: QueuedMail, now: Date): PromiseLike<unknown> =>
  tx.outgoingMail.create({ data: { ...mail, id: uuidv7(), createdAt: now, dueAt: now } });

/** Tells the owner of an account that what it is entered with changed. */
export const tellOwner = (tx: Tx, user: { id: string; region: Region }, kind: AccountNews, now: Date): PromiseLike<unknown> =>
  queueMail(tx, { kind, userId: user.id, region: user.region }, now);

/** Where a mail goes and what it needs to say; `taken`: the address of a registration already has an account. */
export interface DueMail {
  id: string;
  kind: MailKind;
  attempts: number;
  userId: string | null;
  registrationId: string | null;
  region: Region;
  /** Sealed with the key of the user or the registration. */
  profile: Uint8Array;
  /** Where it goes instead of the account's address, sealed likewise. */
  address: Uint8Array | null;
  locale: string;
  taken: boolean;
}

/** Takes up to ten mails that are due, oldest first, for this process alone, and counts the attempt. */
export const takeDueMails = (db: Database, now: Date): PromiseLike<DueMail[]> =>
  db.$queryRaw<DueMail[]>`
    WITH due AS (
      SELECT id FROM outgoing_mail WHERE due_at <= ${now} ORDER BY due_at LIMIT ${batch} FOR UPDATE SKIP LOCKED
    ), taken AS (
      UPDATE outgoing_mail SET attempts = attempts + 1, due_at = ${now}::timestamptz + make_interval(secs => ${leaseSeconds})
      FROM due WHERE outgoing_mail.id = due.id RETURNING outgoing_mail.*
    )
    SELECT m.id::text, m.kind::text, m.attempts, m.user_id::text AS "userId", m.registration_id::text AS "registrationId",
      m.region::text, m.address, coalesce(u.profile, r.profile) AS profile, coalesce(u.locale, r.locale) AS locale,
      EXISTS (SELECT FROM "user" other WHERE other.email_index = r.email_index) AS taken
    FROM taken m LEFT JOIN "user" u ON u.id = m.user_id LEFT JOIN registration r ON r.id = m.registration_id
    ORDER BY m.created_at`;

export const dropMail = (db: Database, id: string): PromiseLike<unknown> => db.outgoingMail.deleteMany({ where: { id } });

export const postponeMail = (db: Database, id: string, dueAt: Date): PromiseLike<unknown> =>
  db.outgoingMail.updateMany({ where: { id }, data: { dueAt } });
