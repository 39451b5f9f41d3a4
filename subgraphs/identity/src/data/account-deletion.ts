import { append } from '@ycyw/service/outbox';
import type { Sql } from '@ycyw/service/sql';
import { others } from '../domain/deletion.ts';
import type { AccountDeletion } from '../generated/prisma/client.ts';
import type { Database, Tx } from './database.ts';
import { keepEndedIds } from './ended-id.ts';
import type { Forgotten } from './registration.ts';

export type { AccountDeletion };

export type NewDeletion = Pick<AccountDeletion, 'id' | 'region'> & { userId: string; mailSealed: Uint8Array<ArrayBuffer> };

/** The column that the seal of the last mail's address is bound to. */
export const mailColumn = 'account_deletion.mail_sealed';

export const findDeletion = (db: Database, id: string): Promise<AccountDeletion | null> => db.accountDeletion.findUnique({ where: { id } });

export const deletionOf = (db: Database | Tx, userId: string): Promise<AccountDeletion | null> =>
  db.accountDeletion.findUnique({ where: { userId } });

/** Notes that a person goes, and asks the other domains to forget them; the deletion under way when there is one. */
export async function addDeletion(tx: Tx, made: NewDeletion, now: Date): Promise<AccountDeletion> {
  // Whoever opens a session holds this row by its foreign key: they come before, and are ended, or after, and see the deletion.
  await tx.$queryRaw`SELECT id::text FROM "user" WHERE id = ${made.userId}::uuid FOR UPDATE`;
  const before = await deletionOf(tx, made.userId);
  if (before) return before;
  const { userId, id: deletionId, region } = made;
  await append(tx, [{ type: 'identity.user.erasureRequested', payload: { userId, deletionId, region } }], now);
  return tx.accountDeletion.create({ data: { ...made, state: 'QUEUED', createdAt: now, mailDueAt: now } });
}

/** Notes that a domain has forgotten the person. Safe to repeat. */
export async function noteErased(tx: Sql, id: string, domain: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE account_deletion SET state = 'RUNNING', erased_in = array_append(erased_in, ${domain})
    WHERE id = ${id}::uuid AND state <> 'DONE' AND NOT ${domain} = ANY(erased_in)`;
}

/** Deletions that everybody else has answered. */
export const answeredDeletions = (db: Database): PromiseLike<{ id: string; userId: string; region: AccountDeletion['region'] }[]> =>
  db.$queryRaw<{ id: string; userId: string; region: AccountDeletion['region'] }[]>`
    SELECT id::text, user_id::text AS "userId", region::text FROM account_deletion
    WHERE state <> 'DONE' AND erased_in @> ${[...others]}::text[] ORDER BY created_at LIMIT 100`;

/**
 * Erases what identity holds of the person, the user last, and tells everybody that it is done. Returns the registrations that went
 * with the address, whose keys are to go too. Safe to repeat.
 */
export const finishDeletion = (
  db: Database,
  { id, userId, region }: { id: string; userId: string; region: string },
  now: Date,
): Promise<Forgotten[]> =>
  db.$transaction(async (tx) => {
    const { count } = await tx.accountDeletion.updateMany({
      where: { id, userId },
      data: { state: 'DONE', userId: null, finishedAt: now, mailDueAt: now, erasedIn: { push: 'identity' } },
    });
    if (count === 0) return [];
    const registrations = await tx.$queryRaw<Forgotten[]>`
      DELETE FROM registration r USING "user" u WHERE u.id = ${userId}::uuid AND r.email_index = u.email_index RETURNING r.id::text, r.region::text`;
    await keepEndedIds(tx, userId, now);
    // Everything else of identity's hangs on the user and goes with it.
    await tx.user.deleteMany({ where: { id: userId } });
    await append(tx, [{ type: 'identity.user.erased', payload: { userId, deletionId: id, region } }], now);
    return registrations;
  });

export interface LastMail {
  id: string;
  region: AccountDeletion['region'];
  attempts: number;
  sealed: Uint8Array;
}

/** Longer than any SMTP conversation: a mail whose sender died is tried again after this. */
const leaseSeconds = 120;

/** Takes up to ten last mails that are due for this process alone, and counts the attempt. */
export const takeLastMails = (db: Database, now: Date): PromiseLike<LastMail[]> =>
  db.$queryRaw<LastMail[]>`
    UPDATE account_deletion SET mail_attempts = mail_attempts + 1, mail_due_at = ${now}::timestamptz + make_interval(secs => ${leaseSeconds})
    WHERE id IN (
      SELECT id FROM account_deletion WHERE state = 'DONE' AND mail_sealed IS NOT NULL AND mail_due_at <= ${now}
      ORDER BY mail_due_at LIMIT 10 FOR UPDATE SKIP LOCKED)
    RETURNING id::text, region::text, mail_attempts AS attempts, mail_sealed AS sealed`;

export const postponeLastMail = (db: Database, id: string, dueAt: Date): PromiseLike<unknown> =>
  db.accountDeletion.updateMany({ where: { id }, data: { mailDueAt: dueAt } });

export const dropLastMail = (db: Database, id: string): PromiseLike<unknown> =>
  db.accountDeletion.updateMany({ where: { id }, data: { mailSealed: null } });
