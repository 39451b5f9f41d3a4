import { readFileSync } from 'node:fs';
import { postgresUrl, refuseToStart } from '@ycyw/service/config';
import { languages } from '@ycyw/service/language';
import { postgres } from '@ycyw/service/postgres';
import type { Database } from '@ycyw/service/sql';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { hasReplies, insertReply } from './data/cannedReply.ts';
import { replyOf, titleOf } from './domain/cannedReply.ts';

const written = z.strictObject({ title: z.string(), body: z.string() });
const shape = z.array(z.strictObject({ fr: written, en: written }));

/** Canned replies in both languages, for who has none yet. Says whether there are some new ones. */
export async function seed(sql: Database, now: Date): Promise<boolean> {
  const replies = shape.parse(JSON.parse(readFileSync(new URL('../data/replies/replies.json', import.meta.url), 'utf8')));
  return sql.$transaction(async (tx) => {
    if (await hasReplies(tx)) return false;
    for (const reply of replies) {
      for (const language of languages) {
        const { title, body } = reply[language];
        await insertReply(tx, { id: uuidv7(), language, title: titleOf(title), body: replyOf(body) }, now);
      }
    }
    return true;
  });
}

if (import.meta.main) {
  if (process.argv.includes('--help')) {
    process.stdout.write(
      'node src/seed.ts: gives a support database (SUPPORT_DATABASE_URL) without canned replies those of data/replies.\n',
    );
  } else {
    const read = postgresUrl.safeParse(process.env['SUPPORT_DATABASE_URL']);
    if (!read.success) refuseToStart('The seed cannot start: set SUPPORT_DATABASE_URL. The variables are listed in docs/runbook.md.');
    const sql = postgres(read.data, 1, () => undefined);
    try {
      process.stdout.write((await seed(sql, new Date())) ? 'support seed: done\n' : 'support seed: there are replies, nothing to do\n');
    } finally {
      await sql.end();
    }
  }
}
