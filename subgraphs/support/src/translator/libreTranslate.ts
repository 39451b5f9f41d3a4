import { languages } from '@ycyw/service/language';
import { z } from 'zod';
import type { Translated, Translator } from './translator.ts';

export interface LibreTranslate {
  url: string;
  key: string;
  engine: string;
  timeoutMs: number;
}

/** A page of messages twice over, at four bytes a character. */
const mostBytes = 1_000_000;
const longest = 8000;
/** What it says below this is a guess; in per cent. */
const sureFrom = 60;

const answerShape = z.object({
  translatedText: z.array(z.string().max(longest)),
  detectedLanguage: z.array(z.object({ confidence: z.number(), language: z.string() })).optional(),
});

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > mostBytes) throw new Error(`the translator answered more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Nothing but text: PostgreSQL takes no NUL, and other controls show nothing. */
const plain = (text: string): string => text.toWellFormed().replaceAll(/[^\P{Cc}\n\t]/gu, '');

/**
 * Asks a server that speaks LibreTranslate's protocol: POST {url}/translate with many texts at once, the language found by it. Rejects on
 * another status, a redirect (it would take the key and the texts along), what is no JSON, another number of texts, one of more than 8,000
 * characters, an answer of more than a million bytes, more than `timeoutMs`.
 */
export const libreTranslate = ({ url, key, engine, timeoutMs }: LibreTranslate): Translator => ({
  engine,
  translate: async (texts, from, to) => {
    const response = await fetch(`${url.replace(/\/$/, '')}/translate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ q: texts, source: 'auto', target: to, format: 'text', api_key: key }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new Error(`the translator answered ${response.status}`);
    }
    const answer = answerShape.safeParse(parsed(await textOf(response)));
    // Not zod's own words: they may quote what somebody said.
    if (!answer.success) throw new Error('the translator answered in another shape');
    const { translatedText, detectedLanguage } = answer.data;
    if (translatedText.length !== texts.length) throw new Error('the translator answered another number of texts');
    return translatedText.map((text, index): Translated => {
      const { confidence = 0, language } = detectedLanguage?.[index] ?? {};
      const found = languages.find((each) => each === language) ?? null;
      return { body: plain(text), found: confidence >= sureFrom ? found : from };
    });
  },
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
