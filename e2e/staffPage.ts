import type { Browser, Page } from 'playwright-core';
import french from '../clients/core/messages/fr.json' with { type: 'json' };
import { contextFor } from './browser.ts';
import { freshCode } from './replay/signIn.ts';
import type { Running } from './running.ts';

/** Staff signed in at a browser of their own, in French, whose clock is the real one, as that of their session is. */
export async function staffPage(browser: Browser, { web, demo }: Running, email: string, patienceMs: number): Promise<Page> {
  const page = await (await contextFor(browser, { language: 'fr' })).newPage();
  page.setDefaultTimeout(patienceMs);
  const { password = '', totpSecret = '' } = demo.accounts.find((each) => each.email === email) ?? {};
  await page.goto(`${web}/sign-in`);
  await page.getByLabel(french.account.email).fill(email);
  await page.getByLabel(french.account.password).fill(password);
  await page.getByRole('button', { name: french.account.signIn, exact: true }).click();
  const code = page.locator('input[autocomplete="one-time-code"]');
  await code.fill(await freshCode(totpSecret));
  await code.press('Enter');
  await page.getByRole('banner').getByRole('button', { name: french.shell.signOut }).waitFor();
  return page;
}
