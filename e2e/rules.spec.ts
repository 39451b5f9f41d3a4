import assert from 'node:assert/strict';
import * as hooks from 'node:test';
import { formatMoney } from '@ycyw/core/money';
import type { Browser, Page } from 'playwright-core';
import french from '../clients/core/messages/fr.json' with { type: 'json' };
import { until } from './authz/renting.ts';
import { chromiumPath, launch, picture } from './browser.ts';
import { people } from './people.ts';
import { GraphRefused } from './replay/graph.ts';
import { openAgency, rentals, type Booked, type Rentals } from './rentals.ts';
import { runningSystem, type Running } from './running.ts';
import { before, moveTo } from './timeline.ts';

const { test } = hooks;
const skip = chromiumPath() === undefined && 'no Chromium here (set CHROMIUM_PATH, or apt-get install chromium)';
const patienceMs = 30_000;

const booked = new Date('2027-05-03T08:00Z');
/** 10:30 in Paris, 17:30 in Tokyo. */
const pickUp = new Date('2027-06-10T08:30Z');
const trip = { agency: 'RULE', acriss: 'EDMV', from: '2027-06-10T10:30', to: '2027-06-14T16:40' };
const [aWeekBefore, twoDaysBefore] = ['jeu. 3 juin, 10:30', 'mar. 8 juin, 10:30'];
/** Of the journey, of its tiers, and of the payments, which were made at 10:00. */
const agencyTimes = ['10:00', '10:30', '16:40'];

let system: Running;
let browser: Browser;
let asked: ReturnType<typeof people>;
let guests: Rentals;
let page: Page;
hooks.before(async () => {
  if (skip) return;
  [system, browser] = await Promise.all([runningSystem(), launch()]);
  asked = people(system);
  guests = await rentals(system, asked);
  page = await (await browser.newContext({ locale: 'fr-FR', timezoneId: 'Asia/Tokyo' })).newPage();
  page.setDefaultTimeout(patienceMs);
  await moveTo(system, booked, page);
  await openAgency(await asked.as('ada.admin@example.com'), trip.agency, trip.acriss, 12);
});
hooks.after(async () => {
  if (skip) return;
  await moveTo(system, null);
  asked.close();
  await browser.close();
  await system.stop();
});

const euros = (minor: number): string => formatMoney({ minor, currency: 'EUR' }, 'fr').replace(/\s/g, ' ');
const says = (text: string, values: Record<string, string>): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
const quarter = (minor: number): number => Math.round(minor / 4);

/** By the link of the guest's mail. */
async function open({ reference, guestToken }: Booked): Promise<void> {
  await page.goto(`${system.web}/bookings/${reference}?guest=${guestToken}`);
  await page.getByRole('heading', { level: 1, name: reference }).waitFor();
  // The heading stands there before the rest has come.
  await page.getByRole('region', { name: french.booking.journey }).waitFor();
}

/** Every time of day on the page, without those that are said to be the reader's own. */
async function timesShown(): Promise<string[]> {
  const text = await page.evaluate<string>(`(() => {
    const main = document.querySelector('main').cloneNode(true);
    for (const own of main.querySelectorAll('.tiers small, [role="timer"]')) own.remove();
    return main.textContent;
  })()`);
  return [...new Set(text.match(/\d{2}[:h]\d{2}/g))].sort();
}

/** What the page says that cancelling gives back now, and from when until when. */
async function tierNow(): Promise<string> {
  const tier = page.locator('.tiers [aria-current="step"]');
  return ((await tier.textContent()) ?? '').replace(/\s/g, ' ');
}

/** Cancels on the page, which names the amount on each button and in the end; the amount is at the simulator then. */
async function cancelFor(minor: number, booking: Booked): Promise<void> {
  const amount = euros(minor);
  await page.getByRole('button', { name: says(french.booking.cancel, { amount }), exact: true }).click();
  await page.getByRole('button', { name: says(french.booking.cancelYes, { amount }), exact: true }).click();
  await page.getByText(says(french.booking.cancelled, { amount })).waitFor();
  await until('the refund', async () => (await guests.atProvider(booking)).back > 0);
  assert.deepEqual(await guests.atProvider(booking), { taken: booking.totalMinor, back: minor });
}

void test('8 days before, cancelling gives all back, as shown on the agency’s wall clock, and as refunded', { skip }, async () => {
  const booking = await guests.book(trip);
  await moveTo(system, before(pickUp, '8 d'), page);
  await open(booking);
  const tier = await tierNow();
  assert.ok(tier.includes(says(french.booking.tierUntil, { when: aWeekBefore })), tier);
  assert.ok(tier.includes(says(french.booking.yourTime, { when: 'jeu. 3 juin, 17:30' })), tier);
  assert.ok(tier.includes(euros(booking.totalMinor)), tier);
  assert.deepEqual(await timesShown(), agencyTimes);
  await cancelFor(booking.totalMinor, booking);
});

