import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import rental from '../clients/core/messages/rental.fr.json' with { type: 'json' };

const { inspection } = rental;
const angles = 6;

interface Photo {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A car on a car park as a phone would take it, from another side each time, with a scratch or without. */
export async function carPhoto(side: number, scratched = false): Promise<Photo> {
  const flank = side % 2 === 1;
  const body = flank
    ? '<path d="M70 420c10-70 60-80 150-90 60-80 120-100 240-100s170 40 220 100c70 8 100 30 100 90v20H70z" fill="#8f1d2c"/><circle cx="240" cy="450" r="58" fill="#222"/><circle cx="620" cy="450" r="58" fill="#222"/><path d="M300 325c40-50 80-65 160-65s130 20 165 65z" fill="#bcd3df"/>'
    : '<path d="M200 470v-120c10-40 30-60 60-70l40-80c90-20 160-20 250 0l40 80c30 10 50 30 60 70v120z" fill="#8f1d2c"/><path d="M290 280l35-65c70-12 130-12 200 0l35 65z" fill="#bcd3df"/><rect x="225" y="350" width="90" height="40" rx="14" fill="#f3e6c0"/><rect x="535" y="350" width="90" height="40" rx="14" fill="#f3e6c0"/><rect x="225" y="460" width="70" height="40" fill="#222"/><rect x="555" y="460" width="70" height="40" fill="#222"/>';
  const scratch = scratched ? '<path d="M300 395l150-22M310 408l120-16" stroke="#f4e9e6" stroke-width="6" stroke-linecap="round"/>' : '';
  const light = String(70 + side * 3);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="850" height="640"><rect width="850" height="400" fill="hsl(205 35% ${light}%)"/><rect y="400" width="850" height="240" fill="#77787a"/><path d="M60 520h730" stroke="#eee" stroke-width="6"/>${body}${scratch}</svg>`;
  return {
    name: `side-${String(side)}.jpg`,
    mimeType: 'image/jpeg',
    buffer: await sharp(Buffer.from(svg)).jpeg({ quality: 82 }).toBuffer(),
  };
}

/** The six photos around the car, each sent. */
export async function photograph(form: Locator, scratchedSide?: number): Promise<void> {
  for (let side = 0; side < angles; side += 1) {
    const tile = form.locator('.angle').nth(side);
    await tile.locator('input[type=file]').setInputFiles(await carPhoto(side, side === scratchedSide));
    await tile.getByRole('status').getByText(inspection.photo.done).waitFor();
  }
}

/** Draws on the pad of the nth who signs, and says that it is signed. */
export async function sign(page: Page, form: Locator, who: 0 | 1): Promise<void> {
  const signing = form.locator('.signing').nth(who);
  const pad = signing.locator('canvas.pad');
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error('The pad is not shown.');
  const at = (step: number): [number, number] => [
    box.x + box.width * (0.12 + step * 0.011 + Math.cos(step * 0.4) * 0.03),
    box.y + box.height * (0.5 - Math.sin(step * (0.4 + who / 9)) * (0.32 - step * 0.004)),
  ];
  await page.mouse.move(...at(0));
  await page.mouse.down();
  for (let step = 1; step <= 60; step += 1) await page.mouse.move(...at(step));
  await page.mouse.up();
  await signing.getByRole('button', { name: inspection.signature.sign, exact: true }).click();
  await signing.getByText(inspection.signature.signed, { exact: true }).waitFor();
}

/** A slight scratch on the left of the car where the outline is touched, with its photo. */
export async function markScratch(form: Locator): Promise<void> {
  const damage = form.locator('.damage');
  await damage.getByText(inspection.view.LEFT, { exact: true }).click();
  const outline = damage.getByRole('img', { name: inspection.mark.outline.replace('{{view}}', inspection.view.LEFT) });
  const box = await outline.boundingBox();
  if (!box) throw new Error('The outline is not shown.');
  await outline.click({ position: { x: box.width * 0.4, y: box.height * 0.55 } });
  await damage.getByText(inspection.kind.SCRATCH, { exact: true }).click();
  await damage.getByText(inspection.severity.SLIGHT, { exact: true }).click();
  await damage.getByRole('button', { name: inspection.mark.add }).click();
  const found = damage.getByRole('listitem').filter({ hasText: inspection.kind.SCRATCH });
  await found.locator('input[type=file]').setInputFiles(await carPhoto(3, true));
  await found.getByText(inspection.photo.done).waitFor();
}
