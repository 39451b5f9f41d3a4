import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody } from '@ycyw/service/body';
import { z } from 'zod';
import { detect, languages, translate } from './words.ts';

/** Readers see it beside what it makes: nobody shall take it for a translator. */
export const demonstrationEngine = 'démonstration';

const question = z.object({
  q: z.union([z.string(), z.array(z.string()).max(200)]),
  source: z.enum(['auto', ...languages]),
  target: z.enum(languages),
  format: z.literal('text').optional(),
  api_key: z.string().optional(),
});

const names = { fr: 'French', en: 'English' };

/** LibreTranslate's protocol on 127.0.0.1, by a phrase book and a glossary: POST /translate, GET /languages. Refuses to run outside the local start. */
export async function startTranslator({
  port,
  key,
  local,
}: {
  port: number;
  key: string;
  local: boolean;
}): Promise<{ url: string; stop(): Promise<void> }> {
  if (!local) throw new Error('the translator of the local start runs with LOCAL=1 alone');
  const answer = (path: string, text: string): { status: number; body: unknown } => {
    if (path === '/languages') {
      return {
        status: 200,
        body: languages.map((code) => ({ code, name: names[code], targets: languages.filter((each) => each !== code) })),
      };
    }
    if (path !== '/translate') return { status: 404, body: { error: 'Not found' } };
    const read = question.safeParse(parsed(text));
    if (!read.success) return { status: 400, body: { error: 'Invalid request' } };
    const { q, source, target, api_key: given } = read.data;
    if (given !== key) return { status: 403, body: { error: 'Invalid API key' } };
    const texts = typeof q === 'string' ? [q] : q;
    const found = texts.map((each) => (source === 'auto' ? detect(each) : { language: source, confidence: 100 }));
    const made = texts.map((each, index) => (found[index]?.language === target ? each : translate(each, target)));
    const isOne = typeof q === 'string';
    return {
      status: 200,
      body: { translatedText: isOne ? made[0] : made, ...(source === 'auto' && { detectedLanguage: isOne ? found[0] : found }) },
    };
  };
  const server = createServer((request, response) => {
    readBody(request, 1_000_000)
      .then((body) => answer(request.url ?? '/', body.toString()))
      .catch(() => ({ status: 413, body: { error: 'Too large' } }))
      .then(
        ({ status, body }) => {
          response.writeHead(status, { 'content-type': 'application/json' });
          response.end(JSON.stringify(body));
        },
        () => undefined,
      );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
