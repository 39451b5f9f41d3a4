import assert from 'node:assert/strict';
import * as hooks from 'node:test';
import { formatMoney } from '@ycyw/core/money';
import type { Browser, Page } from 'playwright-core';
import fleetWords from '../clients/core/messages/fleet.fr.json' with { type: 'json' };
import french from '../clients/core/messages/fr.json' with { type: 'json' };
import { until } from './authz/renting.ts';
import { accessibilityFaults, chromiumPath, contextFor, launch, picture } from './browser.ts';
import { mailAbout } from './mailbox.ts';
import { people } from './people.ts';
import { GraphRefused, type Ask } from './replay/graph.ts';
import * as operations from './replay/operations.ts';
import { openAgency, rentals, type Booked, type Rentals } from './rentals.ts';
import { runningSystem, type Running } from './running.ts';
import { staffPage } from './staffPage.ts';
import { before, moveTo } from './timeline.ts';

const { test } = hooks;
const skip = chromiumPath() === undefined && 'no Chromium here (set CHROMIUM_PATH, or apt-get install chromium)';
const patienceMs = 30_000;

const today = new Date('2027-09-01T08:00Z');
const pickUp = new Date('2027-09-08T08:00Z');
const renter = { givenName: 'Louise', familyName: 'Petit', email: 'louise.petit@example.com' };
/** The first wants its holder at every payment, the second once. */
const [always, once] = ['4000 0027 6000 3184', '4000 0025 0000 3155'];

let system: Running;
let browser: Browser;
let asked: ReturnType<typeof people>;
let guests: Rentals;
let desk: Ask;
let page: Page;
let units: string[];
hooks.before(async () => {
  if (skip) return;
  [system, browser] = await Promise.all([runningSystem(), launch()]);
  asked = people(system);
  [guests, desk] = await Promise.all([rentals(system, asked), asked.as('marie.agent@example.com')]);
  page = await (await contextFor(browser, { language: 'fr' })).newPage();
  page.setDefaultTimeout(patienceMs);
  await moveTo(system, today, page);
  units = await openAgency(await asked.as('ada.admin@example.com'), 'HAND', 'EDMV', 1);
});
hooks.after(async () => {
  if (skip) return;
  await moveTo(system, null);
  asked.close();
  await browser.close();
  await system.stop();
});

let stuck = false;
let booked: Booked = { id: '', reference: '', guestToken: '', totalMinor: 0 };

/** One step of the rental: after a step that failed the others have nothing to stand on. */
function step(name: string, work: () => Promise<void>): void {
  void test(name, { skip }, async (t) => {
    if (stuck) {
      t.skip('the rental is stuck');
      return;
    }
    stuck = true;
    await work();
    stuck = false;
  });
}

const euros = (minor: number): string => formatMoney({ minor, currency: 'EUR' }, 'fr').replace(/\s/g, ' ');
const deposits = async (): Promise<string[]> =>
  (await guests.standing(booked)).payments.filter(({ kind }) => kind === 'DEPOSIT').map(({ state }) => state);

/** Types a card in the payment service's frame, and says yes to the bank behind it. */
async function giveCard(number: string, action: string | RegExp): Promise<void> {
  const card = page.frameLocator('.card-frame iframe');
  await card.getByLabel('Numéro de carte').fill(number);
  await card.getByLabel('Expiration').fill('12 / 30');
  await card.getByLabel('Cryptogramme').fill('123');
  await page.getByRole('button', { name: action }).click();
  const bank = page.frameLocator('iframe[title="Authentification par votre banque"]');
  await bank.getByRole('button', { name: /^Approuver/ }).click();
}

async function accessible(screen: string): Promise<void> {
  assert.deepEqual(await accessibilityFaults(page), [], `accessibility of ${screen}`);
  await picture(page, screen);
}

step('a renter books a car to be paid at the desk: the card is saved, and nothing is taken', async () => {
  await page.goto(`${system.web}/cars?from=HAND&to=HAND&start=2027-09-08T10:00&end=2027-09-11T10:00`);
  const offer = page.getByRole('article').first();
  await offer.getByRole('radio', { name: french.plan.short.AT_HAND_OVER }).check();
  await picture(page, '33-rate-plans-desktop-fr');
  await offer.getByRole('button', { name: /^Choisir/ }).click();
  const driver = page.getByRole('form', { name: french.checkout.driver });
  await driver.getByLabel(french.checkout.givenName).fill(renter.givenName);
  await driver.getByLabel(french.checkout.familyName, { exact: true }).fill(renter.familyName);
  await driver.getByLabel(french.checkout.birthDate).fill('1988-04-12');
  await driver.getByLabel(french.checkout.licenceNumber).fill('12AB34567');
  await driver.getByLabel(french.checkout.email).fill(renter.email);
  await driver.getByRole('button', { name: /à payer au comptoir$/ }).click();
  await page.getByText(french.checkout.nothingToday).waitFor();
  await accessible('30-card-saved');
  await giveCard(always, french.checkout.task.card.action);
  await page.getByRole('heading', { name: french.booking.confirmedTitle }).waitFor();

  const kept = await page.evaluate<Record<string, string>>(`JSON.parse(localStorage.getItem('ycyw.guestBookings'))`);
  const [reference = '', guestToken = ''] = Object.entries(kept)[0] ?? [];
  const { id, state, price, payments } = await guests.standing({ reference, guestToken });
  booked = { id, reference, guestToken, totalMinor: price.total.minor };
  assert.deepEqual([state, payments], ['CONFIRMED', []]);
  assert.deepEqual(await guests.atProvider(booked), { taken: 0, back: 0 });
});

