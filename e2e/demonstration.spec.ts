import assert from 'node:assert/strict';
import * as hooks from 'node:test';
import { formatMoney } from '@ycyw/core/money';
import type { Browser, Locator, Page } from 'playwright-core';
import fleetWords from '../clients/core/messages/fleet.fr.json' with { type: 'json' };
import french from '../clients/core/messages/fr.json' with { type: 'json' };
import english from '../clients/core/messages/rental.en.json' with { type: 'json' };
import rental from '../clients/core/messages/rental.fr.json' with { type: 'json' };
import support from '../clients/core/messages/support.fr.json' with { type: 'json' };
import { until } from './authz/renting.ts';
import { accessibilityFaults, chromiumPath, contextFor, launch, picture, resize } from './browser.ts';
import { bookOnThePhone, proven, signedIn } from './bookingPages.ts';
import { carPhoto, markScratch, photograph, sign } from './inspecting.ts';
import { mailAbout } from './mailbox.ts';
import { ownBooking } from './ownBooking.ts';
import { openPaper, papers, sumOf } from './paper.ts';
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
const { settlement, charges } = rental;
const { fleet } = fleetWords;
const agency = 'CABR';
const renterEmail = 'claire.renter@example.com';
const agentEmail = 'marie.agent@example.com';
const managerEmail = 'noah.manager@example.com';
const today = new Date('2027-06-01T08:00Z');
const pickUp = new Date('2027-06-08T08:00Z');
const dropOff = new Date('2027-06-11T08:00Z');

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
    await work();
    stuck = false;
  });
}

const money = (minor: number, language: 'fr' | 'en' = 'fr'): string => formatMoney({ minor, currency: 'EUR' }, language);
const plain = (text: string): string => text.replace(/\s/g, ' ');
const mine = () => ownBooking(claire, booked);

async function shown(page: Page, screen: string): Promise<void> {
  const fits = await page.evaluate<boolean>('document.documentElement.scrollWidth <= Math.min(innerWidth, screen.width)');
  assert.ok(fits, `${screen} fits its width`);
  assert.deepEqual(await accessibilityFaults(page), [], `accessibility of ${screen}`);
  await picture(page, screen);
}

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
    const both = await Promise.all([mine(), guests.standing(guestBooked)]);
    return both.every(({ state }) => state === 'REACCOMMODATION');
  });
});

