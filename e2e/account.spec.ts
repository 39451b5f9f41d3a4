import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { unzipSync } from 'fflate';
import type { Browser, Locator, Page } from 'playwright-core';
import english from '../clients/core/messages/en.json' with { type: 'json' };
import french from '../clients/core/messages/fr.json' with { type: 'json' };
import { accessibilityFaults, addAuthenticator, chromiumPath, contextFor, launch, picture, type Look } from './browser.ts';
import { mailedLink } from './mailbox.ts';
import { personalisationOffAtOnce } from './offAtOnce.ts';
import { giveFirstFactor, stepUpBy } from './proving.ts';
import { freshCode } from './replay/signIn.ts';
import { runningSystem, type Running } from './running.ts';

const skip = chromiumPath() === undefined && 'no Chromium here (set CHROMIUM_PATH, or apt-get install chromium)';
const patienceMs = 20_000;

let system: Running;
let browser: Browser;

before(async () => {
  if (skip) return;
  [system, browser] = await Promise.all([runningSystem(), launch()]);
});
after(async () => {
  if (skip) return;
  await browser.close();
  await system.stop();
});

type Person = { language: Look['language']; givenName: string; familyName: string; email: string };

/** Of this run alone, so that it may be run again on a system that goes on. */
const run = Date.now().toString(36);

const people: Person[] = [
  { language: 'fr', givenName: 'Inès', familyName: 'Moreau', email: `ines.${run}@example.com` },
  { language: 'en', givenName: 'Oliver', familyName: 'Hughes', email: `oliver.${run}@example.com` },
];
const firstPassword = 'Route-du-Soleil-2026';
const nextPassword = 'Chemin-des-Dunes-2027';

