import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { chromiumPath, contextFor, launch } from './browser.ts';
import { holdings } from './marks.ts';
import { runningSystem, type Running } from './running.ts';

const skip = chromiumPath() === undefined && 'no Chromium here (set CHROMIUM_PATH, or apt-get install chromium)';
const patienceMs = 30_000;
/** The first is nobody's and declined, the second pays. */
const cards = ['4532 0151 1283 0366', '4242 4242 4242 4242'];
const written = cards.flatMap((card) => [card, card.replaceAll(' ', ''), encodeURIComponent(card), card.replaceAll(' ', '+')]);
const forms = written.flatMap((number) => [number.toLowerCase(), Buffer.from(number).toString('hex')]);

let system: Running;
let browser: Browser;
before(async () => {
  if (skip) return;
  [system, browser] = await Promise.all([runningSystem(), launch()]);
});
after(async () => {
  if (skip) return;
  await browser.close();
  await system.stop();
});

/** Everything that leaves the browser, over HTTP or a socket, by the origin that it goes to. */
function record(page: Page): { origin: string; text: string }[] {
  const sent: { origin: string; text: string }[] = [];
  const note = (url: string, ...more: unknown[]): void => {
    sent.push({
      origin: new URL(url).origin,
      text: [url, ...more.map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))].join('\n'),
    });
  };
  page.context().on('request', (request) => {
    note(request.url(), request.headers(), request.postData() ?? '');
  });
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      note(socket.url().replace(/^ws/, 'http'), payload.toString());
    });
  });
  return sent;
}

const holdsCard = (text: string): boolean => forms.some((form) => text.toLowerCase().includes(form));

/** From the search to the page with the card's form, as somebody without an account. */
async function toTheCard(page: Page): Promise<void> {
  await page.goto(system.web);
  for (const label of ['Départ', 'Retour']) {
    await page.getByRole('combobox', { name: label }).fill('CDG');
    await page.getByRole('option', { name: 'CDG' }).first().click();
  }
  await page.getByRole('button', { name: 'Voir les voitures' }).click();
  await page
    .getByRole('button', { name: /^Choisir/ })
    .first()
    .click();
  await page.waitForURL(/\/checkout\//);
  await page.getByRole('radio', { name: 'Continuer sans compte' }).check();
  const driver = page.getByRole('form', { name: 'Le conducteur' });
  await driver.getByLabel('Prénom').fill('Camille');
  await driver.getByLabel('Nom', { exact: true }).fill('Durand');
  await driver.getByLabel('Date de naissance').fill('1988-04-12');
  await driver.getByLabel('Numéro de permis').fill('12AB34567');
  await driver.getByLabel('E-mail').fill('camille.durand@example.com');
  await driver.getByRole('button', { name: /^Réserver pour/ }).click();
  await page.waitForURL(/\/pay\//);
}

async function pay(page: Page, card: string): Promise<void> {
  const frame = page.frameLocator('.card-frame iframe');
  await frame.getByLabel('Numéro de carte').fill(card);
  await frame.getByLabel('Expiration').fill('12 / 30');
  await frame.getByLabel('Cryptogramme').fill('123');
  await page.getByRole('button', { name: /^Payer/ }).click();
}

void test('a card number goes from the browser to the payment service alone, and stands nowhere with us', { skip }, async (t) => {
  const page = await (await contextFor(browser, { language: 'fr' })).newPage();
  page.setDefaultTimeout(patienceMs);
  const sent = record(page);
  const provider = new URL(system.demo.stripe.base).port;
  await toTheCard(page);
  const [declined = '', good = ''] = cards;
  await pay(page, declined);
  await page.getByRole('alert').first().waitFor();
  await pay(page, good);
  await page.getByRole('heading', { name: 'C’est réservé.' }).waitFor();
  const reference = (await page.getByText(/^YC-/).first().textContent()) ?? '';

  await t.test('no request to any origin but the payment service’s holds it', () => {
    const ours = sent.filter(({ origin }) => new URL(origin).port !== provider);
    assert.ok(ours.length > 10, 'our own requests are recorded');
    assert.deepEqual(
      ours.filter(({ text }) => holdsCard(text)).map(({ origin }) => origin),
      [],
    );
    const theirs = sent.filter(({ origin }) => new URL(origin).port === provider);
    assert.ok(
      theirs.some(({ text }) => holdsCard(text)),
      'what is looked for is found where it has to be',
    );
  });

  await t.test('no page of ours can read the field', async () => {
    const reached = await page.evaluate<string>(`[...document.querySelectorAll('iframe')].map((frame) => {
      try { return String(frame.contentDocument?.body.innerHTML ?? '') } catch { return '' } }).join()`);
    assert.equal(holdsCard(reached), false);
  });

  await t.test('no table, log, event, Redis or data file holds it', async () => {
    const held = holdings(system);
    assert.deepEqual(await held.inDatabases(written), []);
    assert.deepEqual(held.inFiles(undefined, forms), []);
    assert.ok(
      (await held.inDatabases([reference])).includes('booking: booking.reference'),
      'what is looked for is found where it has to be',
    );
    assert.notDeepEqual(held.inFiles(undefined, [reference.toLowerCase()]), [], 'what is looked for is found where it has to be');
  });
});
