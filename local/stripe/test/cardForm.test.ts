import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Page, chromium } from 'playwright-core';
import type Stripe from 'stripe';
import { KEYS, aSimulator, tidy } from './aSimulator.ts';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
  await tidy();
});

/** A page of another origin that pays with the form, as the web client does. */
async function aCheckout(base: string, intent: Stripe.PaymentIntent, locale: 'fr' | 'en'): Promise<Page> {
  const html = `<!doctype html><html lang="${locale}"><div id="form"></div><button id="pay">Pay</button><output></output>
    <script src="${base.replace('127.0.0.1', 'localhost')}/v3/"></script>
    <script>
      const stripe = Stripe('${KEYS.publishableKey}');
      const elements = stripe.elements({ clientSecret: '${intent.client_secret ?? ''}', locale: '${locale}' });
      const element = elements.create('payment');
      element.on('ready', () => document.body.classList.add('ready'));
      element.mount('#form');
      document.getElementById('pay').onclick = async () => {
        document.querySelector('output').textContent = '';
        const { error, paymentIntent } = await stripe.confirmPayment({ elements, redirect: 'if_required' });
        document.querySelector('output').textContent = error ? error.code + ': ' + error.message : paymentIntent.status;
      };
    </script>`;
  const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(html));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox'] });
  undo.push(async () => {
    await browser.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  const page = await browser.newPage();
  await page.goto(`http://localhost:${typeof address === 'object' && address ? address.port : 0}`);
  await page.waitForSelector('body.ready');
  return page;
}

const outcome = async (page: Page) => {
  await page.waitForFunction('document.querySelector("output").textContent !== ""');
  return page.textContent('output');
};

(executablePath === undefined ? describe.skip : describe)('the card form in a browser', () => {
  test('takes a typed card through a refused and an approved challenge, by keyboard', async () => {
    const { stripe, base } = await aSimulator();
    const intent = await stripe.paymentIntents.create({ amount: 18740, currency: 'eur', capture_method: 'manual' });
    const page = await aCheckout(base, intent, 'fr');
    await page.click('#pay');
    expect(await outcome(page)).toBe('incomplete_number: Le numéro de carte est incomplet.');

    await page.frameLocator('#form iframe').getByLabel('Numéro de carte').click();
    await page.keyboard.type('40000025000031551230123');
    const bank = page.frameLocator('dialog iframe');
    await page.click('#pay');
    await bank.getByRole('button', { name: 'Refuser' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await outcome(page)).toMatch(/^payment_intent_authentication_failure: Votre banque/);

    await page.click('#pay');
    await bank.getByRole('button', { name: /Approuver 187,40/ }).waitFor();
    await page.keyboard.press('Enter');
    expect(await outcome(page)).toBe('requires_capture');
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({ status: 'requires_capture', amount_capturable: 18740 });
    expect(await page.locator('input').count()).toBe(0);
  });

  test('says a decline in the reader’s language, and takes another card', async () => {
    const { stripe, base } = await aSimulator();
    const intent = await stripe.paymentIntents.create({ amount: 5000, currency: 'gbp' });
    const page = await aCheckout(base, intent, 'en');
    const form = page.frameLocator('#form iframe');
    await form.getByText('No funds').click();
    await page.click('#pay');
    expect(await outcome(page)).toBe('card_declined: Your card has insufficient funds.');
    await form.getByText('Accepted').click();
    await page.click('#pay');
    expect(await outcome(page)).toBe('succeeded');
  });
});
