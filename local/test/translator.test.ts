import { startTranslator } from '../translator/server.ts';

const key = 'the key of a test';
let translator: Awaited<ReturnType<typeof startTranslator>>;
beforeAll(async () => {
  translator = await startTranslator({ port: 0, key, local: true });
});
afterAll(() => translator.stop());

const ask = async (body: unknown): Promise<{ status: number; answer: Record<string, unknown> }> => {
  const response = await fetch(`${translator.url}/translate`, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
};

it.each([
  ["J'ai payé pour une décapotable et je reçois une voiture standard !", 'en', 'I paid for a convertible and I am given a standard car!'],
  ['Nous pouvons vous rembourser la différence de prix', 'en', 'We can refund you the difference in price'],
  ['We can refund you the difference in price.', 'fr', 'Nous pouvons vous rembourser la différence de prix.'],
  ['Bonjour. La voiture rouge est ici', 'en', 'Hello. The car red is here'],
  ['Zoé attend', 'en', 'Zoé attend'],
])('says %j in %s as a phrase book would', async (q, target, translatedText) => {
  expect((await ask({ q: [q], source: 'auto', target, format: 'text', api_key: key })).answer).toMatchObject({
    translatedText: [translatedText],
  });
});

it('tells the language that it found, one for each text', async () => {
  const { answer } = await ask({ q: ['Où est la clé ?', 'Where is the key?'], source: 'auto', target: 'en', api_key: key });
  expect(answer['detectedLanguage']).toEqual([
    { language: 'fr', confidence: 100 },
    { language: 'en', confidence: 100 },
  ]);
  expect((answer['translatedText'] as string[])[1]).toBe('Where is the key?');
});

it.each([
  ['another key', { q: 'a', source: 'fr', target: 'en', api_key: 'another' }, 403],
  ['a language that it does not have', { q: 'a', source: 'fr', target: 'de', api_key: key }, 400],
  ['no text', { source: 'fr', target: 'en', api_key: key }, 400],
])('refuses %s', async (_, body, status) => {
  expect((await ask(body)).status).toBe(status);
});

it('refuses to run outside the local start', async () => {
  await expect(startTranslator({ port: 0, key, local: false })).rejects.toThrow(/LOCAL=1/);
});