void test('6 days and 23 hours before, it gives a quarter back, as shown and as refunded', { skip }, async () => {
  await moveTo(system, booked, page);
  const booking = await guests.book(trip);
  await moveTo(system, before(pickUp, '6 d 23 h'), page);
  await open(booking);
  assert.ok((await tierNow()).includes(euros(quarter(booking.totalMinor))));
  assert.deepEqual(await timesShown(), agencyTimes);
  await cancelFor(quarter(booking.totalMinor), booking);
});

void test('7 days before to the second all is given back, and a second later a quarter', { skip }, async () => {
  await moveTo(system, booked);
  const [inTime, late] = [await guests.book(trip), await guests.book(trip)];
  await moveTo(system, before(pickUp, '7 d'));
  assert.equal(await guests.cancel(inTime), inTime.totalMinor);
  await moveTo(system, new Date(before(pickUp, '7 d').getTime() + 1000));
  assert.equal(await guests.cancel(late), quarter(late.totalMinor));
});

void test('moved out, or shortened, and then cancelled gains nothing over cancelling at once', { skip }, async () => {
  await moveTo(system, booked, page);
  const [moved, shortened, plain] = [await guests.book(trip), await guests.book(trip), await guests.book(trip)];
  await moveTo(system, before(pickUp, '3 d'), page);
  await guests.amend(moved, { pickUpAt: '2027-06-20T10:30', dropOffAt: '2027-06-24T16:40' });
  await guests.amend(shortened, { dropOffAt: '2027-06-11T10:30' });

  await open(moved);
  const paid = await guests.atProvider(moved);
  const { price } = await guests.standing(moved);
  const tier = await tierNow();
  assert.ok(tier.includes(euros(quarter(Math.min(paid.taken - paid.back, price.total.minor)))), `still a quarter: ${tier}`);

  const kept = async (booking: Booked): Promise<number> => {
    const { back } = await guests.atProvider(booking);
    const given = await guests.cancel(booking);
    await until('the refund', async () => (await guests.atProvider(booking)).back === back + given);
    const sums = await guests.atProvider(booking);
    return sums.taken - sums.back;
  };
  const atOnce = await kept(plain);
  assert.equal(atOnce, plain.totalMinor - quarter(plain.totalMinor));
  // Each refund is rounded to the cent.
  for (const [what, left] of [
    ['moved out', await kept(moved)],
    ['shortened', await kept(shortened)],
  ] as const)
    assert.ok(left >= atOnce - 1, `${what}: ${String(left)} kept, ${String(atOnce)} when cancelled at once`);
});

void test('48 h 01 min before, the booking is changed on the page', { skip }, async () => {
  await moveTo(system, booked, page);
  const booking = await guests.book(trip);
  await moveTo(system, before(pickUp, '48 h 1 min'), page);
  await open(booking);
  await page.getByText(says(french.amend.until, { when: twoDaysBefore, city: 'Paris' })).waitFor();
  await page.getByRole('link', { name: french.amend.open }).click();
  await laterReturn();
  const confirm = page.getByRole('button', { name: french.amend.confirm });
  await confirm.waitFor();
  await picture(page, '34-amend-desktop-fr');
  await confirm.click();
  await page.getByText(french.amend.done).waitFor();
  await open(booking);
  assert.deepEqual(await timesShown(), ['10:00', '10:30', '17:00']);
});

/** Half an hour later, within the same day of rental: the price stays. */
async function laterReturn(): Promise<void> {
  await page.getByRole('button', { name: /^Au lun\. 14 juin, 16:40/ }).click();
  await page.getByLabel(french.search.dropOffTime).selectOption('17:00');
  await page.getByRole('button', { name: french.search.datesDone }).click();
  await page.getByRole('button', { name: french.amend.ask }).click();
}

void test('47 h 59 min before, it is refused, and the page says why, whatever time the reader’s clock shows', { skip }, async () => {
  await moveTo(system, booked, page);
  const booking = await guests.book(trip);
  await moveTo(system, before(pickUp, '48 h 1 min'), page);
  await open(booking);
  await page.getByRole('link', { name: french.amend.open }).click();
  await page.getByRole('form', { name: french.amend.form }).waitFor();

  await moveTo(system, before(pickUp, '47 h 59 min'));
  await laterReturn();
  await page.getByText('Une réservation se modifie au plus tard 48 heures avant le départ.').waitFor();
  await assert.rejects(
    guests.amend(booking, { dropOffAt: '2027-06-14T17:00' }),
    (error) => error instanceof GraphRefused && error.code === 'TOO_LATE_TO_AMEND',
  );

  await moveTo(system, before(pickUp, '47 h 59 min'), page);
  await page.reload();
  await page.getByText(french.amend.tooLateTitle).waitFor();
  await page.getByText(says(french.amend.tooLate, { when: twoDaysBefore, city: 'Paris' })).waitFor();
  await open(booking);
  await page.getByText(says(french.amend.tooLate, { when: twoDaysBefore, city: 'Paris' })).waitFor();
  assert.equal(await page.getByRole('link', { name: french.amend.open }).count(), 0);
  assert.equal((await guests.standing(booking)).state, 'CONFIRMED');
});
