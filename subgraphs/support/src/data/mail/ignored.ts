import type { Sql } from '@ycyw/service/sql';
import type { Automatic } from '../../domain/mail/automatic.ts';

/** SENDER: nobody that could be answered. OURS: a mail of our own. */
export type Ignored = Automatic | 'SENDER' | 'OURS';

/** Counts a mail that opened nothing. */
export async function countIgnored(sql: Sql, reason: Ignored, now: Date): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO ignored_mail (day, reason) VALUES ((${now}::timestamptz AT TIME ZONE 'UTC')::date, ${reason})
    ON CONFLICT (day, reason) DO UPDATE SET count = ignored_mail.count + 1`;
}