for (const person of people) {
  const words = person.language === 'fr' ? french : english;
  const phone = person.language === 'en';

  void describe(`an account from its first day to its last, in ${person.language}`, { skip: skip || false }, () => {
    let page: Page;
    let secret = '';
    let recoveryCode = '';
    let stuck = false;

    /** After a step that failed the others have nothing to stand on. */
    function step(name: string, work: () => Promise<void>): void {
      void test(name, async (t) => {
        if (stuck) {
          t.skip('the journey is stuck');
          return;
        }
        stuck = true;
        await work();
        stuck = false;
      });
    }

    const button = (name: string, within: Page | Locator = page) => within.getByRole('button', { name, exact: true });
    const matter = (name: string) => page.getByRole('region', { name, exact: true });
    const heading = (name: string) => page.getByRole('heading', { level: 1, name });

    async function accessible(screen: string): Promise<void> {
      assert.deepEqual(await accessibilityFaults(page), [], `accessibility of ${screen}`);
      assert.ok(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth'), `${screen} fits its width`);
      await picture(page, `${screen}-${phone ? 'phone' : 'desktop'}-${person.language}`);
    }

    async function openAccount(place: string, title: string): Promise<void> {
      await page.goto(`${system.web}${place}`);
      await heading(title).waitFor();
    }

    async function signOut(): Promise<void> {
      if (phone) await button(words.shell.menu).click();
      await page.getByRole('banner').getByRole('button', { name: words.shell.signOut }).click();
      await page.getByRole('banner').getByRole('link', { name: words.shell.signIn }).waitFor({ state: 'attached' });
    }

    const signedIn = () => page.getByRole('banner').getByText(`${person.givenName} ${person.familyName}`).waitFor({ state: 'attached' });

    before(async () => {
      page = await (await contextFor(browser, { language: person.language, phone })).newPage();
      page.setDefaultTimeout(patienceMs);
      await addAuthenticator(page);
    });
    after(() => page.context().close());

    step('says beside the fields what is missing, and leads to the first of them', async () => {
      await page.goto(`${system.web}/register`);
      const form = page.getByRole('form', { name: words.account.registerTitle });
      await form.getByLabel(words.account.email).fill('ines');
      await button(words.account.register, form).click();
      await form.getByText(words.field.badEmail).waitFor();
      assert.equal(await form.getByText(words.field.required).count(), 3);
      await page.waitForFunction(`document.activeElement?.getAttribute('autocomplete') === 'given-name'`);
      await accessible('20-register');
    });

    step('registers, and the link in the mail signs in', async () => {
      const form = page.getByRole('form', { name: words.account.registerTitle });
      await form.getByLabel(words.account.givenName).fill(person.givenName);
      await form.getByLabel(words.account.familyName, { exact: true }).fill(person.familyName);
      await form.getByLabel(words.account.email).fill(person.email);
      await form.getByLabel(words.account.password).fill(firstPassword);
      await button(words.account.register, form).click();
      await page.getByRole('heading', { name: words.account.mailTitle }).waitFor();
      const link = await mailedLink(system.web, person.email, '/verify');
      await page.goto(`${system.web}/mailbox`);
      await page.getByText(person.email).first().waitFor();
      await page.goto(link);
      await signedIn();
    });

    step('fills in the profile', async () => {
      await openAccount('/account', words.own.profile);
      const form = page.getByRole('form', { name: words.profile.address });
      await form.getByLabel(words.profile.line1).fill('12 rue du Port');
      await form.getByLabel(words.profile.postalCode).fill('44000');
      await form.getByLabel(words.profile.city).fill('Nantes');
      await button(words.shell.save, form).click();
      await form.getByText(words.shell.saved).waitFor();
      const telephone = page.getByRole('form', { name: words.profile.contact });
      await telephone.getByLabel(words.profile.phoneCountry).selectOption('FR');
      await telephone.getByLabel(words.checkout.phone).fill('06 12 34 56 78');
      await button(words.shell.save, telephone).click();
      await telephone.getByText(words.shell.saved).waitFor();
      await page.reload();
      await page.getByLabel(words.profile.city).and(page.locator('[value="Nantes"]')).waitFor();
      await accessible('21-profile');
    });

    step('empties what it saved, and reads beside the field what the server refuses', async () => {
      const telephone = page.getByRole('form', { name: words.profile.contact });
      const number = telephone.getByLabel(words.checkout.phone);
      await number.fill('+33 99999999999');
      await button(words.shell.save, telephone).click();
      await telephone.getByText(words.field.refused).waitFor();
      await number.fill('');
      await button(words.shell.save, telephone).click();
      await telephone.getByText(words.shell.saved).waitFor();
      await page.reload();
      await number.and(page.locator('[value=""]')).waitFor();
    });

    step('sets up the authenticator app with the code that the page shows', async () => {
      await openAccount('/account/security', words.own.security);
      const app = matter(words.factor.app);
      await button(words.factor.setUp, app).click();
      await app.getByRole('img', { name: words.factor.qr }).waitFor();
      secret = ((await app.locator('.secret').textContent()) ?? '').replace(/\s/g, '');
      assert.match(secret, /^[A-Z2-7]{16,}$/);
      await accessible('22-totp');
      await app.getByLabel(words.proof.TOTP.label).fill(await freshCode(secret));
      await button(words.factor.confirm, app).click();
      const codes = app.getByRole('group', { name: words.recovery.newTitle });
      await codes.waitFor();
      assert.equal(await codes.getByRole('listitem').count(), 10);
      recoveryCode = (await codes.getByRole('listitem').first().textContent()) ?? '';
      await accessible('23-recovery-codes');
    });

    step('signs out, and in again with password and code', async () => {
      await signOut();
      await giveFirstFactor(page, system.web, words, person.email, firstPassword);
      const form = page.getByRole('form', { name: words.proof.secondTitle });
      const code = form.getByLabel(words.proof.TOTP.label);
      await code.fill('12');
      await code.press('Enter');
      await form.getByText(words.field.badCode).waitFor();
      await accessible('24-second-factor');
      await code.fill(await freshCode(secret));
      await code.press('Enter');
      await signedIn();
    });

    step('adds a passkey once the dialog has seen a fresh proof', async () => {
      await openAccount('/account/security', words.own.security);
      const passkeys = matter(words.passkey.title);
      await button(words.passkey.add, passkeys).click();
      await passkeys.getByLabel(words.passkey.name).fill('Chromium');
      await button(words.passkey.make, passkeys).click();
      const dialog = page.getByRole('dialog', { name: words.proof.title });
      await dialog.waitFor();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await passkeys.getByText(words.proof.left).waitFor();
      await button(words.passkey.make, passkeys).click();
      await stepUpBy(page, words, firstPassword, () => accessible('25-step-up'));
      await passkeys.getByText('Chromium', { exact: true }).waitFor();
      await accessible('26-security');
    });

    step('signs in with the passkey alone', async () => {
      await signOut();
      await page.goto(`${system.web}/sign-in`);
      await accessible('27-sign-in');
      await button(words.passkey.signIn).click();
      await signedIn();
    });

    step('ends another session from here', async () => {
      const elsewhere = await (await contextFor(browser, { language: person.language })).newPage();
      const here = page;
      page = elsewhere;
      try {
        await giveFirstFactor(page, system.web, words, person.email, firstPassword);
        const code = page.getByLabel(words.proof.TOTP.label);
        await code.fill(await freshCode(secret));
        await code.press('Enter');
        await signedIn();
      } finally {
        page = here;
      }
      await openAccount('/account/security', words.own.security);
      const sessions = matter(words.sessions.title);
      await sessions.getByRole('button', { name: words.sessions.end }).first().click();
      await sessions.getByRole('status').waitFor();
      await elsewhere.context().close();
    });

    step('resets the forgotten password, and gets in with it and a recovery code', async () => {
      await signOut();
      await page.goto(`${system.web}/sign-in`);
      await page.getByRole('link', { name: words.password.forgot }).click();
      const forgot = page.getByRole('form', { name: words.password.forgotTitle });
      await forgot.getByLabel(words.account.email).fill(person.email);
      await button(words.password.send, forgot).click();
      await page.getByText(words.password.sentTitle).waitFor();
      await page.goto(await mailedLink(system.web, person.email, '/reset'));
      const reset = page.getByRole('form', { name: words.password.resetTitle });
      await reset.getByLabel(words.password.next).fill(nextPassword);
      await button(words.password.set, reset).click();
      await page.getByText(words.password.resetDone).waitFor();
      await giveFirstFactor(page, system.web, words, person.email, nextPassword);
      await button(words.proof.RECOVERY_CODE.other).click();
      const code = page.getByLabel(words.proof.RECOVERY_CODE.label);
      await code.fill(recoveryCode);
      await code.press('Enter');
      await signedIn();
    });

    step('fetches the archive of everything, and opens it', async () => {
      await openAccount('/account/privacy', words.own.privacy);
      await page.getByRole('checkbox', { name: words.privacy.marketing.title }).check();
      await page.getByText(words.shell.saved).waitFor();
      await page.getByText(words.privacy.source.PERSON, { exact: true }).waitFor();
      await personalisationOffAtOnce(page, words);
      await button(words.export.request).click();
      await stepUpBy(page, words, nextPassword);
      await page.getByText(words.export.readyTitle).waitFor();
      await accessible('28-privacy');
      const [download] = await Promise.all([page.waitForEvent('download'), button(words.export.download).click()]);
      const archive = unzipSync(readFileSync(await download.path()));
      const text = (name: string) => new TextDecoder().decode(archive[name]);
      assert.ok(JSON.parse(text('data.json')), 'data.json is JSON');
      for (const name of ['data.json', 'index.html']) assert.ok(text(name).includes(person.email), name);
    });

    step('deletes the account, sees every domain done, and is a stranger', async () => {
      await openAccount('/account/privacy', words.own.privacy);
      await button(words.deletion.begin).click();
      const form = page.getByRole('form', { name: words.deletion.begin });
      await form.getByRole('textbox').fill('non');
      await button(words.deletion.yes, form).click();
      await form.getByText(words.field.word).waitFor();
      await accessible('29-deletion');
      await form.getByRole('textbox').fill(words.deletion.word);
      await button(words.deletion.yes, form).click();
      await page.waitForURL(/\/account-deletion\//);
      await heading(words.deletion.doneTitle).waitFor();
      assert.equal(await page.getByText(words.deletion.erased, { exact: true }).count(), 5);
      await accessible('30-deleted');
      await giveFirstFactor(page, system.web, words, person.email, nextPassword);
      await page.getByRole('alert').waitFor();
    });
  });
}
