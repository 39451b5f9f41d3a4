import { articles } from '../src/faq/articles.ts';
import { keepArticles } from '../src/data/faq.ts';
import { aDesk, field, type TestDesk } from './aDesk.ts';

let house: TestDesk;
beforeAll(async () => {
  house = await aDesk();
  await keepArticles(house.desk.sql, articles);
});
afterAll(() => house.stop());

const FAQ = 'query ($text: String!, $first: Int) { faq(text: $text, first: $first) { slug title body language } }';
interface Article {
  slug: string;
  language: string;
}
const find = async (text: string, language = 'fr', first?: number): Promise<Article[]> =>
  field<Article[]>(await (await house.a('CUSTOMER')).ask(FAQ, { text, first }, language), 'faq');

test.each<[string, string]>([
  ['Ma caution est toujours bloquée alors que j’ai rendu la voiture', 'caution'],
  ['quand vais je récupérer ma causion ?', 'caution'],
  ['la banque a refusé le dépôt de garantie sur ma carte', 'caution-refusee'],
  ['je voudrais annuler ma réservation, combien je récupère', 'annuler'],
  ['anulation frais 3 jours avant', 'annuler'],
  ['toujours pas reçu mon remboursement', 'delai-remboursement'],
  ['je voudrais décaler mes dates de location', 'modifier'],
  ['puis-je garder la voiture un jour de plus', 'prolonger'],
  ['j’ai 22 ans, est-ce que je peux louer ?', 'jeune-conducteur'],
  ['suplément jeune conducteur', 'jeune-conducteur'],
  ['permis étranger accepté ?', 'permis'],
  ['ma femme peut-elle conduire aussi', 'conducteur-supplementaire'],
  ['rendre la voiture dans une autre ville', 'aller-simple'],
  ['faut-il faire le plein avant de rendre le véhicule', 'carburant'],
  ['que veut dire ECMR', 'acriss'],
  ['J’ai payé pour une décapotable et je reçois une voiture standard !', 'voiture-differente'],
  ['kilometrage limité ou illimité', 'kilometrage'],
  ['on me facture une rayure que je n’ai pas faite', 'contester-dommage'],
  ['où télécharger ma facture avec la TVA', 'facture'],
  ['comment utiliser mon cashback', 'cashback'],
  ['mon vol a du retard, l’agence sera-t-elle ouverte ?', 'horaires'],
  ['j’ai oublié mes lunettes dans la voiture', 'objet-oublie'],
  ['siege bébé', 'options'],
  ['J’ai reçu un PV pour excès de vitesse', 'amende'],
])('in French, « %s » finds %s among the first three', async (text, slug) => {
  expect((await find(text)).map((article) => article.slug)).toContain(slug);
});

test.each<[string, string]>([
  ['My deposit is still blocked and I returned the car', 'caution'],
  ['when do I get my depsit back', 'caution'],
  ['my bank declined the deposit hold', 'caution-refusee'],
  ['I want to cancel my reservation, is it free?', 'annuler'],
  ['cancelation policy 5 days before', 'annuler'],
  ['I have not received my refund yet', 'delai-remboursement'],
  ['can I move my booking to next week', 'modifier'],
  ['can I keep the car one more day', 'prolonger'],
  ['I am 22, can I rent a car?', 'jeune-conducteur'],
  ['young driver surcharge', 'jeune-conducteur'],
  ['do you accept a foreign driving license', 'permis'],
  ['my husband wants to drive too', 'conducteur-supplementaire'],
  ['drop off in a different city', 'aller-simple'],
  ['do I have to fill up the tank before returning', 'carburant'],
  ['what does ECMR mean', 'acriss'],
  ['I paid for a convertible and got a standard car!', 'voiture-differente'],
  ['unlimited milage?', 'kilometrage'],
  ['I am charged for a scratch that I did not make', 'contester-dommage'],
  ['where can I download my invoice', 'facture'],
  ['how do I spend my cashback', 'cashback'],
  ['my flight is delayed, will the desk be open', 'horaires'],
  ['I left my phone in the car', 'objet-oublie'],
  ['baby seat', 'options'],
  ['I got a speeding ticket', 'amende'],
])('in English, “%s” finds %s among the first three', async (text, slug) => {
  expect((await find(text, 'en')).map((article) => article.slug)).toContain(slug);
});

test('answers in the language of the request, as many as asked for', async () => {
  expect(await find('caution', 'fr', 1)).toMatchObject([{ slug: 'caution', language: 'fr' }]);
  expect(await find('deposit', 'en', 1)).toMatchObject([{ slug: 'caution', language: 'en' }]);
  expect((await find('voiture réservation carte', 'fr')).length).toBeLessThanOrEqual(3);
  expect((await find('', 'fr', 50)).map(({ slug }) => slug)).toEqual(
    articles.filter(({ language }) => language === 'fr').map(({ slug }) => slug),
  );
});

test.each([
  '&',
  "' | !",
  'caution & !annuler:*',
  ')) <-> ((',
  '%_\\',
  "'; DROP TABLE faq_article; --",
  '\ud800',
  '🚗🚗',
  ' '.repeat(1000),
  'x'.repeat(1000),
  'é'.repeat(100_000),
])('takes %j for words and nothing else', async (text) => {
  const { code, data } = await (await house.a('CUSTOMER')).ask(FAQ, { text });
  expect(code).toBeUndefined();
  expect(data?.['faq']).toBeDefined();
});

test('refuses NUL, which no text of ours holds', async () => {
  for (const text of ['\0', 'a\0b']) expect((await (await house.a('CUSTOMER')).ask(FAQ, { text })).code).toBe('BAD_INPUT');
});

test('a text of nothing that we know proposes nothing', async () => {
  expect(await find('xyzzy plugh frobnicate')).toEqual([]);
});

test('refuses to list without end', async () => {
  for (const first of [0, -1, 51, 2 ** 31 - 1])
    expect((await (await house.a('CUSTOMER')).ask(FAQ, { text: 'caution', first })).code).toBe('BAD_INPUT');
});

test('counts what helped, by article and language, and keeps the count when articles are written anew', async () => {
  const claire = await house.a('CUSTOMER');
  const helped = 'mutation ($slug: ID!) { faqHelped(slug: $slug) }';
  expect((await claire.ask(helped, { slug: 'caution' })).data).toEqual({ faqHelped: true });
  for (const slug of ['none', '']) expect((await claire.ask(helped, { slug })).code).toBe('NOT_FOUND');
  await keepArticles(
    house.desk.sql,
    articles.map((article) => ({ ...article, body: `${article.body} Nouveau.` })),
  );
  expect(
    await house.db.faqArticle.findMany({ where: { helped: { gt: 0 } }, select: { slug: true, language: true, helped: true } }),
  ).toEqual([{ slug: 'caution', language: 'fr', helped: 1 }]);
  await keepArticles(
    house.desk.sql,
    articles.filter(({ slug }) => slug !== 'amende'),
  );
  const one = 'query ($slug: ID!) { faqArticle(slug: $slug) { title } }';
  expect((await claire.ask(one, { slug: 'amende' })).data).toEqual({ faqArticle: null });
  expect((await claire.ask(one, { slug: 'caution' })).data).toMatchObject({
    faqArticle: { title: expect.stringContaining('caution') as string },
  });
});

test('every article is there in both languages', () => {
  const slugs = (language: string): string[] => articles.filter((article) => article.language === language).map(({ slug }) => slug);
  expect(slugs('fr')).toEqual(slugs('en'));
  expect(new Set(slugs('fr')).size).toBeGreaterThanOrEqual(25);
});
