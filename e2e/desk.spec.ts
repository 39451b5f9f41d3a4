import assert from 'node:assert/strict';
import * as hooks from 'node:test';
import type { Browser, Page } from 'playwright-core';
import rental from '../clients/core/messages/rental.fr.json' with { type: 'json' };
import french from '../clients/core/messages/fr.json' with { type: 'json' };
import support from '../clients/core/messages/support.fr.json' with { type: 'json' };
import { until } from './authz/renting.ts';
import { signedIn } from './bookingPages.ts';
import { accessibilityFaults, chromiumPath, launch, picture, resize } from './browser.ts';
import { enter, focused, tabTo, throughThePage } from './keyboard.ts';
import { inDays, people } from './people.ts';
import { openAgency, rentals } from './rentals.ts';
import * as operations from './replay/operations.ts';
import { runningSystem, type Running } from './running.ts';
import { staffPage } from './staffPage.ts';
import { before, moveTo } from './timeline.ts';

const { test } = hooks;
const skip = chromiumPath() === undefined && 'no Chromium here (set CHROMIUM_PATH, or apt-get install chromium)';
const patienceMs = 30_000;
const { chat, desk } = support;
const { settlement } = rental;
const agency = 'DESK';
const agentEmail = 'marie.agent@example.com';
const renterEmail = 'claire.renter@example.com';
const subject = 'Problème réservation décapotable';
const startOf = 'mutation Start($input: StartConversationInput!) { startConversation(input: $input) { id } }';
const writeOf = 'mutation Write($input: ContactFormInput!) { sendContactForm(input: $input) { ticket } }';
const damagedOf = `mutation Damaged($id: ID!) { setVehicleState(id: $id, state: DAMAGED, idempotencyKey: "desk-damaged") { id } }`;
const statusOf = 'mutation Status { setDeskStatus(status: BUSY) { present } }';
/** How long ago, by whom, in which words: the first is late at any hour of the day. */
const others = [
  ['2 d', 'Paul Lefèvre', 'Facture', 'Je ne trouve pas la facture de mon voyage de noces, pouvez-vous me l’envoyer ?'],
  ['1 h', 'Ana Sousa', 'Portugal', '¿Puedo cruzar a Portugal con el coche?'],
  ['20 min', 'Jonas Keller', 'Rückgabe', 'Kann ich die Rückgabe auf 22 Uhr legen?'],
  ['12 min', 'Inès Benali', 'Siège enfant', 'Le siège enfant promis n’est pas là.'],
  ['5 min', 'Thomas Roux', 'Caution', 'Quand la caution est-elle libérée ?'],
  ['2 min', 'Chloé Petit', 'Prolonger', 'Puis-je garder la voiture un jour de plus ?'],
  ['1 min', 'Hugo Blanc', 'Clé', 'La clé ne répond plus.'],
  ['0 min', 'Maya Cohen', 'Permis', 'Mon permis a été changé depuis la réservation.'],
  ['0 min', 'Éléonore de Saint-Exupéry-Delacroix', 'Agence fermée', 'Il n’y a personne à l’agence.'],
] as const;

let system: Running;
let browser: Browser;
let asked: ReturnType<typeof people>;
let agent: Page;
let manager: Page;
let renter: Page;
let conversation = '';
hooks.before(async () => {
  if (skip) return;
  [system, browser] = await Promise.all([runningSystem(), launch()]);
  asked = people(system);
  [agent, manager, renter] = await Promise.all([
    staffPage(browser, system, agentEmail, patienceMs),
    staffPage(browser, system, 'noah.manager@example.com', patienceMs),
    signedIn(browser, system, renterEmail, patienceMs),
  ]);
});
hooks.after(async () => {
  if (skip) return;
  asked.close();
  await browser.close();
  await system.stop();
});

let stuck = false;
/** One step of the agent's day: after a step that failed the others have nothing to stand on. */
function step(name: string, work: () => Promise<void>): void {
  void test(name, { skip }, async (t) => {
    if (stuck) {
      t.skip('the day is stuck');
      return;
    }
    stuck = true;
    await work();
    stuck = false;
  });
}

const widths = { desktop: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } };

const everyWay = ['desktop', 'desktop-dark', 'phone-dark', 'phone'] as const;
/** For what stands before a page that was looked at every way. */
const twoWays = ['desktop', 'phone-dark'] as const;

