import type { Logger } from '@ycyw/service/log';
import { guarded } from './guarded.ts';
import { libreTranslate } from './libreTranslate.ts';
import type { Translator } from './translator.ts';

export interface TranslatorSettings {
  TRANSLATION_URL?: string | undefined;
  TRANSLATION_KEY?: string | undefined;
  TRANSLATION_ENGINE: string;
}

const timeoutMs = 5000;

/** The translator of these settings; null where there is none. */
export function openTranslator(
  { TRANSLATION_URL: url, TRANSLATION_KEY: key, TRANSLATION_ENGINE: engine }: TranslatorSettings,
  log: Logger,
): Translator | null {
  if (url === undefined || key === undefined) return null;
  return guarded(libreTranslate({ url, key, engine, timeoutMs }), (error) => {
    log.warn({ err: error }, 'the translator fails, messages are shown as they are');
  });
}
