import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';

const mostStops = 150;
const handedOnMs = 3000;

/** What has the focus, in words, and whether it is seen there: its outline, or that of what stands around it; a title that was given it is read out. Null: nothing has it. */
const focusOf = (page: Page): Promise<{ what: string; isSeen: boolean } | null> =>
  page.evaluate(`(() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const outlined = (each) => getComputedStyle(each).outlineStyle !== 'none' && parseFloat(getComputedStyle(each).outlineWidth) >= 2;
    const around = [at, at.parentElement, at.parentElement?.parentElement].filter(Boolean);
    const box = at.getBoundingClientRect();
    return { what: at.tagName + ' ' + (at.getAttribute('aria-label') ?? at.textContent ?? '').slice(0, 60), isSeen: at.tabIndex < 0 || (box.width > 0 && around.some(outlined)) };
  })()`);

const holdsFocus = (target: Locator): Promise<boolean> =>
  target.evaluate((each) => each === (globalThis as unknown as { document: { activeElement: unknown } }).document.activeElement);

/** One stop on: null where the page ends, else what it is; fails where it cannot be seen. */
async function nextStop(page: Page, key: 'Tab' | 'Shift+Tab'): Promise<string | null> {
  await page.keyboard.press(key);
  const focus = await focusOf(page);
  if (focus) assert.ok(focus.isSeen, `the focus on ${focus.what} is seen`);
  return focus?.what ?? null;
}

/** Goes with Tab, as somebody without a mouse does. */
export async function tabTo(target: Locator): Promise<void> {
  await target.waitFor();
  for (let stops = 0; stops < mostStops; stops += 1) {
    if (await holdsFocus(target)) return;
    await nextStop(target.page(), 'Tab');
  }
  assert.fail(`Tab does not come to ${String(target)}`);
}

/** Goes there and presses Enter. */
export async function enter(target: Locator): Promise<void> {
  await tabTo(target);
  await target.page().keyboard.press('Enter');
}

/** Comes back once something that is still there has the focus; fails where nothing takes it. */
export async function focused(page: Page, after: string): Promise<void> {
  const giveUpAt = Date.now() + handedOnMs;
  while ((await focusOf(page)) === null) {
    assert.ok(Date.now() < giveUpAt, `the focus was lost after ${after}`);
    await page.waitForTimeout(20);
  }
}

/** From the first stop of the page to its end, and back again: nothing keeps the focus. How many stops there are, there and back. */
export async function throughThePage(page: Page): Promise<[number, number]> {
  const walk = async (key: 'Tab' | 'Shift+Tab') => {
    for (let stops = 0; stops < mostStops; stops += 1) if ((await nextStop(page, key)) === null) return stops;
    return assert.fail(`${key} does not come to the page's end`);
  };
  await walk('Tab');
  return [await walk('Tab'), await walk('Shift+Tab')];
}
