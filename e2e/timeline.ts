import type { Page } from 'playwright-core';
import type { Running } from './running.ts';

/** Puts the system's business clock on an instant, where it stands still, and that of the pages that look at it; null: time runs. */
export async function moveTo({ demo }: Pick<Running, 'demo'>, now: Date | null, ...pages: Page[]): Promise<void> {
  const response = await fetch(demo.clock, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ now: now?.toISOString() ?? null }),
  });
  if (!response.ok) throw new Error(`The clock was not moved: HTTP ${String(response.status)} ${await response.text()}`);
  if (now) await Promise.all(pages.map((page) => page.clock.setFixedTime(now)));
}

const units = { d: 86_400_000, h: 3_600_000, min: 60_000 };

/** So long before an instant: before(pickUp, '6 d 23 h'). */
export const before = (instant: Date, length: string): Date =>
  new Date(
    [...length.matchAll(/(\d+) (d|h|min)\b/g)].reduce(
      (at, [, count, unit]) => at - Number(count) * units[unit as keyof typeof units],
      instant.getTime(),
    ),
  );