step('the renter asks, and the agent offers a lesser class and the difference in the conversation', async () => {
  await renter.goto(`${system.web}/help?booking=${booked.reference}`);
  const question = renter.getByRole('form', { name: support.chat.new });
  await question
    .getByLabel(support.chat.firstMessage)
    .fill('J’ai payé un cabriolet, et votre mail dit qu’il n’y en a plus. Que proposez-vous ?');
  await question.getByRole('button', { name: support.chat.start }).click();
  await renter.waitForURL(/\/conversations\//);
  const conversation = new URL(renter.url()).pathname.split('/').at(-1) ?? '';
  await agent.goto(`${system.web}/desk/${conversation}`);
  await agent.getByRole('button', { name: support.desk.take }).click();
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
  const { acriss, totalMinor } = await mine();
  assert.equal(acriss, 'SDAV');
  const due = booked.totalMinor - totalMinor;
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

/** The counter in the agent's hand. */
async function counterOnPhone(now: Date): Promise<void> {
  await moveTo(system, now, ...pages());
  await resize(agent, { width: 390, height: 844 });
  await agent.goto(`${system.web}/counter/${booked.reference}`);
}

/** Photos, readings and signatures; what is on the form is sent whole, nothing is asked. */
async function inspected(form: Locator, odometer: string, scratchedSide?: number): Promise<void> {
  await form.getByLabel(fleet.unit.odometer).fill(odometer);
  await photograph(form, scratchedSide);
  await sign(agent, form, 0);
  await sign(agent, form, 1);
}

step('the car goes out, photographed from six sides and signed twice on the agent’s phone', async () => {
  await moveTo(system, before(pickUp, '23 h'), ...pages());
  await until('a held deposit', async () => (await mine()).deposit === 'AUTHORISED');
  await counterOnPhone(pickUp);
  const form = agent.getByRole('form', { name: fleet.handOver.title });
  await form.locator('.unit-choice').getByRole('radio').first().check();
  await form.getByRole('slider').press('ArrowLeft');
  await inspected(form, '1200');
  await shown(agent, '77-hand-over-phone-fr');
  await form.getByRole('button', { name: /^Remettre \S+/ }).click();
  await agent.getByText(french.booking.state.IN_PROGRESS, { exact: true }).waitFor();
  await renter.goto(`${system.web}/bookings/${booked.reference}`);
  const condition = renter.getByRole('region', { name: rental.inspection.title });
  await condition.getByRole('img', { name: /^L’agent/ }).waitFor();
  assert.equal(await condition.getByRole('button', { name: /^Agrandir/ }).count(), 6);
  assert.equal(await condition.locator('.signatures img').count(), 2);
  await condition.scrollIntoViewIfNeeded();
  await shown(renter, '78-condition-phone-fr');
});

step('it comes back with a scratch, which is charged with its photos; the deposit stays', async () => {
  await counterOnPhone(before(dropOff, '20 min'));
  const form = agent.getByRole('form', { name: /^Reprendre / });
  await form.getByRole('slider').press('ArrowLeft');
  await markScratch(form);
  await form.locator('.damage').scrollIntoViewIfNeeded();
  await shown(agent, '79-scratch-phone-fr');
  await inspected(form, '1530', 3);
  await shown(agent, '80-take-back-phone-fr');
  await form.getByRole('button', { name: /^Reprendre \S+/ }).click();
  await agent.getByText(french.booking.state.RETURNED, { exact: true }).waitFor();
  const desk = agent.getByRole('region', { name: charges.title });
  await desk.getByRole('button', { name: charges.found.nothing }).waitFor();
  await shown(agent, '80-found-phone-fr');
  await desk.getByRole('button', { name: new RegExp(`^${charges.mark.SCRATCH}`) }).click();
  await shown(agent, '81-charge-phone-fr');
  await desk.getByRole('button', { name: /^Facturer/ }).click();
  await desk.getByText(charges.state.ANNOUNCED, { exact: true }).waitFor();
  assert.equal((await mine()).deposit, 'AUTHORISED');
});

step('the renter is told by mail to the cent, and disputes it on the booking’s page', async () => {
  const { charge } = await mine();
  assert.ok(charge);
  const subject = await mailAbout(system.web, renterEmail, 'Des frais de');
  assert.match(plain(subject), new RegExp(`^Des frais de ${plain(money(charge.minor))} pour ${booked.reference}`));
  await renter.goto(`${system.web}/bookings/${booked.reference}`);
  const own = renter.getByRole('region', { name: charges.title });
  await own.getByRole('button', { name: new RegExp(`^${charges.dispute}`) }).waitFor();
  await own.scrollIntoViewIfNeeded();
  await shown(renter, '82-announced-phone-fr');
  await own.getByRole('button', { name: new RegExp(`^${charges.dispute}`) }).click();
  const dialog = renter.getByRole('dialog');
  await dialog.getByLabel(charges.disputeReason).fill('La rayure ne fait que deux centimètres, un polissage suffit.');
  await dialog
    .locator('input[type=file]')
    .first()
    .setInputFiles(await carPhoto(3, true));
  await dialog.getByText(rental.inspection.photo.done).waitFor();
  await shown(renter, '83-dispute-phone-fr');
  await dialog.getByRole('button', { name: charges.disputeSend }).click();
  await own.getByText(charges.state.DISPUTED, { exact: true }).waitFor();
});

step('a manager reduces it, the saved card pays that much, and the deposit is let go with a message', async () => {
  const { charge } = await mine();
  assert.ok(charge);
  const reduced = Math.round(charge.minor / 2);
  const { back } = await guests.atProvider(booked);
  await manager.goto(`${system.web}/counter/${booked.reference}`);
  const desk = manager.getByRole('region', { name: charges.title });
  await desk.getByRole('button', { name: charges.step.REDUCE }).click();
  await desk.getByLabel(charges.reducedTo.replace('{{currency}}', 'EUR')).fill((reduced / 100).toFixed(2).replace('.', ','));
  await desk.getByLabel(charges.staffReason).fill('Vous avez raison, un polissage suffit : nous ne comptons que cela.');
  await shown(manager, '84-reduce-desktop-fr');
  await desk.getByRole('button', { name: charges.reduceTo.replace('{{amount}}', money(reduced)) }).click();
  await desk.getByText(charges.outcome.REDUCED).waitFor();
  await moveTo(system, new Date(dropOff.getTime() + 2 * 86_400_000), ...pages());
  await until('a collected charge', async () => (await mine()).charge?.state === 'COLLECTED');
  assert.equal((await mine()).charge?.minor, reduced);
  assert.deepEqual(await guests.atProvider(booked), { taken: booked.totalMinor + reduced, back });
  await until('a deposit that was let go', async () => (await mine()).deposit === 'VOIDED');
  await mailAbout(system.web, renterEmail, 'aution');
  await renter.reload();
  await renter.getByText(charges.depositReleased.split('{{amount}}')[1] ?? '').waitFor();
  await renter.getByRole('region', { name: charges.title }).scrollIntoViewIfNeeded();
  await shown(renter, '85-collected-phone-fr');
});

step('the documents open, and come to what the payment provider took less what it gave back', async () => {
  const sums = await guests.atProvider(booked);
  const all = await until('documents of all that was paid', async () => {
    const issued = await papers(claire, { reference: booked.reference });
    return sumOf(issued) === sums.taken - sums.back && issued;
  });
  for (const paper of all) await openPaper(renter, system.web, paper);
  await renter.reload();
  const section = renter.getByRole('region', { name: rental.documents.title });
  await section.getByRole('link', { name: /PDF$/ }).first().waitFor();
  await section.scrollIntoViewIfNeeded();
  await shown(renter, '86-documents-phone-fr');
});
