import assert from 'node:assert/strict';
import * as hooks from 'node:test';
import type { Browser, Page, Route } from 'playwright-core';
import french from '../clients/core/messages/fr.json' with { type: 'json' };
import support from '../clients/core/messages/support.fr.json' with { type: 'json' };
import { signedIn } from './bookingPages.ts';
import { accessibilityFaults, chromiumPath, launch, picture } from './browser.ts';
import { people } from './people.ts';
import { runningSystem, type Running } from './running.ts';

const { test } = hooks;
const skip = chromiumPath() === undefined && 'no Chromium here (set CHROMIUM_PATH, or apt-get install chromium)';
const patienceMs = 30_000;
const renterEmail = 'claire.renter@example.com';
const startOf = 'mutation Start($input: StartConversationInput!) { startConversation(input: $input) { id } }';
const sendOf = 'mutation Send($input: SendMessageInput!) { sendMessage(input: $input) { sequence } }';
const takeOf = 'mutation Take($id: ID!) { takeConversation(id: $id) { id agent { displayName } } }';

let system: Running;
let browser: Browser;
let asked: ReturnType<typeof people>;
let renter: Page;
hooks.before(async () => {
  if (skip) return;
  [system, browser] = await Promise.all([runningSystem(), launch()]);
  asked = people(system);
  renter = await signedIn(browser, system, renterEmail, patienceMs);
});
hooks.after(async () => {
  if (skip) return;
  asked.close();
  await browser.close();
  await system.stop();
});

void test(
  'what was said before comes where it is asked for: the reader keeps their place, a failure says so, and nothing newer is undone',
  { skip },
  async () => {
    const claire = await asked.as(renterEmail);
    const input = { subject: 'Une longue histoire', body: 'Ligne 1', clientId: 'earlier-1' };
    const { startConversation } = await claire<{ startConversation: { id: string } }>(startOf, { input });
    const { id } = startConversation;
    for (let line = 2; line <= 70; line += 1)
      await claire(sendOf, { input: { conversationId: id, body: `Ligne ${String(line)}`, clientId: `earlier-${String(line)}` } });
    const log = renter.getByRole('log');
    const line = (number: number) => log.getByText(`Ligne ${String(number)}`, { exact: true });
    const earlier = renter.getByRole('button', { name: support.chat.earlier });
    await renter.goto(`${system.web}/conversations/${id}`);
    await line(70).waitFor();
    assert.equal(await line(20).count(), 0);

    const isPage = (route: Route) => route.request().postData()?.includes('query ConversationPane') === true;
    await renter.route('**/graphql', (route) => (isPage(route) ? route.abort() : route.fallback()));
    await earlier.click();
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
    await log.getByRole('button', { name: french.problem.retry }).click();
    await read.promise;
    const marie = await asked.as('marie.agent@example.com');
    await marie(takeOf, { id });
    await renter.getByText(/Agent: Marie/).waitFor();
    const before = await line(21).boundingBox();
    held.resolve(undefined);
    await line(1).waitFor();
    assert.ok(await renter.getByText(/Agent: Marie/).isVisible(), 'she is still with them');
    const after = await line(21).boundingBox();
    assert.ok(before && after);
    assert.ok(Math.abs(before.y - after.y) < 2, `line 21 stays at ${String(before.y)}, and is at ${String(after.y)}`);
    await picture(renter, '128-earlier-come-phone-fr');
    await renter.unroute('**/graphql');
  },
);
