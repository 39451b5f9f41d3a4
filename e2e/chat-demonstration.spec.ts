import assert from 'node:assert/strict';
import * as hooks from 'node:test';
import { formatMoney } from '@ycyw/core/money';
import type { Browser, Page } from 'playwright-core';
import french from '../clients/core/messages/fr.json' with { type: 'json' };
import rental from '../clients/core/messages/rental.fr.json' with { type: 'json' };
import support from '../clients/core/messages/support.fr.json' with { type: 'json' };
import { until } from './authz/renting.ts';
import { proven, signedIn } from './bookingPages.ts';
import { accessibilityFaults, chromiumPath, launch, picture, resize } from './browser.ts';
import { mailPage } from './mailbox.ts';
import { people } from './people.ts';
import * as operations from './replay/operations.ts';
import { openAgency, rentals, type Booked, type Rentals } from './rentals.ts';
import { runningSystem, type Running } from './running.ts';
import { staffPage } from './staffPage.ts';
import { moveTo } from './timeline.ts';

const { test } = hooks;
const skip = chromiumPath() === undefined && 'no Chromium here (set CHROMIUM_PATH, or apt-get install chromium)';
const patienceMs = 30_000;
const { settlement } = rental;
const { chat, desk, ending, help } = support;
const renterEmail = 'claire.renter@example.com';
const agentEmail = 'marie.agent@example.com';
/** Of its own in each run, four letters. */
const agency = `D${[1, 26, 676].map((place) => String.fromCharCode(65 + (Math.floor(Date.now() / 1000 / place) % 26))).join('')}`;
const subject = 'Problème réservation décapotable';
/** What was said on the day, in that order, and on the next. */
const complaint = "J'ai payé pour une décapotable et je reçois une voiture standard !";
const hello = 'Je suis Marie et je vais prendre en compte votre demande';
const accident = 'Il y a eu un accident sur la voiture qui devait vous être fournie';
const offer = 'Nous pouvons vous rembourser la différence de prix';
const thanks = 'Merci, c’est parfait comme cela.';
const goodbye = 'Le remboursement est parti. Bonne route !';

let system: Running;
let browsers: Browser[] = [];
let asked: ReturnType<typeof people>;
let renting: Rentals;
let renter: Page;
let agent: Page;
let booked: Booked;
hooks.before(async () => {
  if (skip) return;
  [system, ...browsers] = await Promise.all([runningSystem(), launch(), launch()]);
  const [hers, theirs] = browsers;
  assert.ok(hers && theirs);
  asked = people(system);
  const [ada, claire] = await Promise.all([asked.as('ada.admin@example.com'), asked.as(renterEmail)]);
  renting = await rentals(system, { guest: claire, wire: asked.wire });
  const [convertible] = await openAgency(ada, agency, 'STAV', 1);
  await ada(operations.addVehicles, { input: { agency, acriss: 'SDAV', count: 1, idempotencyKey: `${agency}-SDAV` } });
  await moveTo(system, new Date('2027-06-01T08:00Z'));
  booked = await renting.book({ agency, acriss: 'STAV', from: '2027-07-14T17:00', to: '2027-07-17T17:00', email: renterEmail });
  await moveTo(system, at('15:20'));
  await ada('mutation Damaged($id: ID!, $key: String!) { setVehicleState(id: $id, state: DAMAGED, idempotencyKey: $key) { id } }', {
    id: convertible,
    key: `${agency}-damaged`,
  });
  await until('a booking without a car', async () => (await renting.standing(booked)).state === 'REACCOMMODATION');
  [renter, agent] = await Promise.all([signedIn(hers, system, renterEmail, patienceMs), staffPage(theirs, system, agentEmail, patienceMs)]);
});
hooks.after(async () => {
  if (skip) return;
  await moveTo(system, null);
  asked.close();
  for (const browser of browsers) await browser.close();
  await system.stop();
});

let stuck = false;
/** One step of the conversation: after a step that failed the others have nothing to stand on. */
function step(name: string, work: () => Promise<void>): void {
  void test(name, { skip }, async (t) => {
    if (stuck) {
      t.skip('the conversation is stuck');
      return;
    }
    stuck = true;
    await work();
    stuck = false;
  });
}

/** An instant by the clock on the wall in Paris. */
const at = (time: string, day = 14): Date => new Date(`2027-07-${String(day)}T${time}+02:00`);
const clock = (time: string, day?: number): Promise<void> => moveTo(system, at(time, day), renter, agent);

const widths = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 860 } };
type Width = keyof typeof widths;

