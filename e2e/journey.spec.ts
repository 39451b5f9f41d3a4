import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import {
  accessibilityFaults,
  chromiumPath,
  contextFor,
  launch,
  type Look,
  notePress,
  picture,
  pressedAt,
  resize,
  whenShown,
} from './browser.ts';
import { mailedLink } from './mailbox.ts';
import { freshCode } from './replay/signIn.ts';
import { runningSystem, type Running } from './running.ts';

const skip = chromiumPath() === undefined && 'no Chromium here (set CHROMIUM_PATH, or apt-get install chromium)';
const renter = { givenName: 'Camille', familyName: 'Durand', email: 'camille.durand@example.com', password: 'Route-du-Soleil-2026' };
const hint = 'Entrée pour envoyer, Shift+Entrée pour nouvelle ligne';
const generousMs = 5000;
const patienceMs = 30_000;

let system: Running;
let browser: Browser;
let customer: Page;
let agent: Page;
let reference = '';

async function newPage(look: Look): Promise<Page> {
  const page = await (await contextFor(browser, look)).newPage();
  page.setDefaultTimeout(patienceMs);
  return page;
}

before(async () => {
  if (skip) return;
  [system, browser] = await Promise.all([runningSystem(), launch()]);
  [customer, agent] = await Promise.all([newPage({ language: 'fr' }), newPage({ language: 'fr' })]);
});
after(async () => {
  if (skip) return;
  await browser.close();
  await system.stop();
});

let stuck = false;

/** One step of the journey: after a step that failed the others have nothing to stand on. */
function step(name: string, work: (t: TestContext) => Promise<void>): void {
  void test(name, { skip: skip || false }, async (t) => {
    if (stuck) {
      t.skip('the journey is stuck');
      return;
    }
    stuck = true;
    await work(t);
    stuck = false;
  });
}

async function accessible(page: Page, screen: string): Promise<void> {
  assert.deepEqual(await accessibilityFaults(page), [], `accessibility of ${screen}`);
}

async function pickAgency(page: Page, label: string, code: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).fill(code);
  await page.getByRole('option', { name: code }).first().click();
}

step('a renter finds a car from CDG to LYS', async () => {
  await customer.goto(system.web);
  await customer.getByRole('heading', { level: 1 }).waitFor();
  await accessible(customer, 'home');
  await picture(customer, '01-home-desktop-fr');
  await pickAgency(customer, 'Départ', 'CDG');
  await pickAgency(customer, 'Retour', 'LYS');
  await customer.getByRole('button', { name: 'Voir les voitures' }).click();
  await customer.getByRole('heading', { level: 1, name: /voitures? à .*CDG/ }).waitFor();
  await customer.getByRole('article').first().waitFor();
  await accessible(customer, 'results');
  await picture(customer, '02-results-desktop-fr');
  const card = customer.getByRole('article').first();
  await card.getByRole('button', { name: 'Pourquoi ce prix' }).click();
  await card
    .getByRole('row', { name: /^Location/ })
    .first()
    .waitFor();
  await card.getByRole('button', { name: 'Pourquoi ce prix' }).click();
});

