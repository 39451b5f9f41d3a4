import assert from 'node:assert/strict';
import * as hooks from 'node:test';
import { formatMoney } from '@ycyw/core/money';
import type { Browser, Page } from 'playwright-core';
import french from '../clients/core/messages/fr.json' with { type: 'json' };
import rentalWords from '../clients/core/messages/rental.fr.json' with { type: 'json' };
import support from '../clients/core/messages/support.fr.json' with { type: 'json' };
import { driver, until } from './authz/renting.ts';
import { accessibilityFaults, chromiumPath, contextFor, launch, picture } from './browser.ts';
import { inDays, people } from './people.ts';
import type { Ask } from './replay/graph.ts';
import * as operations from './replay/operations.ts';
import { openAgency, rentals, type Rentals } from './rentals.ts';
import { runningSystem, type Running } from './running.ts';
import { staffPage } from './staffPage.ts';

const { test } = hooks;
const skip = chromiumPath() === undefined && 'no Chromium here (set CHROMIUM_PATH, or apt-get install chromium)';
const patienceMs = 30_000;
const words = rentalWords.settlement;
const run = Date.now().toString(36);
/** Of its own in each run, four letters. */
const agency = `W${[1, 26, 676].map((place) => String.fromCharCode(65 + (Math.floor(Date.now() / 1000 / place) % 26))).join('')}`;

interface Claires {
  id: string;
  reference: string;
  totalMinor: number;
}

let system: Running;
let browser: Browser;
let asked: ReturnType<typeof people>;
let guests: Rentals;
let claire: Ask;
let ada: Ask;
let agent: Page;
let renter: Page;
const units = new Map<string, string>();
let booked: Claires;
let conversation = '';
hooks.before(async () => {
  if (skip) return;
  [system, browser] = await Promise.all([runningSystem(), launch()]);
  asked = people(system);
  guests = await rentals(system, asked);
  [claire, ada] = await Promise.all([asked.as('claire.renter@example.com'), asked.as('ada.admin@example.com')]);
  units.set('STAV', (await openAgency(ada, agency, 'STAV', 1))[0] ?? '');
  for (const acriss of ['SDAV', 'SFAV', 'PFAV', 'LFAV']) {
    const input = { agency, acriss, count: 1, idempotencyKey: `${agency}-${acriss}` };
    const { addVehicles } = await ada<{ addVehicles: { id: string }[] }>(operations.addVehicles, { input });
    units.set(acriss, addVehicles[0]?.id ?? '');
  }
  [agent, renter] = await Promise.all([staffPage(browser, system, 'marie.agent@example.com', patienceMs), renterPage()]);
});
hooks.after(async () => {
  if (skip) return;
  asked.close();
  await browser.close();
  await system.stop();
});

async function renterPage(): Promise<Page> {
  const page = await (await contextFor(browser, { language: 'fr', phone: true })).newPage();
  page.setDefaultTimeout(patienceMs);
  const account = system.demo.accounts.find(({ email }) => email === 'claire.renter@example.com');
  await page.goto(`${system.web}/sign-in`);
  await page.getByLabel(french.account.email).fill(account?.email ?? '');
  await page.getByLabel(french.account.password).fill(account?.password ?? '');
  await page.getByRole('button', { name: french.account.signIn, exact: true }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  return page;
}

/** Staff prove afresh who they are where they are asked to. */
async function proven(page: Page, email: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: french.proof.title });
  const { password = '' } = system.demo.accounts.find((each) => each.email === email) ?? {};
  await dialog.getByLabel(french.account.password).fill(password);
  await dialog.getByRole('button', { name: french.proof.PASSWORD.send }).click();
  await dialog.waitFor({ state: 'detached' });
}

const bookOf = `mutation Book($input: BookQuoteInput!) {
  bookQuote(input: $input) { __typename ... on BookQuoteSuccess { payment { clientSecret } booking { id reference price { total { minor } } } } }
}`;
const standsOf = 'query Stands($r: String!) { booking(reference: $r) { state vehicleClass { id } } }';
const stands = async (reference: string) =>
  (await claire<{ booking: { state: string; vehicleClass: { id: string } } }>(standsOf, { r: reference })).booking;

async function book(acriss: string): Promise<Claires> {
  const input = { pickUpAgency: agency, pickUpAt: inDays(30), dropOffAt: inDays(33), acriss: [acriss], ratePlans: ['PREPAID'] };
  const offerId = await until(`an offer of ${acriss}`, async () => {
    const found = await claire<{ searchOffers: { edges: { node: { id: string } }[] } }>(operations.searchOffers, { input });
    return found.searchOffers.edges[0]?.node.id;
  });
  const { createQuote } = await claire<{ createQuote: { quote: { id: string } } }>(operations.createQuote, {
    input: { offerId, idempotencyKey: `${run}-quote-${acriss}` },
  });
  const { bookQuote } = await claire<{
    bookQuote: { payment: { clientSecret: string }; booking: { id: string; reference: string; price: { total: { minor: number } } } };
  }>(bookOf, { input: { quoteId: createQuote.quote.id, driver, idempotencyKey: `${run}-book-${acriss}` } });
  await guests.pay(bookQuote.payment.clientSecret);
  const { id, reference, price } = bookQuote.booking;
  await until('a confirmed booking', async () => (await stands(reference)).state === 'CONFIRMED');
  return { id, reference, totalMinor: price.total.minor };
}