/** A screen as it stands, at a width and in a light: it fits, axe finds nothing, and it is kept. */
async function shown(page: Page, name: string, width: Width, light: 'light' | 'dark' = 'light'): Promise<void> {
  await resize(page, widths[width]);
  await page.emulateMedia({ colorScheme: light, reducedMotion: 'reduce' });
  const screen = `${name}-${width}-fr${light === 'dark' ? '-dark' : ''}`;
  const fits = await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth');
  assert.ok(fits, `${screen} fits its width`);
  assert.deepEqual(await accessibilityFaults(page), [], `accessibility of ${screen}`);
  await picture(page, screen);
}

/** Both sides at both widths, the last in the dark. */
async function bothShown(number: number, name: string): Promise<void> {
  for (const [page, side] of [[renter, 'customer'] as const, [agent, 'agent'] as const]) {
    await shown(page, `${String(number)}-${name}-${side}`, 'phone');
    await shown(page, `${String(number)}-${name}-${side}`, 'desktop');
    await shown(page, `${String(number)}-${name}-${side}`, side === 'customer' ? 'phone' : 'desktop', 'dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await resize(page, widths[side === 'customer' ? 'phone' : 'desktop']);
  }
}

/** Says it, and both screens show it, signed as each side knows its writer, at the same time of day. */
async function say(by: Page, words: string, time: string, day?: number): Promise<void> {
  await clock(time, day);
  const box = by.getByRole('textbox', { name: chat.composer });
  await box.fill(words);
  await box.press('Enter');
  for (const page of [renter, agent]) await page.getByRole('log').getByText(words, { exact: true }).waitFor();
}

/** What stands on a screen's conversation: its days, and each message with the signature over it. */
const conversationOn = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(
    `[...document.querySelectorAll('[role="log"] .day, [role="log"] .who, [role="log"] .said')].map((each) => each.innerText.replace(/\\s+/g, ' ').trim())`,
  );

step('the customer asks from the booking without its car, and sees their place in the queue', async () => {
  const before = {
    name: 'Émile Durand',
    email: `${agency}@example.com`,
    subject: 'Siège enfant',
    body: 'Avez-vous un siège pour un enfant de deux ans ?',
  };
  const form = 'mutation Write($input: ContactFormInput!) { sendContactForm(input: $input) { ticket } }';
  assert.deepEqual((await asked.post(form, { input: { ...before, clientId: `${agency}-before` } }, 'fr', null)).errors, []);
  await clock('15:28');
  await renter.goto(`${system.web}/bookings/${booked.reference}`);
  await renter.getByRole('link', { name: french.booking.help }).first().click();
  const question = renter.getByRole('form', { name: chat.new });
  await question.getByLabel(chat.subject).fill(subject);
  await question.getByLabel(chat.firstMessage).fill(complaint);
  await renter.getByRole('heading', { name: support.faq.proposed }).waitFor();
  await shown(renter, '96-demonstration-question', 'phone');
  await question.getByRole('button', { name: chat.start }).click();
  await renter.waitForURL(/\/conversations\//);
  await renter.getByRole('heading', { level: 1, name: subject }).waitFor();
  await renter.getByText(new RegExp(chat.queued_other.replace('{{count}}', '[2-9]'))).waitFor();
  await renter.locator('.chat .status').getByText(chat.waiting).waitFor();
  await shown(renter, '97-demonstration-queue-customer', 'phone');
  await shown(renter, '97-demonstration-queue-customer', 'desktop');
});

step('the agent finds it in the queue and takes it: the customer learns who they speak with', async () => {
  await agent.goto(`${system.web}/desk`);
  const id = new URL(renter.url()).pathname.split('/').at(-1) ?? '';
  const waiting = agent.locator(`[data-id="${id}"]`).filter({ hasText: complaint });
  await waiting.getByText('Claire Renter').waitFor();
  await shown(agent, '97-demonstration-queue-agent', 'desktop');
  await waiting.click();
  await agent.getByRole('button', { name: desk.take }).click();
  for (const [page, other] of [
    [renter, chat.agent.replace('{{name}}', 'Marie Agent')],
    [agent, chat.customer.replace('{{name}}', 'Claire Renter')],
  ] as const) {
    const status = page.locator('.chat .status');
    await status.getByText(other).waitFor();
    assert.match(await status.innerText(), /^Ticket #[0-9a-f]{7}\.\.\. • /);
    assert.equal(await page.getByRole('textbox', { name: chat.composer }).getAttribute('placeholder'), 'Tapez votre message...');
    await page.getByText('0/1000 • Entrée pour envoyer, Shift+Entrée pour nouvelle ligne').waitFor();
  }
  await renter.getByRole('link', { name: chat.all }).getByText('←').waitFor();
});

step('they say what was said in the demonstration, and each sees the other’s name, the day and one time', async () => {
  await say(agent, hello, '15:29');
  await say(agent, accident, '15:31');
  await say(agent, offer, '15:32');
  const day = 'mercredi 14 juillet';
  const role = chat.staff;
  assert.deepEqual(await conversationOn(renter), [
    day,
    `${chat.you} 15:28`,
    complaint,
    `Marie Agent ${role} 15:29`,
    hello,
    `Marie Agent ${role} 15:31`,
    accident,
    `Marie Agent ${role} 15:32`,
    offer,
  ]);
  assert.deepEqual(await conversationOn(agent), [
    day,
    'Claire Renter 15:28',
    complaint,
    ...[hello, accident, offer].flatMap((words, index) => [`${chat.you} ${['15:29', '15:31', '15:32'][index] ?? ''}`, words]),
  ]);
});

step('the agent offers the difference as a card in the conversation', async () => {
  await agent.getByRole('button', { name: settlement.open }).click();
  await agent
    .getByRole('button', { name: /^Proposer −/ })
    .first()
    .click();
  await proven(agent, system, agentEmail);
  await agent.getByRole('log').getByText(settlement.title.REFUND_DIFFERENCE).waitFor();
  await renter.getByRole('button', { name: /^Accepter/ }).waitFor();
  await bothShown(98, 'demonstration-offered');
});

step('the customer accepts it by one tap, and exactly the difference goes back', async () => {
  const accept = renter.getByRole('button', { name: /^Accepter/ });
  const promised = ((await accept.textContent()) ?? '').replace(/^Accepter\s/, '');
  await accept.click();
  for (const page of [renter, agent]) await page.getByRole('log').getByText(settlement.state.ACCEPTED).waitFor();
  await until('the money on its way back', async () => (await renting.atProvider(booked)).back > 0);
  const { taken, back } = await renting.atProvider(booked);
  assert.equal(taken, booked.totalMinor);
  assert.equal(formatMoney({ minor: back, currency: 'EUR' }, 'fr'), promised);
  await bothShown(99, 'demonstration-accepted');
});

step('the next day stands under a date of its own; the agent resolves, the customer rates', async () => {
  await say(renter, thanks, '09:04', 15);
  await say(agent, goodbye, '09:06', 15);
  for (const page of [renter, agent]) await page.getByRole('heading', { name: 'jeudi 15 juillet' }).waitFor();
  await agent.getByRole('button', { name: desk.resolve }).click();
  await renter.getByText(ending.resolved).waitFor();
  await renter.getByLabel(ending.star_other.replace('{{count}}', '5')).check({ force: true });
  await renter.getByLabel(ending.comment).fill('Réglé en cinq minutes.');
  await shown(renter, '100-demonstration-rating-customer', 'phone');
  await renter.getByRole('button', { name: ending.send }).click();
  await renter.getByText(ending.thanks.replace('{{rating}}', '5')).waitFor();
  await agent.getByText(desk.ratedBy.replace('{{rating}}', '5')).waitFor();
  await bothShown(100, 'demonstration-resolved');
});

step('the customer asks for the transcript, and finds every word of it in /mailbox', async () => {
  await renter.getByRole('button', { name: help.transcript.ask }).click();
  await renter.getByText(help.transcript.asked).waitFor();
  const mailbox = await renter.context().newPage();
  await mailbox.goto(await mailPage(system.web, renterEmail, new URL(renter.url()).pathname, subject));
  const mail = mailbox.frameLocator('iframe').locator('body');
  await mail.getByText('mercredi 14 juillet').waitFor();
  const text = (await mail.innerText()).replace(/\s+/g, ' ');
  const order = [
    'mercredi 14 juillet 2027',
    'Claire Renter 15:28',
    complaint,
    'Marie Agent 15:29',
    hello,
    'Marie Agent 15:31',
    accident,
    'Marie Agent 15:32',
    offer,
    'remboursement de',
    'jeudi 15 juillet 2027',
    'Claire Renter 09:04',
    thanks,
    'Marie Agent 09:06',
    goodbye,
  ].map((words) => text.indexOf(words));
  assert.ok(
    order.every((place, index) => place > (order[index - 1] ?? -1)),
    `every word in its order: ${String(order)} of ${text}`,
  );
  await picture(mailbox, '101-demonstration-transcript-phone-fr');
  await mailbox.close();
});
