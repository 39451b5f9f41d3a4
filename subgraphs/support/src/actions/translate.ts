import { setTimeout as wait } from 'node:timers/promises';
import type { Language } from '@ycyw/service/language';
import type { Logger } from '@ycyw/service/log';
import type { Sql } from '@ycyw/service/sql';
import type { PersonalKey } from '@ycyw/service/vault';
import type { Message } from '../data/message.ts';
import { claim, keep, keptOf, openTranslation, release, type Kept, type Made, type Wanted } from '../data/translation.ts';
import type { Loaders } from '../loaders.ts';
import type { OwnerOf } from '../owners.ts';
import type { Translator } from '../translator/translator.ts';

export interface Translation {
  language: Language;
  body: string;
  engine: string;
}

/** A message that somebody may read, and the language they would read it in. */
export interface Asked {
  message: Message;
  to: Language;
}

export interface Means {
  sql: Sql;
  keys: Loaders['key'];
  ownerOf: OwnerOf;
  /** Null: nobody translates here. */
  translator: Translator | null;
  log: Pick<Logger, 'warn'>;
  /** How long a reader waits, in ms; what comes later is kept for the next look. The router gives a subgraph 800 ms for all it does. */
  patienceMs?: number | undefined;
}

interface Job extends Wanted {
  text: string;
  from: Language;
  key: PersonalKey;
}

const textsACall = 50;
const lookEveryMs = 50;
const nameOf = ({ messageId, revision, language }: Wanted): string => `${messageId} ${String(revision)} ${language}`;

/**
 * Translates messages, each revision once for each language, whoever asks and in how many processes. Null where a message is in that
 * language, where there is nothing to translate (confidential, deleted, of nobody), and while the translator is slow or down.
 */
export function translating({ sql, keys, ownerOf, translator, log, patienceMs = 600 }: Means) {
  async function jobOf({ message, to }: Asked): Promise<Job | null> {
    const { id: messageId, revision, body, conversationId } = message;
    const from = message.language as Language | null;
    if (body === null || from === null || from === to) return null;
    const owner = await ownerOf(conversationId);
    const key = owner && (await keys.load(owner));
    return key ? { messageId, revision, language: to, text: body, from, key } : null;
  }

  /** Asks for what this process has claimed; keeps what comes, and gives up the rest for whoever asks next. */
  async function ask(engine: Translator, jobs: readonly Job[]): Promise<void> {
    for (const group of Map.groupBy(jobs, ({ from, language }) => `${from} ${language}`).values()) {
      for (let start = 0; start < group.length; start += textsACall) {
        const batch = group.slice(start, start + textsACall);
        const [first] = batch;
        if (!first) continue;
        const texts = batch.map(({ text }) => text);
        const answers = await engine.translate(texts, first.from, first.language).catch(() => null);
        if (answers)
          await keep(
            sql,
            batch.map((job, index) => madeOf(job, answers[index] ?? { body: job.text, found: null }, engine.engine)),
          );
        else await release(sql, batch.map(wantedOf));
      }
    }
  }

  return async (asked: readonly Asked[]): Promise<(Translation | null)[]> => {
    const jobs = await Promise.all(asked.map(jobOf));
    const byName = new Map(jobs.flatMap((job) => (job ? [[nameOf(job), job] as const] : [])));
    if (byName.size === 0) return asked.map(() => null);
    const wanted = [...byName.values()].map(wantedOf);
    let kept = await keptOf(sql, wanted);
    const known = new Set(kept.filter(({ engine }) => engine !== null).map(nameOf));
    const missing = wanted.filter((each) => !known.has(nameOf(each)));
    if (translator && missing.length > 0) {
      const until = performance.now() + patienceMs;
      const mine = await claim(sql, missing);
      const work = ask(
        translator,
        mine.flatMap((each) => byName.get(nameOf(each)) ?? []),
      ).catch((error: unknown) => {
        log.warn({ err: error }, 'translations could not be kept');
      });
      await Promise.race([work, wait(patienceMs, undefined, { ref: false })]);
      for (;;) {
        kept = await keptOf(sql, wanted);
        if (kept.every(({ engine }) => engine !== null) || performance.now() > until) break;
        await wait(lookEveryMs);
      }
    }
    const made = new Map(kept.map((each) => [nameOf(each), each]));
    return jobs.map((job) => job && shown(job, made.get(nameOf(job))));
  };
}

const wantedOf = ({ messageId, revision, language }: Job): Wanted => ({ messageId, revision, language });

function madeOf(job: Job, { body, found }: { body: string; found: Language | null }, engine: string): Made {
  const same = found === job.language || body.trim() === '';
  return { ...wantedOf(job), engine, body: same ? null : body, found: found ?? job.from, key: job.key };
}

function shown({ language, key, text }: Job, kept: Kept | undefined): Translation | null {
  if (!kept?.engine) return null;
  return { language, body: kept.body ? openTranslation(key, kept.body) : text, engine: kept.engine };
}
