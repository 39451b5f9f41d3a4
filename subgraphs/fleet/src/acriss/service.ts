import { languages } from '@ycyw/service/language';
import { z } from 'zod';
import { localWords, type AcrissWords, type DecodeAcriss } from './decoding.ts';

export interface AcrissService {
  url: string;
  key: string;
  /** 1 s unless said. */
  timeoutMs?: number;
}

const mostBytes = 16_384;

const word = z.string().trim().min(1).max(120);
const answerShape = z.object({
  code: z.string(),
  words: z.record(z.enum(languages), z.object({ category: word, type: word, transmission: word, fuelAndAir: word })),
});

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > mostBytes) throw new Error(`the ACRISS service answered more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/**
 * Asks ACRISS's own decoding service. No description of it is public, so what goes over the wire is an assumption of ours:
 *
 *     GET {url}/codes/EDMV      Authorization: Bearer {key}      Accept: application/json
 *     200 {"code": "EDMV", "words": {"fr": {"category", "type", "transmission", "fuelAndAir"}, "en": {…}}}
 *     404 where it knows no such code: ours stand
 *
 * When the real one is known, this file is what changes. Rejects on anything else: another status, a redirect (it would take the key
 * along), another code, words that are missing, more than 16 KiB, more than `timeoutMs`.
 */
export const askAcriss =
  ({ url, key, timeoutMs = 1000 }: AcrissService): DecodeAcriss =>
  async (code) => {
    const response = await fetch(`${url.replace(/\/$/, '')}/codes/${encodeURIComponent(code)}`, {
      headers: { authorization: `Bearer ${key}`, accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      if (response.status === 404) return localWords(code);
      throw new Error(`the ACRISS service answered ${response.status}`);
    }
    const { code: decoded, words } = answerShape.parse(JSON.parse(await textOf(response)));
    if (decoded !== code) throw new Error('the ACRISS service answered for another code');
    return Object.fromEntries(languages.map((language) => [language, { code, ...words[language] }])) as AcrissWords;
  };
