import assert from 'node:assert/strict';
import * as hooks from 'node:test';
import type { Browser, Page, Route } from 'playwright-core';
import french from '../clients/core/messages/fr.json' with { type: 'json' };
import support from '../clients/core/messages/support.fr.json' with { type: 'json' };
import { signedIn } from './bookingPages.ts';
import { accessibilityFaults, chromiumPath, launch, picture } from './browser.ts';
import { carPhoto } from './inspecting.ts';
import { people } from './people.ts';
import type { Ask } from './replay/graph.ts';
import { runningSystem, type Running } from './running.ts';
import { staffPage } from './staffPage.ts';

const { test } = hooks;
const skip = chromiumPath() === undefined && 'no Chromium here (set CHROMIUM_PATH, or apt-get install chromium)';
const patienceMs = 30_000;
const { chat } = support;
const renterEmail = 'claire.renter@example.com';
const agentEmail = 'marie.agent@example.com';
const pdf = Buffer.from(
  '%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n' +
    '3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >> endobj\ntrailer << /Size 4 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n',
  'latin1',
);
const startOf = 'mutation Start($input: StartConversationInput!) { startConversation(input: $input) { id } }';
const sendOf = 'mutation Send($input: SendMessageInput!) { sendMessage(input: $input) { sequence } }';
const takeOf = 'mutation Take($id: ID!) { takeConversation(id: $id) { id agent { displayName } } }';

let system: Running;
let browser: Browser;
let asked: ReturnType<typeof people>;
let claire: Ask;
let renter: Page;
let agent: Page;
hooks.before(async () => {
  if (skip) return;
  [system, browser] = await Promise.all([runningSystem(), launch()]);
  asked = people(system);
  [claire, renter, agent] = await Promise.all([
    asked.as(renterEmail),
    signedIn(browser, system, renterEmail, patienceMs),
    staffPage(browser, system, agentEmail, patienceMs),
  ]);
});
hooks.after(async () => {
  if (skip) return;
  asked.close();
  await browser.close();
  await system.stop();
});

async function started(subject: string, body: string): Promise<string> {
  const { startConversation } = await claire<{ startConversation: { id: string } }>(startOf, {
    input: { subject, body, clientId: subject },
  });
  return startConversation.id;
}
const page = (who: Page) => {
  const log = who.getByRole('log');
  return {
    log,
    composer: who.getByRole('textbox', { name: chat.composer }),
    said: (words: string | RegExp) => log.locator('p').getByText(words, { exact: true }),
    button: (name: string | RegExp) => who.getByRole('button', { name, exact: true }),
  };
};

void test(
  'what was said before comes where it is asked for: the reader keeps their place, a failure says so, nothing newer is undone',
  { skip },
  async (t) => {
    t.after(() => renter.unroute('**/graphql'));
    const id = await started('Une longue histoire', 'Ligne 1');
    for (let line = 2; line <= 70; line += 1)
      await claire(sendOf, { input: { conversationId: id, body: `Ligne ${String(line)}`, clientId: `line-${String(line)}` } });
    const { log, said, button } = page(renter);
    const line = (number: number) => said(`Ligne ${String(number)}`);
    await renter.goto(`${system.web}/conversations/${id}`);
    await line(70).waitFor();
    assert.equal(await line(20).count(), 0);

    const isPage = (route: Route) => route.request().postData()?.includes('query ConversationPane') === true;
    await renter.route('**/graphql', (route) => (isPage(route) ? route.abort() : route.fallback()));
    await button(chat.earlier).click();
    await log.getByText(french.problem.offlineTitle).waitFor();
    assert.deepEqual(await accessibilityFaults(renter), []);
    await picture(renter, '126-earlier-failed-phone-fr');
    await renter.unroute('**/graphql');

    const held = Promise.withResolvers<undefined>();
    const read = Promise.withResolvers<undefined>();
    await renter.route('**/graphql', async (route) => {
      if (!isPage(route)) return route.fallback();
      const response = await route.fetch();
      read.resolve(undefined);
      await held.promise;
      return route.fulfill({ response });
    });
    await button(french.problem.retry).click();
    await read.promise;
    const leo = await asked.as('leo.agent@example.com');
    await leo(takeOf, { id });
    await renter.getByText(/Agent: Leo/).waitFor();
    const before = await line(21).boundingBox();
    held.resolve(undefined);
    await line(1).waitFor();
    assert.ok(await renter.getByText(/Agent: Leo/).isVisible(), 'he is still with them');
    const after = await line(21).boundingBox();
    assert.ok(before && after);
    assert.ok(Math.abs(before.y - after.y) < 2, `line 21 stays at ${String(before.y)}, and is at ${String(after.y)}`);
    await picture(renter, '128-earlier-come-phone-fr');
  },
);