let stuck = false;

/** One step of the story: after a step that failed the others have nothing to stand on. */
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

const euros = (minor: number): string => formatMoney({ minor, currency: 'EUR' }, 'fr');
const accessible = async (page: Page): Promise<void> => assert.deepEqual(await accessibilityFaults(page), []);

step('a convertible is paid for, and damaged', async () => {
  booked = await book('STAV');
  const started = await claire<{ startConversation: { id: string } }>(
    'mutation Ask($input: StartConversationInput!) { startConversation(input: $input) { id } }',
    {
      input: {
        subject: 'Problème réservation décapotable',
        body: 'J’ai payé pour une décapotable, est-elle bien là ?',
        bookingReference: booked.reference,
        clientId: `${run}-asked`,
      },
    },
  );
  conversation = started.startConversation.id;
  await ada('mutation Damaged($id: ID!, $key: String!) { setVehicleState(id: $id, state: DAMAGED, idempotencyKey: $key) { id } }', {
    id: units.get('STAV'),
    key: `${run}-damaged`,
  });
  await until('a booking without a car', async () => (await stands(booked.reference)).state === 'REACCOMMODATION');
});

step('the agent offers a lesser class and the difference from the conversation, in two taps', async () => {
  await agent.goto(`${system.web}/desk/${conversation}`);
  await agent.getByRole('button', { name: support.desk.take }).click();
  await agent.getByRole('button', { name: words.open }).click();
  const offer = agent
    .getByRole('listitem')
    .filter({ hasText: /4.5.portes/ })
    .getByRole('button', { name: /^Proposer −/ });
  await offer.waitFor();
  await accessible(agent);
  await picture(agent, '60-settlement-choice-desktop-fr');
  await offer.click();
  await proven(agent, 'marie.agent@example.com');
  await agent.getByRole('log').getByText(words.state.OFFERED).waitFor();
  await picture(agent, '61-settlement-offered-desktop-fr');
});

step('the renter accepts it in the conversation with one tap, and both sides see that', async () => {
  await renter.goto(`${system.web}/conversations/${conversation}`);
  const accept = renter.getByRole('button', { name: /^Accepter/ });
  await accept.waitFor();
  await accessible(renter);
  await picture(renter, '62-settlement-phone-fr');
  await accept.click();
  await renter.getByRole('log').getByText(words.state.ACCEPTED).waitFor();
  await agent.getByRole('log').getByText(words.state.ACCEPTED).waitFor();
  await picture(renter, '63-settlement-accepted-phone-fr');
  assert.deepEqual(await stands(booked.reference), { state: 'CONFIRMED', vehicleClass: { id: 'SDAV' } });
  const { taken, back } = await until('the money on its way back', async () => {
    const sums = await guests.atProvider(booked);
    return sums.back > 0 && sums;
  });
  assert.equal(taken, booked.totalMinor);
  await renter.goto(`${system.web}/bookings/${booked.reference}`);
  await renter.getByText(euros(back)).first().waitFor();
});

step('what an agent may not offer alone waits for a manager, who sees it at the counter', async () => {
  booked = await book('SFAV');
  await agent.goto(`${system.web}/counter/${booked.reference}`);
  await agent.getByRole('button', { name: words.open }).click();
  await accessible(agent);
  await picture(agent, '64-settlement-counter-desktop-fr');
  await agent
    .getByRole('listitem')
    .filter({ hasText: words.manager })
    .getByRole('button', { name: new RegExp(`^${words.offer}`) })
    .first()
    .click();
  await agent.getByText(words.state.AWAITING_APPROVAL).waitFor();
  await renter.goto(`${system.web}/bookings/${booked.reference}`);
  await renter.getByRole('heading', { level: 1 }).waitFor();
  assert.equal(await renter.getByText(words.title.REACCOMMODATION).count(), 0);
  const manager = await staffPage(browser, system, 'noah.manager@example.com', patienceMs);
  await manager.goto(`${system.web}/counter`);
  const waiting = manager.getByRole('region', { name: new RegExp(words.toApprove) });
  await waiting.getByRole('link', { name: booked.reference }).waitFor();
  await accessible(manager);
  await picture(manager, '65-settlement-approval-desktop-fr');
  await waiting.getByRole('listitem').filter({ hasText: booked.reference }).getByRole('button', { name: words.approve }).click();
  await waiting.getByRole('link', { name: booked.reference }).waitFor({ state: 'detached' });
});

step('the renter takes the better car on the booking’s page', async () => {
  await renter.reload();
  await renter.getByRole('button', { name: words.acceptFree }).waitFor();
  await accessible(renter);
  await picture(renter, '66-settlement-booking-phone-fr');
  await renter.getByRole('button', { name: words.acceptFree }).click();
  await renter.getByText(words.outcome.same).waitFor();
  assert.deepEqual(await stands(booked.reference), { state: 'CONFIRMED', vehicleClass: { id: 'LFAV' } });
});
