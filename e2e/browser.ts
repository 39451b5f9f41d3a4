import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const places = [process.env['CHROMIUM_PATH'], process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** Chromium's program; undefined where there is none. */
export const chromiumPath = (): string | undefined => places.find((place) => place !== undefined && existsSync(place));

/** With more of Chromium's own switches where asked. */
export const launch = (...switches: string[]): Promise<Browser> => {
  const executablePath = chromiumPath();
  return chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: ['--no-sandbox', '--disable-dev-shm-usage', ...switches],
  });
};

export interface Look {
  language: 'fr' | 'en';
  phone?: boolean;
  dark?: boolean;
}

/** A browser of one person's own. */
export const contextFor = (browser: Browser, { language, phone = false, dark = false }: Look): Promise<BrowserContext> =>
  browser.newContext({
    locale: language === 'fr' ? 'fr-FR' : 'en-GB',
    timezoneId: language === 'fr' ? 'Europe/Paris' : 'Europe/London',
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 860 },
    isMobile: phone,
    hasTouch: phone,
  });

/** An authenticator within the page's browser, which holds passkeys and says yes. */
export async function addAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

const drawn = `Promise.race([
  new Promise((resolve) => requestAnimationFrame(() => resolve(true))), new Promise((resolve) => setTimeout(resolve, 1000, false))
])`;

/** Gives the page that size and sees it drawn: now and then a Chromium without a screen draws nothing after another size until it is given one more. */
export async function resize(page: Page, size: { width: number; height: number }): Promise<void> {
  for (let tries = 0; tries < 10; tries += 1) {
    await page.setViewportSize(size);
    if (await page.evaluate<boolean>(drawn)) return;
    await page.setViewportSize({ ...size, height: size.height + 1 });
  }
  throw new Error('the page is not drawn');
}

const screens = path.join(import.meta.dirname, '..', 'docs', 'screens');

/** Keeps a picture in docs/screens where SCREENS=1 asks for pictures. */
export async function picture(page: Page, name: string): Promise<void> {
  if (process.env['SCREENS'] !== '1') return;
  mkdirSync(screens, { recursive: true });
  await page.screenshot({ path: path.join(screens, `${name}.png`), scale: 'css', animations: 'disabled' });
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  impact: string;
  nodes: { target: string[] }[];
}

/** What axe finds against WCAG 2.2 AA, one line each. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const violations = await page.evaluate<Violation[]>(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], iframes: false }).then(({ violations }) => violations)`,
  );
  return violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

/** Resolves with Date.now() when a message `text` stands on the page's conversation. Ask before it can come. */
export const whenShown = (page: Page, text: string): Promise<number> =>
  page.evaluate<number>(`new Promise((resolve, reject) => {
    const look = () => [...document.querySelectorAll('[role="log"] p')].some((each) => each.textContent.replace(/[\\u00a0\\u202f]/g, ' ') === ${JSON.stringify(text)});
    if (look()) return resolve(Date.now());
    const watch = new MutationObserver(() => look() && (watch.disconnect(), resolve(Date.now())));
    watch.observe(document.body, { childList: true, subtree: true, characterData: true });
    setTimeout(() => reject(new Error('not shown')), 30_000);
  })`);

/** Date.now() of the next key that is pressed on the page; read it with `pressedAt`. */
export const notePress = (page: Page): Promise<unknown> =>
  page.evaluate(
    `addEventListener('keydown', () => (document.body.dataset.pressed = String(Date.now())), { capture: true, once: true }); 0`,
  );
export const pressedAt = (page: Page): Promise<number> => page.evaluate<number>('Number(document.body.dataset.pressed)');