/** As it is on a desk and on a phone, light and dark. */
async function looked(page: Page, screen: string, ways: readonly (typeof everyWay)[number][] = everyWay): Promise<void> {
  for (const way of ways) {
    await resize(page, way.startsWith('phone') ? widths.phone : widths.desktop);
    await page.emulateMedia({ colorScheme: way.endsWith('dark') ? 'dark' : 'light' });
    const fits = await page.evaluate<boolean>('document.documentElement.scrollWidth <= Math.min(innerWidth, screen.width)');
    assert.ok(fits, `${screen} fits its width: ${way}`);
    assert.deepEqual(await accessibilityFaults(page), [], `accessibility of ${screen}, ${way}`);
    await picture(page, `${screen}-${way}-fr`);
  }
  await resize(page, widths.desktop);
  await page.emulateMedia({ colorScheme: 'light' });
}

const press = (key: string): Promise<void> => agent.keyboard.press(key);
const button = (name: string | RegExp) => agent.getByRole('button', { name, exact: true });
const dialog = () => agent.getByRole('dialog');
const composer = () => agent.getByRole('textbox', { name: chat.composer });
/** The dialog is answered, and the focus is somewhere. */
async function answered(what: string): Promise<void> {
  await dialog().waitFor({ state: 'detached' });
  await focused(agent, what);
}

step('nobody waits; the agent says that they are busy, and are given nothing', async () => {
  await agent.goto(`${system.web}/desk`);
  await agent.getByRole('heading', { name: desk.emptyTitle }).waitFor();
  await tabTo(agent.getByLabel(desk.status));
  await agent.keyboard.type(desk.statusOf.BUSY.slice(0, 2));
  await agent.getByText('0/3').waitFor();
  await looked(agent, '110-desk-empty', twoWays);
});

step('ten wait, what is late before all', async () => {
  const [claire, ada] = await Promise.all([asked.as(renterEmail), asked.as('ada.admin@example.com')]);
  const hers = await rentals(system, { guest: claire, wire: asked.wire });
  const [convertible] = await openAgency(ada, agency, 'STAV', 1);
  await ada(operations.addVehicles, { input: { agency, acriss: 'SDAV', count: 1, idempotencyKey: 'desk-SDAV' } });
  const booked = await hers.book({ agency, acriss: 'STAV', from: inDays(30), to: inDays(33) });
  await ada(damagedOf, { id: convertible });
  const now = new Date();
  for (const [ago, name, about, body] of others) {
    await moveTo(system, ago === '0 min' ? null : before(now, ago));
    const email = `${String(others.findIndex((each) => each[1] === name))}@example.org`;
    await asked.guest(writeOf, { input: { name, email, subject: about, body, language: 'fr', clientId: `desk-${email}` } });
  }
  const body = 'J’ai payé pour une décapotable et je reçois une voiture standard !';
  const input = { subject, body, bookingReference: booked.reference, clientId: 'desk-claire' };
  const { data } = await asked.post(startOf, { input }, 'fr', await asked.tokenOf(renterEmail));
  conversation = (data as { startConversation: { id: string } }).startConversation.id;
  await agent.locator('.queue li').nth(9).waitFor();
  assert.match(await agent.locator('.queue li').first().innerText(), /Paul Lefèvre\s+en retard/);
  await looked(agent, '111-desk-queue');
});

step('the agent walks the queue by one key, and takes a conversation after having read it', async () => {
  const current = () => agent.locator('.queue a[aria-current]').getAttribute('data-id');
  await tabTo(button(desk.mine));
  await press('j');
  await agent.waitForURL(/\/desk\/./);
  const first = await current();
  await press('j');
  await until('the next conversation', async () => (await current()) !== first);
  await press('k');
  await until('the one before', async () => (await current()) === first);
  await focused(agent, 'a walk through the queue');
  await enter(agent.locator(`.queue a[data-id="${conversation}"]`));
  await agent.getByRole('log').getByText('une voiture standard').waitFor();
  await tabTo(agent.getByRole('log'));
  await looked(agent, '112-desk-waiting');
  await enter(button(desk.take));
  await composer().waitFor();
  await focused(agent, 'the conversation was taken');
});

step('they answer with what was kept ready, found by a slash and arrows', async () => {
  await renter.goto(`${system.web}/conversations/${conversation}`);
  await tabTo(composer());
  await press('/');
  await dialog().getByRole('option').nth(2).waitFor();
  await focused(agent, 'a dialog opened');
  await looked(agent, '113-desk-replies', twoWays);
  const chosen = () => dialog().locator('[aria-selected=true] b').innerText();
  const first = await chosen();
  await press('ArrowDown');
  assert.notEqual(await chosen(), first);
  await press('ArrowUp');
  assert.equal(await chosen(), first);
  await agent.keyboard.type('bienvenue');
  await until('the one that was typed', async () => (await chosen()) === 'Bienvenue');
  await press('Enter');
  await answered('a reply was chosen');
  assert.match(await composer().inputValue(), /^Bonjour Claire.*, je suis Marie/);
  await press('Enter');
  await renter.getByRole('log').getByText('je m’occupe de votre demande').waitFor();
  await looked(renter, '114-desk-customer');
});

