import type { Browser, Page } from 'playwright-core';
import french from '../clients/core/messages/fr.json' with { type: 'json' };
import { contextFor } from './browser.ts';
import type { Ask } from './replay/graph.ts';
import type { Booked } from './rentals.ts';
import type { Running } from './running.ts';

/** A customer signed in on a phone, in French. */
export async function signedIn(browser: Browser, { web, demo }: Running, email: string, patienceMs: number): Promise<Page> {
  const page = await (await contextFor(browser, { language: 'fr', phone: true })).newPage();
  page.setDefaultTimeout(patienceMs);
  const account = demo.accounts.find((each) => each.email === email);
  await page.goto(`${web}/sign-in`);
  await page.getByLabel(french.account.email).fill(email);
  await page.getByLabel(french.account.password).fill(account?.password ?? '');
  await page.getByRole('button', { name: french.account.signIn, exact: true }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  return page;
}

/** Staff prove afresh who they are where they are asked to. */
export async function proven(page: Page, { demo }: Running, email: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: french.proof.title });
  const { password = '' } = demo.accounts.find((each) => each.email === email) ?? {};
  await dialog.getByLabel(french.account.password).fill(password);
  await dialog.getByRole('button', { name: french.proof.PASSWORD.send }).click();
  await dialog.waitFor({ state: 'detached' });
}

const bookingOf = 'query Mine($reference: String!) { booking(reference: $reference) { id price { total { minor } } } }';

/** Finds the class among an agency's offers, books it and pays by card. */
export async function bookOnThePhone(page: Page, web: string, agency: string, acriss: string, own: Ask): Promise<Booked> {
  await page.goto(`${web}/cars?from=${agency}&to=${agency}&start=2027-06-08T10:00&end=2027-06-11T10:00`);
  const offer = page.getByRole('article').filter({ hasText: acriss }).first();
  await offer.getByRole('button', { name: /^Choisir/ }).click();
  const driver = page.getByRole('form', { name: french.checkout.driver });
  await driver.getByLabel(french.checkout.givenName).fill('Claire');
  await driver.getByLabel(french.checkout.familyName, { exact: true }).fill('Moreau');
  await driver.getByLabel(french.checkout.birthDate).fill('1988-04-12');
  await driver.getByLabel(french.checkout.licenceNumber).fill('12AB34567');
  await driver.getByRole('button', { name: /^Réserver pour/ }).click();
  await page.waitForURL(/\/pay\//);
  const card = page.frameLocator('.card-frame iframe');
  await card.getByLabel('Numéro de carte').fill('4242 4242 4242 4242');
  await card.getByLabel('Expiration').fill('12 / 30');
  await card.getByLabel('Cryptogramme').fill('123');
  await page.getByRole('button', { name: /^Payer/ }).click();
  await page.getByRole('heading', { name: french.booking.confirmedTitle }).waitFor();
  const reference = (await page.getByText(/^YC-/).first().textContent()) ?? '';
  const { booking } = await own<{ booking: { id: string; price: { total: { minor: number } } } }>(bookingOf, { reference });
  return { id: booking.id, reference, guestToken: '', totalMinor: booking.price.total.minor };
}
