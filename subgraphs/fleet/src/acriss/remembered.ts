import type { Clock } from '@ycyw/service/clock';
import type { Logger } from '@ycyw/service/log';
import { breaker } from './breaker.ts';
import { localWords, type AcrissWords, type DecodeAcriss } from './decoding.ts';

const dayMs = 86_400_000;
/** Far more classes than anybody sells; the least used go first. */
const mostKept = 2000;
/** Nobody waits longer for words that we have ourselves: the router gives a subgraph 800 ms for all it does. */
const patienceMs = 300;

interface Kept {
  words: AcrissWords;
  until: number;
}

/**
 * Decodes by `ask`, each code once in 24 hours and once at a time, through a breaker. Whatever goes wrong, or takes more than
 * `patience` milliseconds, our own table answers; a late answer serves whoever asks next. Never rejects for a code that there is.
 */
export function rememberingAcriss(ask: DecodeAcriss, clock: Clock, log: Pick<Logger, 'warn'>, patience = patienceMs): DecodeAcriss {
  const kept = new Map<string, Kept>();
  const asked = new Map<string, Promise<AcrissWords>>();
  const guarded = breaker(clock, (error) => {
    log.warn({ err: error }, 'the ACRISS service fails, our own table answers');
  });

  const recall = (code: string): AcrissWords | null => {
    const known = kept.get(code);
    kept.delete(code);
    if (!known || known.until <= clock.now().getTime()) return null;
    kept.set(code, known);
    return known.words;
  };
  const keep = (code: string, words: AcrissWords): void => {
    kept.set(code, { words, until: clock.now().getTime() + dayMs });
    for (const oldest of kept.keys()) {
      if (kept.size <= mostKept) return;
      kept.delete(oldest);
    }
  };
  const fetched = (code: string): Promise<AcrissWords> => {
    const underWay = asked.get(code);
    if (underWay) return underWay;
    const answer = guarded(() => ask(code))
      .then(
        (words) => {
          keep(code, words);
          return words;
        },
        () => localWords(code),
      )
      .finally(() => asked.delete(code));
    asked.set(code, answer);
    return answer;
  };

  return async (code) => {
    const known = recall(code);
    if (known) return known;
    const answer = fetched(code);
    const late = Promise.withResolvers<AcrissWords>();
    const timer = setTimeout(() => {
      late.resolve(localWords(code));
    }, patience);
    try {
      return await Promise.race([answer, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  };
}
