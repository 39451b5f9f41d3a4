import assert from 'node:assert/strict';
import * as hooks from 'node:test';
import type { Browser, Page } from 'playwright-core';
import french from '../clients/core/messages/fr.json' with { type: 'json' };
import support from '../clients/core/messages/support.fr.json' with { type: 'json' };
import { accessibilityFaults, chromiumPath, launch, picture, resize } from './browser.ts';
import { people } from './people.ts';
import { runningSystem, type Running } from './running.ts';
import { staffPage } from './staffPage.ts';
import { moveTo } from './timeline.ts';

const { test } = hooks;
const skip = chromiumPath() === undefined && 'no Chromium here (set CHROMIUM_PATH, or apt-get install chromium)';
const patienceMs = 30_000;
const { managing, desk } = support;
const agentEmail = 'marie.agent@example.com';
const startOf = `mutation Start($input: StartConversationInput!) { startConversation(input: $input) { id } }`;
const statusOf = `mutation Status($status: DeskStatus!) { setDeskStatus(status: $status) { capacity } }`;
const ownOf = `query Own { ownAgent { languages skills capacity } }`;
const repliesOf = `query Replies($text: String) { cannedReplies(language: fr, text: $text) { title body } }`;

let system: Running;
let browser: Browser;
let asked: ReturnType<typeof people>;
let marie: Awaited<ReturnType<typeof asked.as>>;
let manager: Page;
hooks.before(async () => {
  if (skip) return;
  [system, browser] = await Promise.all([runningSystem(), launch()]);
  asked = people(system);
  marie = await asked.as(agentEmail);
  await marie(statusOf, { status: 'BUSY' });
  manager = await staffPage(browser, system, 'noah.manager@example.com', patienceMs);
});
hooks.after(async () => {
  if (skip) return;
  await moveTo(system, null);
  asked.close();
  await browser.close();
  await system.stop();
});

const say = (words: string, values: Record<string, string>): string =>
  words.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');

