import assert from 'node:assert/strict';
import * as hooks from 'node:test';
import { formatMoney } from '@ycyw/core/money';
import type { Browser, Page } from 'playwright-core';
import fleetWords from '../clients/core/messages/fleet.fr.json' with { type: 'json' };
import french from '../clients/core/messages/fr.json' with { type: 'json' };
import english from '../clients/core/messages/rental.en.json' with { type: 'json' };
import rental from '../clients/core/messages/rental.fr.json' with { type: 'json' };
import { until } from './authz/renting.ts';
import { accessibilityFaults, chromiumPath, contextFor, launch, picture } from './browser.ts';
import { bookOnThePhone, proven, signedIn } from './bookingPages.ts';
import { people } from './people.ts';
import type { Ask } from './replay/graph.ts';
import * as operations from './replay/operations.ts';
import { openAgency, rentals, type Booked, type Rentals } from './rentals.ts';
import { runningSystem, type Running } from './running.ts';
import { staffPage } from './staffPage.ts';
import { before, moveTo } from './timeline.ts';

const { test } = hooks;
const skip = chromiumPath() === undefined && 'no Chromium here (set CHROMIUM_PATH, or apt-get install chromium)';
const patienceMs = 30_000;
const { settlement } = rental;
const { fleet } = fleetWords;
const agency = 'CABR';
const renterEmail = 'claire.renter@example.com';
const agentEmail = 'marie.agent@example.com';
const managerEmail = 'noah.manager@example.com';
const today = new Date('2027-06-01T08:00Z');
const pickUp = new Date('2027-06-08T08:00Z');

let system: Running;
let browser: Browser;
let asked: ReturnType<typeof people>;
let guests: Rentals;
let claire: Ask;
let renter: Page;
let guest: Page;
let agent: Page;
let manager: Page;
let convertibles: string[];
let booked: Booked;
let guestBooked: Booked;
const pages = (): Page[] => [renter, guest, agent, manager];
hooks.before(async () => {
  if (skip) return;
  [system, browser] = await Promise.all([runningSystem(), launch()]);
  asked = people(system);
  const ada = await asked.as('ada.admin@example.com');
  [guests, claire] = await Promise.all([rentals(system, asked), asked.as(renterEmail)]);
  convertibles = await openAgency(ada, agency, 'STAV', 2);
  for (const acriss of ['SDAV', 'PTAV']) {
    await ada(operations.addVehicles, { input: { agency, acriss, count: 1, idempotencyKey: `${agency}-${acriss}` } });
  }
  [renter, guest, agent, manager] = await Promise.all([
    signedIn(browser, system, renterEmail, patienceMs),
    contextFor(browser, { language: 'en' }).then((context) => context.newPage()),
    staffPage(browser, system, agentEmail, patienceMs),
    staffPage(browser, system, managerEmail, patienceMs),
  ]);
  guest.setDefaultTimeout(patienceMs);
  await moveTo(system, today, ...pages());
});
hooks.after(async () => {
  if (skip) return;
  await moveTo(system, null);
  asked.close();
  await browser.close();
  await system.stop();
});

let stuck = false;

/** One step of the story: after a step that failed the others have nothing to stand on. */
function step(name: string, work: () => Promise<void>): void {
  void test(name, { skip }, async (t) => {
    if (stuck) {
      t.skip('the story is stuck');
      return;
    }
    stuck = true;
    await work().catch(async (error: unknown) => {
      await Promise.all(pages().map((page, index) => page.screenshot({ path: `/tmp/demo-stuck-${String(index)}.png`, fullPage: true })));
      throw error;
    });
    stuck = false;
  });
}

const money = (minor: number, language: 'fr' | 'en' = 'fr'): string => formatMoney({ minor, currency: 'EUR' }, language);

