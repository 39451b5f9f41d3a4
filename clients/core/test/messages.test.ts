import { readFileSync } from 'node:fs';
import { addMessages, changeMessages, startMessages } from '../src/messages.ts';
import { pickLanguage } from '../src/language.ts';

type Catalogue = { [key: string]: string | Catalogue };

const read = (name: string) => JSON.parse(readFileSync(new URL(`../messages/${name}.json`, import.meta.url), 'utf8')) as Catalogue;

const flat = (catalogue: Catalogue, head = ''): [string, string][] =>
  Object.entries(catalogue).flatMap(([key, value]) => (typeof value === 'string' ? [[head + key, value]] : flat(value, `${head}${key}.`)));

const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

test.each(['', 'fleet.', 'rental.', 'support.'])('says everything in both languages, with the same holes to fill: %s', (name) => {
  const english = new Map(flat(read(`${name}en`)));
  const french = flat(read(`${name}fr`));
  expect(french.map(([key]) => key)).toEqual([...english.keys()]);
  for (const [key, text] of french) expect([key, holes(text)]).toEqual([key, holes(english.get(key) ?? '')]);
});

test('spaces French as French, English as English, after a switch too', async () => {
  const messages = await startMessages('fr');
  expect(messages.t('booking.cancelTitle')).toBe('Annuler cette réservation\u202f?');
  await changeMessages(messages, 'en');
  expect(messages.t('booking.cancelTitle')).toBe('Cancel this booking?');
  expect(messages.t('results.left', { count: 1 })).toBe('Only 1 left on these dates');
});

test('brings the console’s words when they are asked for, and keeps them through a change of language', async () => {
  const messages = await startMessages('fr');
  expect(messages.exists('fleet.title')).toBe(false);
  await addMessages(messages, 'fleet', 'fr');
  expect(messages.t('fleet.title')).toBe('Flotte');
  await changeMessages(messages, 'en');
  expect(messages.t('fleet.title')).toBe('Fleet');
});

test('picks the first language that it speaks, else French', () => {
  expect(pickLanguage([null, 'de-DE', 'en-US', 'fr-FR'])).toBe('en');
  expect(pickLanguage(['ja'])).toBe('fr');
});