/** As it stands, and again on a phone in the dark. */
async function shown(screen: string): Promise<void> {
  assert.deepEqual(await accessibilityFaults(manager), [], `accessibility of ${screen}`);
  await picture(manager, `${screen}-desktop-fr`);
  const size = manager.viewportSize();
  assert.ok(size);
  await resize(manager, { width: 390, height: 844 });
  await manager.emulateMedia({ colorScheme: 'dark' });
  assert.ok(await manager.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth'), `${screen} fits a phone`);
  assert.deepEqual(await accessibilityFaults(manager), [], `accessibility of ${screen} on a phone in the dark`);
  await picture(manager, `${screen}-phone-fr-dark`);
  await manager.emulateMedia({ colorScheme: 'light' });
  await resize(manager, size);
}

const titled = (title: string) => manager.getByRole('listitem').filter({ has: manager.getByText(title, { exact: true }) });

void test(
  'a manager writes, changes and deletes a canned reply by keyboard alone, and is told what is wrong with it',
  { skip },
  async () => {
    await manager.goto(`${system.web}/desk/replies`);
    await manager.getByRole('button', { name: managing.newReply }).press('Enter');
    const title = manager.getByLabel(managing.replyTitle);
    await title.and(manager.locator(':focus')).waitFor();
    const body = manager.getByLabel(managing.replyBody);
    const [taken = ''] = (await marie<{ cannedReplies: { title: string }[] }>(repliesOf, {})).cannedReplies.map((each) => each.title);
    await manager.keyboard.press('Enter');
    await manager.getByText(french.field.required).first().waitFor();
    await manager.keyboard.type(taken);
    await manager.keyboard.press('Tab');
    await manager.keyboard.type('Bonjour {client}');
    await title.press('Enter');
    await manager.getByText(managing.badVariable).waitFor();
    await body.fill('Bonjour ');
    await manager.getByRole('button', { name: managing.variable.customer }).focus();
    await manager.keyboard.press('Enter');
    assert.equal(await body.inputValue(), 'Bonjour {customer}');
    await title.press('Enter');
    await manager.getByText(managing.titleTaken).waitFor();
    await shown('106-replies');
    await title.fill('Voiture prête');
    await manager.keyboard.press('Enter');
    await manager.getByText(say(managing.created, { title: 'Voiture prête' })).waitFor();
    const found = { title: 'Voiture prête', body: 'Bonjour {customer}' };
    assert.deepEqual((await marie<{ cannedReplies: object[] }>(repliesOf, { text: 'voiture prête' })).cannedReplies, [found]);
    await titled('Voiture prête')
      .getByRole('button', { name: say(managing.changeOf, { title: 'Voiture prête' }) })
      .press('Enter');
    await body.fill('Bonjour {customer}, la voiture vous attend.');
    await title.press('Enter');
    await manager.getByText(say(managing.changed, { title: 'Voiture prête' })).waitFor();
    await titled('Voiture prête').getByText('la voiture vous attend').waitFor();
    await titled('Voiture prête')
      .getByRole('button', { name: say(managing.deleteOf, { title: 'Voiture prête' }) })
      .press('Enter');
    await manager
      .getByRole('group', { name: say(managing.deleteSure, { title: 'Voiture prête' }) })
      .and(manager.locator(':focus'))
      .waitFor();
    await manager.keyboard.press('Tab');
    await manager.keyboard.press('Enter');
    await manager.getByText(say(managing.deleted, { title: 'Voiture prête' })).waitFor();
    assert.deepEqual((await marie<{ cannedReplies: object[] }>(repliesOf, { text: 'voiture prête' })).cannedReplies, []);
    await manager.getByLabel(desk.paletteSearch).fill('zzzz');
    await manager.getByText(desk.paletteNone).waitFor();
  },
);

void test('a manager says what an agent speaks, knows and holds', { skip }, async () => {
  await manager.getByRole('link', { name: managing.page.team }).click();
  const change = manager.getByRole('button', { name: say(managing.changeOf, { title: 'Marie Agent' }) });
  await change.press('Enter');
  const form = manager.getByRole('form');
  for (const language of [managing.languageOf.fr, managing.languageOf.en]) await form.getByLabel(language).setChecked(false);
  await form.getByLabel(managing.capacity).fill('21');
  await form.getByLabel(managing.capacity).press('Enter');
  await form.getByText(managing.noLanguage).waitFor();
  await form.getByText(say(managing.badCapacity, { most: '20' })).waitFor();
  await shown('107-team');
  await form.getByLabel(managing.languageOf.fr).check();
  await form.getByLabel(desk.topic.PAYMENT).check();
  await form.getByLabel(managing.capacity).fill('5');
  await form.getByLabel(managing.capacity).press('Enter');
  await manager.getByText(say(managing.profileSaved, { name: 'Marie Agent' })).waitFor();
  await manager.getByText(new RegExp(say(desk.load, { load: '\\d', capacity: '5' }))).waitFor();
  assert.deepEqual(await marie(ownOf, {}), { ownAgent: { languages: ['fr'], skills: ['PAYMENT'], capacity: 5 } });
});

void test('a manager sees at the queue what is late, and goes to it', { skip }, async () => {
  const claire = await asked.as('claire.renter@example.com');
  const subject = 'Personne ne répond';
  const input = { subject, body: 'Vous êtes là ?', clientId: `late-${String(Date.now())}` };
  const { id } = (await claire<{ startConversation: { id: string } }>(startOf, { input })).startConversation;
  await manager.goto(`${system.web}/desk/late`);
  await manager.getByText(managing.noneLate).waitFor();
  await manager.getByRole('link', { name: desk.backToDesk }).click();
  await manager.getByRole('link', { name: managing.manage }).waitFor();
  await moveTo(system, new Date(Date.now() + 4 * 86_400_000), manager);
  await manager.getByRole('link', { name: new RegExp(say(managing.late_other, { count: '\\d+' })) }).click();
  const row = manager.getByRole('listitem').filter({ has: manager.locator(`a[href$="${id}"]`) });
  await row.getByText(subject).waitFor();
  await row.getByText(managing.nobody).waitFor();
  await row.getByText(new RegExp(say(desk.slaLate, { time: '' }))).waitFor();
  await shown('108-late');
  await row.getByRole('link').click();
  await manager.waitForURL(`**/desk/${id}`);
});

void test('an agent finds none of it', { skip }, async () => {
  const agent = await staffPage(browser, system, agentEmail, patienceMs);
  for (const page of ['late', 'figures', 'replies', 'team']) {
    await agent.goto(`${system.web}/desk/${page}`);
    await agent.getByText(french.problem.staffTitle).waitFor();
  }
  await agent.goto(`${system.web}/desk`);
  await agent.getByRole('heading', { name: desk.title }).waitFor();
  assert.equal(await agent.getByRole('link', { name: managing.manage }).count(), 0);
});
