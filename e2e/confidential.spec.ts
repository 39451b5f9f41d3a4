import assert from 'node:assert/strict';
import * as hooks from 'node:test';
import type { Browser, Page } from 'playwright-core';
import support from '../clients/core/messages/support.fr.json' with { type: 'json' };
import { accessibilityFaults, chromiumPath, launch, picture } from './browser.ts';
import { signedIn } from './bookingPages.ts';
import { holdings } from './marks.ts';
import { runningSystem, type Running } from './running.ts';
import { staffPage } from './staffPage.ts';

const { test } = hooks;
const skip = chromiumPath() === undefined && 'no Chromium here (set CHROMIUM_PATH, or apt-get install chromium)';
const patienceMs = 30_000;
const { chat, confidential, desk, translation } = support;
const marker = 'Zqmarkconf';
/** As whoever writes it down might: as it is, in base64 at each of its places, in hex, in UTF-16. Files are read in lower case. */
const forms = [
  marker,
  Buffer.from(marker).toString('hex'),
  Buffer.from(marker, 'utf16le').toString('latin1'),
  ...[0, 1, 2].map((offset) =>
    Buffer.from(' '.repeat(offset) + marker)
      .toString('base64')
      .slice(offset === 0 ? 0 : 4, -4),
  ),
].map((form) => form.toLowerCase());
const first = `${marker} : mon code de carte est le 4970`;
const answer = `${marker} bien reçu, je m’en occupe`;

let system: Running;
let browser: Browser;
let claire: Page;
let marie: Page;
hooks.before(async () => {
  if (skip) return;
  [system, browser] = await Promise.all([runningSystem(), launch()]);
  [claire, marie] = await Promise.all([
    signedIn(browser, system, 'claire.renter@example.com', patienceMs),
    staffPage(browser, system, 'marie.agent@example.com', patienceMs),
  ]);
});
hooks.after(async () => {
  if (skip) return;
  await browser.close();
  await system.stop();
});

let stuck = false;
function step(name: string, work: () => Promise<void>): void {
  void test(name, { skip }, async (t) => {
    if (stuck) {
      t.skip('the story is stuck');
      return;
    }
    stuck = true;
    await work();
    stuck = false;
  });
}

async function shown(page: Page, screen: string): Promise<void> {
  const fits = await page.evaluate<boolean>('document.documentElement.scrollWidth <= Math.min(innerWidth, screen.width)');
  assert.ok(fits, `${screen} fits its width`);
  assert.deepEqual(await accessibilityFaults(page), [], `accessibility of ${screen}`);
  await picture(page, screen);
}

const said = (page: Page, text: string) => page.locator('.log .said').filter({ hasText: text }).first().waitFor();
const say = async (page: Page, text: string): Promise<void> => {
  await page.getByRole('textbox', { name: chat.composer }).fill(text);
  await page.getByRole('textbox', { name: chat.composer }).press('Enter');
};
const named = (sentence: string, name: string): string => sentence.replaceAll('{{name}}', name);
const asked = named(confidential.asks, '').trim();
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

let id = '';
step('a customer opens a confidential conversation, and writes before anybody is there', async () => {
  await claire.goto(`${system.web}/help`);
  await claire.getByLabel(confidential.choose).check();
  await claire.getByLabel(chat.firstMessage).fill(first);
  await shown(claire, '90-confidential-start-phone-fr');
  await press(claire, chat.start);
  await claire.waitForURL(/\/conversations\//);
  id = claire.url().split('/').at(-1) ?? '';
  await said(claire, first);
  await claire.getByText(confidential.nobody).waitFor();
});

step('the agent sees nothing until the customer has let them in, then what was written before', async () => {
  await marie.goto(`${system.web}/desk/${id}`);
  await said(marie, confidential.unreadable);
  await press(marie, desk.take);
  await press(marie, confidential.ask);
  await marie.locator('.safety-code').waitFor();
  await claire.getByText(asked).waitFor();
  await press(claire, confidential.look);
  const codes = await Promise.all([claire, marie].map((page) => page.locator('.safety-code').innerText()));
  assert.equal(codes[0]?.replace(/\s+/g, ' '), codes[1]?.replace(/\s+/g, ' '), 'both screens show the same code');
  await claire.getByLabel(confidential.compared).check();
  await shown(claire, '91-confidential-let-in-phone-fr');
  await claire.getByRole('dialog').getByRole('button').first().click();
  await said(marie, first);
});

step('they talk, and a new key is shared with the one alone', async () => {
  await say(marie, answer);
  await said(claire, answer);
  await say(claire, `${marker} merci`);
  await said(marie, `${marker} merci`);
  await shown(claire, '92-confidential-phone-fr');
  await shown(marie, '93-confidential-desk-fr');
  assert.equal(await marie.getByRole('switch', { name: translation.switch }).count(), 0);
});

step('after a reload each reads it again, out of the keys that stay on the device', async () => {
  await Promise.all([claire.reload(), marie.reload()]);
  for (const page of [claire, marie]) {
    await said(page, first);
    await said(page, answer);
  }
});

step('another device of the customer’s is told plainly that it cannot read', async () => {
  const other = await signedIn(browser, system, 'claire.renter@example.com', patienceMs);
  await other.goto(`${system.web}/conversations/${id}`);
  await other.getByText(confidential.otherDevice).waitFor();
  await said(other, confidential.unreadable);
  await shown(other, '94-confidential-other-device-phone-fr');
  await other.context().close();
});

step(
  'no byte of it stands in any database, log, event or file of the server; an ordinary one’s word is found where it stands',
  async () => {
    const held = holdings(system);
    // PostgreSQL's text holds no NUL; what lies there in bytes is looked at in UTF-16 by support's own test, and in its files here.
    assert.deepEqual(await held.inDatabases([marker, ...forms.filter((form) => !form.includes('\0'))]), []);
    assert.deepEqual(held.inFiles(['compile-cache'], forms), []);
    assert.ok(
      (await held.inDatabases([id])).includes('support: message.conversation_id'),
      'what is looked for is found where it has to be',
    );
  },
);
