import type { Page } from 'playwright-core';

interface Words {
  account: { signInTitle: string; signIn: string; email: string; password: string };
  proof: { title: string; PASSWORD: { send: string } };
}

/** Opens the page to sign in, and sends e-mail address and password. */
export async function giveFirstFactor(page: Page, web: string, { account }: Words, email: string, password: string): Promise<void> {
  await page.goto(`${web}/sign-in`);
  const form = page.getByRole('form', { name: account.signInTitle });
  await form.getByLabel(account.email).fill(email);
  await form.getByLabel(account.password).fill(password);
  await form.getByRole('button', { name: account.signIn, exact: true }).click();
}

/** Proves in the dialog that opens by itself who is there; `look` sees it before it is sent. */
export async function stepUpBy(page: Page, { account, proof }: Words, password: string, look?: () => Promise<void>): Promise<void> {
  const dialog = page.getByRole('dialog', { name: proof.title });
  await dialog.getByLabel(account.password).fill(password);
  await look?.();
  await dialog.getByRole('button', { name: proof.PASSWORD.send, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}