step('picks a class, and registers on the way; the link in the mail brings them back', async () => {
  await customer
    .getByRole('button', { name: /^Choisir/ })
    .first()
    .click();
  await customer.waitForURL(/\/checkout\//);
  await customer.getByRole('radio', { name: 'Créer un compte' }).check();
  const form = customer.getByRole('form', { name: 'Créer un compte' });
  await form.getByLabel('Prénom').fill(renter.givenName);
  await form.getByLabel('Nom', { exact: true }).fill(renter.familyName);
  await form.getByLabel('E-mail').fill(renter.email);
  await form.getByLabel('Mot de passe').fill(renter.password);
  await accessible(customer, 'checkout');
  await picture(customer, '03-register-desktop-fr');
  await form.getByRole('button', { name: 'Créer le compte' }).click();
  await customer.getByRole('heading', { name: 'Un e-mail vous attend' }).waitFor();
  const link = await mailedLink(system.web, renter.email, '/verify');
  await customer.goto(`${system.web}/mailbox`);
  await customer.getByText(renter.email).first().waitFor();
  await picture(customer, '04-mailbox-desktop-fr');
  await customer.goto(link);
  await customer.waitForURL(/\/checkout\//);
  await customer.getByText(`Vous réservez avec le compte ${renter.email}.`).waitFor();
});

step('books, pays by card in the frame of the payment service, and sees it confirmed', async () => {
  const driver = customer.getByRole('form', { name: 'Le conducteur' });
  await driver.getByLabel('Prénom').fill(renter.givenName);
  await driver.getByLabel('Nom', { exact: true }).fill(renter.familyName);
  await driver.getByLabel('Date de naissance').fill('1988-04-12');
  await driver.getByLabel('Numéro de permis').fill('12AB34567');
  await driver.getByLabel('E-mail').fill(renter.email);
  await picture(customer, '05-driver-desktop-fr');
  await driver.getByRole('button', { name: /^Réserver pour/ }).click();
  await customer.waitForURL(/\/pay\//);
  const card = customer.frameLocator('.card-frame iframe');
  await card.getByLabel('Numéro de carte').fill('4242 4242 4242 4242');
  await card.getByLabel('Expiration').fill('12 / 30');
  await card.getByLabel('Cryptogramme').fill('123');
  await accessible(customer, 'payment');
  await picture(customer, '06-payment-desktop-fr');
  await customer.getByRole('button', { name: /^Payer/ }).click();
  await customer.getByRole('heading', { name: 'C’est réservé.' }).waitFor();
  await customer.getByText('Confirmée').first().waitFor();
  reference = (await customer.getByText(/^YC-/).first().textContent()) ?? '';
  assert.match(reference, /^YC-/);
  await accessible(customer, 'confirmation');
  await picture(customer, '07-confirmed-desktop-fr');
});

step('asks a question about the booking, and the agent takes it from the queue', async () => {
  await customer.getByRole('link', { name: 'Besoin d’aide' }).click();
  const question = customer.getByRole('form', { name: 'Nouvelle question' });
  await question.getByText(`À propos de la réservation ${reference}`).waitFor();
  await question.getByLabel('Votre message').fill('Bonjour, puis-je rendre la voiture une heure plus tard ?');
  await question.getByText('56/1000').waitFor();
  await question.getByRole('button', { name: 'Envoyer la question' }).click();
  await customer.waitForURL(/\/conversations\//);
  await customer.getByText('Vous êtes le prochain').waitFor();

  await agent.goto(`${system.web}/sign-in`);
  await agent.getByLabel('E-mail').fill('marie.agent@example.com');
  await agent.getByLabel('Mot de passe').fill('Drive-Your-Way-2026');
  await agent.getByRole('button', { name: 'Se connecter', exact: true }).click();
  const { totpSecret = '' } = system.demo.accounts.find(({ email }) => email === 'marie.agent@example.com') ?? {};
  const code = agent.locator('input[autocomplete="one-time-code"]');
  await code.fill(await freshCode(totpSecret));
  await code.press('Enter');
  await agent.getByText('Marie Agent').first().waitFor();
  await agent.goto(`${system.web}/desk`);
  const waiting = agent.getByRole('link', { name: /Camille Durand/ });
  await waiting.waitFor();
  await picture(agent, '08-queue-desktop-fr');
  await waiting.click();
  await agent.getByRole('button', { name: 'Prendre la conversation' }).click();
  await agent.getByRole('textbox', { name: 'Votre message' }).waitFor();
});

step('both see the other’s real name, the day and the time, the counter and the hint', async () => {
  await customer.getByText(/Agent: Marie Agent/).waitFor();
  await agent.getByText(/Client: Camille Durand/).waitFor();
  for (const page of [customer, agent]) {
    await page.getByText('0/1000').waitFor();
    await page.getByText(hint).waitFor();
    const log = page.getByRole('log');
    assert.match((await log.locator('h2').first().textContent()) ?? '', /\d/, 'the day');
    assert.match((await log.locator('time').first().textContent()) ?? '', /^\d{2}[:h]\d{2}$/, 'the time');
  }
});

async function say(from: Page, to: Page, text: string): Promise<number> {
  const box = from.getByRole('textbox', { name: 'Votre message' });
  await box.fill(text);
  const shown = whenShown(to, text);
  await notePress(from);
  await box.press('Enter');
  return (await shown) - (await pressedAt(from));
}

step('both talk, and a message arrives at once', async (t) => {
  const times: number[] = [];
  for (const [index, text] of ['Bonjour Camille, oui, sans frais.', 'Vous avez 59 minutes de marge.', 'Autre chose ?'].entries()) {
    times.push(await say(agent, customer, text));
    times.push(await say(customer, agent, `Merci, c’est noté (${String(index + 1)}).`));
  }
  const sorted = times.toSorted((one, other) => one - other);
  t.diagnostic(`a message arrives in ${sorted.map(String).join(', ')} ms`);
  assert.ok((sorted.at(-1) ?? Infinity) < generousMs, `the slowest took ${String(sorted.at(-1))} ms`);
  assert.equal((await customer.getByText(/^Marie Agent/).count()) > 0, true);
  assert.equal((await agent.getByText(/^Camille Durand/).count()) > 0, true);
  await accessible(customer, 'chat');
  await accessible(agent, 'desk');
  await picture(customer, '09-chat-desktop-fr');
  await picture(agent, '10-desk-desktop-fr');
});

step('Shift+Enter makes a new line, Enter sends both lines, and the counter counts', async () => {
  const box = customer.getByRole('textbox', { name: 'Votre message' });
  await box.fill('Une ligne');
  await box.press('Shift+Enter');
  await box.pressSequentially('deux');
  await customer.getByText('14/1000').waitFor();
  const shown = whenShown(agent, 'Une ligne\ndeux');
  await box.press('Enter');
  await shown;
  await customer.getByText('0/1000').waitFor();
});

const looks: [string, string, Look][] = [
  ['11-home-phone-en-dark', '/', { language: 'en', phone: true, dark: true }],
  ['12-results-phone-en', '/cars', { language: 'en', phone: true }],
  ['13-results-desktop-fr-dark', '/cars', { language: 'fr', dark: true }],
  ['14-agencies-phone-fr', '/agencies', { language: 'fr', phone: true }],
];

step('every screen stands on a phone and in the dark, in both languages', async () => {
  const results = new URL(customer.url().replace(/\/conversations.*/, '/cars'));
  results.search = 'from=CDG&to=LYS';
  for (const [name, place, look] of looks) {
    const page = await newPage(look);
    await page.goto(place === '/cars' ? results.href : `${system.web}${place}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    if (place === '/cars') await page.getByRole('article').first().waitFor();
    assert.ok(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth'), `${name} fits its width`);
    await accessible(page, name);
    await picture(page, name);
    await page.context().close();
  }
  for (const [page, name] of [
    [customer, '15-chat-phone-fr-dark'],
    [agent, '16-desk-phone-fr-dark'],
  ] as const) {
    await resize(page, { width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await accessible(page, name);
    await picture(page, name);
  }
  await customer.goto(`${system.web}/bookings/${reference}`);
  await customer.getByRole('heading', { level: 1 }).waitFor();
  await picture(customer, '17-booking-phone-fr-dark');
});