void test('what one wrote is changed and removed, with its history for staff alone', { skip }, async () => {
  const id = await started('Un mot de trop', 'Je suis au parking B');
  await agent.goto(`${system.web}/desk/${id}`);
  await renter.goto(`${system.web}/conversations/${id}`);
  const [hers, theirs] = [page(renter), page(agent)];
  await hers.said('Je suis au parking B').waitFor();
  await theirs.said('Je suis au parking B').waitFor();
  const menu = hers.button(/^Actions sur le message/);
  await menu.click();
  await hers.button(chat.change.edit).click();
  const box = renter.getByRole('textbox', { name: chat.change.box });
  await box.fill('Je suis au parking C');
  await picture(renter, '129-message-edited-phone-fr');
  await hers.button(chat.change.save).click();
  await theirs.said('Je suis au parking C').waitFor();
  await hers.log.getByText(chat.edited).waitFor();
  await theirs.log.getByText(chat.edited).click();
  await theirs.log.getByText('Je suis au parking B').waitFor();
  await hers.log.getByText(chat.edited).click();
  assert.equal(await hers.log.getByText('Je suis au parking B').count(), 0);
  await picture(agent, '130-message-history-desktop-fr');
  await menu.click();
  await hers.button(chat.change.delete).click();
  await hers.button(chat.change.delete).click();
  await hers.log.getByText(chat.removed).waitFor();
  await theirs.log.getByText(chat.removed).waitFor();
  await theirs.log.getByText('Je suis au parking C').waitFor();
  assert.equal(await hers.said('Je suis au parking C').count(), 0);
  await picture(agent, '131-message-removed-desktop-fr');
});

void test('files go with a message, and what is none of those says why', { skip }, async () => {
  const id = await started('Photos', 'Voici la rayure');
  await agent.goto(`${system.web}/desk/${id}`);
  await renter.goto(`${system.web}/conversations/${id}`);
  const [hers, theirs] = [page(renter), page(agent)];
  await hers.composer.waitFor();
  const chooser = renter.locator('.composer input[type=file]');
  await chooser.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('x') });
  await renter.getByText(chat.files.problem.type).waitFor();
  await chooser.setInputFiles([
    await carPhoto(3, true),
    { name: 'constat.pdf', mimeType: 'application/pdf', buffer: pdf },
    { name: 'faux.png', mimeType: 'image/png', buffer: Buffer.from('not a picture') },
  ]);
  await renter.getByText(chat.files.problem.content).waitFor();
  await renter.getByText(chat.files.ready).nth(1).waitFor();
  await renter.getByText(chat.files.blocked).waitFor();
  assert.deepEqual(await accessibilityFaults(renter), []);
  await picture(renter, '132-files-picked-phone-fr');
  for (const name of ['notes.txt', 'faux.png']) await hers.button(chat.files.cancel.replace('{{name}}', name)).click();
  await hers.composer.fill('La rayure et le constat');
  await hers.composer.press('Enter');
  await theirs.said('La rayure et le constat').waitFor();
  for (const each of [hers, theirs]) {
    await each.log.getByText('constat.pdf').waitFor();
    const photo = each.log.getByAltText('side-3.jpg');
    await photo.waitFor();
    await photo.evaluate('(each) => each.decode()');
  }
  await picture(renter, '133-files-sent-phone-fr');
  await picture(agent, '133-files-sent-desktop-fr');
});

void test('what is written without a network goes when it is back, in order and once, over a reload', { skip }, async (t) => {
  t.after(() => renter.context().setOffline(false));
  const id = await started('Dans le tunnel', 'J’entre dans un tunnel');
  await renter.goto(`${system.web}/conversations/${id}`);
  const hers = page(renter);
  await hers.said('J’entre dans un tunnel').waitFor();
  await renter.context().setOffline(true);
  for (const words of ['Un', 'Deux', 'Trois']) {
    await hers.composer.fill(words);
    await hers.composer.press('Enter');
  }
  await hers.log.getByText(chat.later).first().waitFor();
  await picture(renter, '134-written-offline-phone-fr');
  assert.deepEqual(await accessibilityFaults(renter), []);
  await hers.composer.fill('Je n’ai pas fini ma phr');
  await renter.context().setOffline(false);
  await hers.log.getByText(chat.later).first().waitFor({ state: 'detached' });
  await renter.reload();
  await hers.said('Trois').waitFor();
  assert.deepEqual(
    (await hers.log.locator('p.said').allInnerTexts()).map((words) => words.split('\n')[0]),
    ['J’entre dans un tunnel', 'Un', 'Deux', 'Trois'],
  );
  assert.equal(await hers.composer.inputValue(), 'Je n’ai pas fini ma phr');
});