step('a note for the team, and what else the keys do', async () => {
  await enter(button(desk.note));
  await agent.getByLabel(desk.note).waitFor();
  await agent.keyboard.type('Deux cabriolets libres à Orly à 17 h.');
  await press('Enter');
  await agent.locator('.private-note').waitFor();
  await focused(agent, 'a note was written');
  await press('?');
  await dialog().getByText(desk.keys.slash).waitFor();
  await looked(agent, '115-desk-shortcuts', twoWays);
  await press('Escape');
  await answered('the shortcuts');
});

step('a colleague looks at the same conversation, and both are told', async () => {
  await manager.goto(`${system.web}/desk/${conversation}`);
  const banner = agent.locator('.collision').filter({ hasText: 'Noah' });
  await banner.waitFor();
  await looked(agent, '116-desk-collision', twoWays);
  await manager.goto(`${system.web}/desk/figures`);
  await manager.locator('.figure').first().waitFor();
  await looked(manager, '117-desk-figures');
});

step('it rests, and is woken', async () => {
  await press('s');
  await dialog().waitFor();
  await looked(agent, '118-desk-snooze', twoWays);
  await enter(dialog().getByRole('button', { name: new RegExp(desk.snoozeHour) }));
  await answered('a pause');
  await enter(button(desk.wakeUp));
  await button(desk.resolve).waitFor();
  await focused(agent, 'the pause ended');
});

step('what was read before it was woken comes after, and does not put it to rest again', async () => {
  let late: Promise<void> | undefined;
  await agent.route('**/graphql', async (route) => {
    if (late || !route.request().postData()?.includes('query ConversationStatus')) {
      await route.fallback();
      return;
    }
    late = route.fetch().then(async (response) => {
      await agent.waitForTimeout(1500);
      await route.fulfill({ response });
    });
    await late;
  });
  await press('s');
  await enter(dialog().getByRole('button', { name: new RegExp(desk.snoozeHour) }));
  await answered('a pause');
  await enter(button(desk.wakeUp));
  await button(desk.resolve).waitFor();
  assert.ok(late);
  await late;
  await agent.waitForTimeout(500);
  assert.ok(await button(desk.resolve).isVisible(), 'it is awake');
  await agent.unroute('**/graphql');
  await focused(agent, 'the second pause ended');
});

step('the car is made good from the file', async () => {
  await enter(agent.getByRole('complementary', { name: desk.file }).getByRole('button', { name: settlement.open }));
  await enter(agent.getByRole('button', { name: /^Proposer −/ }).first());
  const proof = agent.getByRole('dialog', { name: french.proof.title });
  await tabTo(proof.getByLabel(french.account.password));
  await agent.keyboard.type(system.demo.accounts.find(({ email }) => email === agentEmail)?.password ?? '');
  await press('Enter');
  await answered('the proof');
  await agent.getByRole('log').getByText(settlement.state.OFFERED).waitFor();
  await agent.getByRole('complementary', { name: desk.file }).getByText(settlement.state.OFFERED).waitFor();
  await focused(agent, 'the offer');
  await looked(agent, '119-desk-file');
});

step('it is transferred with a note, and taken again', async () => {
  await (
    await asked.as('leo.agent@example.com')
  )(statusOf, {});
  await enter(button(desk.transfer));
  await tabTo(dialog().getByLabel(desk.transferTo));
  await tabTo(dialog().getByLabel(desk.transferNote));
  await agent.keyboard.type('La suite concerne le paiement.');
  await looked(agent, '120-desk-transfer', twoWays);
  await enter(dialog().getByRole('button', { name: desk.transfer }));
  await answered('a transfer');
  await enter(button(desk.take));
  await button(desk.resolve).waitFor();
});

step('it is resolved, reopened, and the next one is looked at', async () => {
  await tabTo(agent.getByRole('log'));
  await press('e');
  await enter(button(desk.reopen));
  await button(desk.take).waitFor();
  await focused(agent, 'it was opened again');
  await press('k');
  await agent.waitForURL((url) => !url.pathname.endsWith(conversation));
  await agent.getByRole('log').waitFor();
  await focused(agent, 'the next one was opened');
});

step('nothing on the way through the page keeps the focus', async () => {
  for (const stops of await throughThePage(agent)) assert.ok(stops > 20, `${String(stops)} stops`);
});