async function shown(page: Page, screen: string): Promise<void> {
  assert.ok(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth'), `${screen} fits its width`);
  assert.deepEqual(await accessibilityFaults(page), [], `accessibility of ${screen}`);
  await picture(page, screen);
}

const stateOf = async (reference: string): Promise<string> =>
  (await claire<{ booking: { state: string } }>('query S($r: String!) { booking(reference: $r) { state } }', { r: reference })).booking
    .state;

step('a renter books and pays a convertible on the phone, and a guest books the other', async () => {
  booked = await bookOnThePhone(renter, system.web, agency, 'STAV', claire);
  await shown(renter, '70-convertible-phone-fr');
  guestBooked = await guests.book({
    agency,
    acriss: 'STAV',
    from: '2027-06-08T10:00',
    to: '2027-06-11T10:00',
    email: 'emma.clark@example.com',
    name: { givenName: 'Emma', familyName: 'Clark' },
  });
  assert.deepEqual(await guests.atProvider(booked), { taken: booked.totalMinor, back: 0 });
});

step('the day before both cars are damaged: their bookings want another car', async () => {
  await moveTo(system, before(pickUp, '1 d 1 h'), ...pages());
  for (const unit of convertibles) {
    await manager.goto(`${system.web}/fleet/units/${unit}`);
    await manager.getByRole('button', { name: fleet.moves.to.DAMAGED }).click();
    await manager.getByRole('button', { name: fleet.moves.yes }).click();
    await manager.getByText(fleet.state.DAMAGED, { exact: true }).first().waitFor();
  }
  await shown(manager, '71-damaged-desktop-fr');
  await until('two bookings without a car', async () => {
    const [mine, theirs] = await Promise.all([stateOf(booked.reference), guests.standing(guestBooked)]);
    return mine === 'REACCOMMODATION' && theirs.state === 'REACCOMMODATION';
  });
});

step('the renter asks, and the agent offers a lesser class and the difference in the conversation', async () => {
  await renter.goto(`${system.web}/help?booking=${booked.reference}`);
  const question = renter.getByRole('form', { name: french.chat.new });
  await question
    .getByLabel(french.chat.firstMessage)
    .fill('J’ai payé un cabriolet, et votre mail dit qu’il n’y en a plus. Que proposez-vous ?');
  await question.getByRole('button', { name: french.chat.start }).click();
  await renter.waitForURL(/\/conversations\//);
  const conversation = new URL(renter.url()).pathname.split('/').at(-1) ?? '';
  await agent.goto(`${system.web}/desk/${conversation}`);
  await agent.getByRole('button', { name: french.desk.take }).click();
  await agent.getByRole('button', { name: settlement.open }).click();
  const back = agent.getByRole('button', { name: /^Proposer −/ }).first();
  await back.waitFor();
  await shown(agent, '72-offer-desktop-fr');
  await back.click();
  await proven(agent, system, agentEmail);
  await agent.getByRole('log').getByText(settlement.state.OFFERED).waitFor();
});

step('the renter takes it with one tap, and exactly the difference goes back', async () => {
  const accept = renter.getByRole('button', { name: /^Accepter/ });
  await accept.waitFor();
  await shown(renter, '73-offered-phone-fr');
  await accept.click();
  await renter.getByRole('log').getByText(settlement.state.ACCEPTED).waitFor();
  await shown(renter, '74-accepted-phone-fr');
  const priceOf = 'query P($r: String!) { booking(reference: $r) { vehicleClass { id } price { total { minor } } } }';
  type Priced = { booking: { vehicleClass: { id: string }; price: { total: { minor: number } } } };
  const { booking } = await claire<Priced>(priceOf, { r: booked.reference });
  assert.equal(booking.vehicleClass.id, 'SDAV');
  const due = booked.totalMinor - booking.price.total.minor;
  assert.ok(due > 0);
  await until('the money on its way back', async () => (await guests.atProvider(booked)).back > 0);
  assert.deepEqual(await guests.atProvider(booked), { taken: booked.totalMinor, back: due });
  await renter.goto(`${system.web}/bookings/${booked.reference}`);
  await renter.getByText(money(due)).first().waitFor();
  await shown(renter, '75-refunded-phone-fr');
});

step('the guest is offered a better convertible at no cost, and takes it on the booking’s page', async () => {
  await agent.goto(`${system.web}/counter/${guestBooked.reference}`);
  await agent.getByRole('button', { name: settlement.open }).click();
  await agent.getByRole('button', { name: /^Proposer : Premium/ }).click();
  await agent.getByText(settlement.state.OFFERED).waitFor();
  await guest.goto(`${system.web}/bookings/${guestBooked.reference}?guest=${guestBooked.guestToken}`);
  const accept = guest.getByRole('button', { name: english.settlement.acceptFree });
  await accept.waitFor();
  await shown(guest, '76-better-desktop-en');
  await accept.click();
  await guest.getByText(english.settlement.outcome.same).waitFor();
  assert.equal((await guests.standing(guestBooked)).state, 'CONFIRMED');
  assert.deepEqual(await guests.atProvider(guestBooked), { taken: guestBooked.totalMinor, back: 0 });
});
