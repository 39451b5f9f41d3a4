import { v7 as uuidv7 } from 'uuid';
import type { MailKind } from '../generated/prisma/client.ts';
import type { Database, Tx } from './database.ts';

export type QueuedMail =
  { kind: 'REGISTRATION'; registrationId: string } | { kind: 'PASSWORD_RESET' | 'LOCKED_OUT' | 'PASSWORD_CHANGED'; userId: string };

/** Longer than any SMTP conversation: a mail whose sender died is tried again after this. */
const leaseSeconds = 120;
const batch = 10;

export const queueMail = (tx: Tx, mail: QueuedMail, now: Date): PromiseLike<unknown> =>
  tx.outgoingMail.create({ data: { ...mail, id: uuidv7(), createdAt: now, dueAt: now } });

/** Where a mail goes and what it needs to say; `taken`: the address of a registration already has an account. */
export interface DueMail {
  id: string;
  kind: MailKind;
  attempts: number;
  userId: string | null;
  registrationId: string | null;
  email: string;
  givenName: string;
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
      coalesce(u.email, r.email) AS email, coalesce(u.given_name, r.given_name) AS "givenName", coalesce(u.locale, r.locale) AS locale,
      EXISTS (SELECT FROM "user" other WHERE lower(other.email) = lower(r.email)) AS taken
    FROM taken m LEFT JOIN "user" u ON u.id = m.user_id LEFT JOIN registration r ON r.id = m.registration_id
    ORDER BY m.created_at`;

export const dropMail = (db: Database, id: string): PromiseLike<unknown> => db.outgoingMail.deleteMany({ where: { id } });

/** Forgets a registration, and its mail with it. */
export const dropMailAndRegistration = (db: Database, registrationId: string): PromiseLike<unknown> =>
  db.registration.deleteMany({ where: { id: registrationId } });

export const postponeMail = (db: Database, id: string, dueAt: Date): PromiseLike<unknown> =>
  db.outgoingMail.updateMany({ where: { id }, data: { dueAt } });