step('the day before, the bank wants the renter for the deposit: a mail and a banner say so', async () => {
  await moveTo(system, before(pickUp, '23 h'), page);
  await until('a deposit to be confirmed', async () => (await deposits()).includes('REQUIRES_ACTION'));
  assert.match(await mailAbout(system.web, renter.email, 'Caution à valider'), new RegExp(booked.reference));
  await page.goto(`${system.web}/bookings/${booked.reference}`);
  await page.getByText(french.booking.depositActionTitle).waitFor();
  await accessible('31-deposit-banner');
});

step('the renter confirms it at the bank, and it is held, not taken', async () => {
  await page.getByRole('link', { name: /^Valider la caution de/ }).click();
  await giveCard(once, /^Bloquer/);
  await page.getByText(french.booking.depositHeld).waitFor();
  assert.ok((await deposits()).includes('AUTHORISED'));
  assert.deepEqual(await guests.atProvider(booked), { taken: 0, back: 0 });
});

step('the desk hands nothing over before it is paid; it charges the saved card, and hands over', async () => {
  await moveTo(system, pickUp, page);
  const { id: bookingId } = booked;
  const handOver = (key: string): Promise<unknown> =>
    desk(operations.handOver, {
      input: { bookingId, vehicleId: units[0], odometerKm: 10, fuelEighths: 8, idempotencyKey: `${bookingId}-${key}` },
    });
  await assert.rejects(handOver('early'), (error) => error instanceof GraphRefused && error.code === 'WRONG_STATE');
  const counter = await staffPage(browser, system, 'marie.agent@example.com', patienceMs);
  await counter.goto(`${system.web}/counter/${booked.reference}`);
  await counter.getByRole('button', { name: fleetWords.fleet.desk.charge.replace('{{amount}}', euros(booked.totalMinor)) }).click();
  await until('the payment', async () =>
    (await guests.standing(booked)).payments.some(({ kind, state }) => kind === 'RENTAL' && state === 'CAPTURED'),
  );
  assert.deepEqual(await guests.atProvider(booked), { taken: booked.totalMinor, back: 0 });
  await handOver('paid');
  await page.goto(`${system.web}/bookings/${booked.reference}`);
  await page.getByText(french.booking.state.IN_PROGRESS).first().waitFor();
});

void test('a car in the workshop: its renter is told on the page and by mail, cancels, and gets all back', { skip }, async () => {
  await moveTo(system, today, page);
  const [unit] = await openAgency(await asked.as('ada.admin@example.com'), 'WORK', 'CDMV', 1);
  const email = 'nadia.benali@example.com';
  const booking = await guests.book({ agency: 'WORK', acriss: 'CDMV', from: '2027-09-20T10:00', to: '2027-09-23T10:00', email });
  // Two days before the rules would give back a quarter.
  await moveTo(system, before(new Date('2027-09-20T08:00Z'), '2 d'), page);
  const manager = await staffPage(browser, system, 'noah.manager@example.com', patienceMs);
  await manager.goto(`${system.web}/fleet/units/${unit ?? ''}`);
  await manager.getByRole('button', { name: fleetWords.fleet.absence.maintenance }).click();
  const plan = manager.getByRole('form', { name: fleetWords.fleet.absence.maintenance });
  await plan.getByLabel(fleetWords.fleet.absence.from, { exact: true }).fill('2027-09-19T08:00');
  await plan.getByLabel(fleetWords.fleet.absence.to, { exact: true }).fill('2027-09-25T08:00');
  await plan.getByLabel(fleetWords.fleet.absence.reason).fill('Freins');
  await plan.getByRole('button', { name: fleetWords.fleet.absence.plan, exact: true }).click();
  await until('the booking to be known as one without a car', async () => (await guests.standing(booking)).state === 'REACCOMMODATION');
  assert.match(await mailAbout(system.web, email, 'no car at present'), new RegExp(booking.reference));

  await page.goto(`${system.web}/bookings/${booking.reference}?guest=${booking.guestToken}`);
  await page.getByText(french.booking.reaccommodation.title).waitFor();
  await page.getByText(french.booking.cancelAll).waitFor();
  await accessible('32-reaccommodation');
  const amount = euros(booking.totalMinor);
  await page.getByRole('button', { name: french.booking.cancel.replace('{{amount}}', amount), exact: true }).click();
  await page.getByRole('button', { name: french.booking.cancelYes.replace('{{amount}}', amount), exact: true }).click();
  await page.getByText(french.booking.cancelled.replace('{{amount}}', amount)).waitFor();
  await until('the refund', async () => (await guests.atProvider(booking)).back > 0);
  assert.deepEqual(await guests.atProvider(booking), { taken: booking.totalMinor, back: booking.totalMinor });
  assert.equal((await guests.standing(booking)).state, 'CANCELLED');
});
