import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Ask } from './replay/graph.ts';

export interface Paper {
  number: string;
  kind: 'INVOICE' | 'CREDIT_NOTE';
  total: { minor: number };
  pdfUrl: string;
  xmlUrl: string;
}

const papersOf = `query Papers($reference: String!, $guestToken: String) {
  booking(reference: $reference, guestToken: $guestToken) { documents { number kind total { minor } pdfUrl xmlUrl } }
}`;

/** The booking's invoices and credit notes. */
export const papers = async (asker: Ask, booking: { reference: string; guestToken?: string }): Promise<Paper[]> =>
  (await asker<{ booking: { documents: Paper[] } }>(papersOf, booking)).booking.documents;

/** What they come to together, in minor units. */
export const sumOf = (documents: readonly Paper[]): number =>
  documents.reduce((sum, { kind, total }) => sum + (kind === 'INVOICE' ? total.minor : -total.minor), 0);

/** Both files of a document open as what they say they are, without credentials. */
export async function openPaper(page: Page, web: string, { number, pdfUrl, xmlUrl }: Paper): Promise<void> {
  const pdf = await fetch(new URL(pdfUrl, web));
  assert.deepEqual([pdf.status, pdf.headers.get('content-type')], [200, 'application/pdf']);
  assert.equal(
    Buffer.from(await pdf.arrayBuffer())
      .subarray(0, 4)
      .toString('latin1'),
    '%PDF',
  );
  const xml = await fetch(new URL(xmlUrl, web));
  assert.equal(xml.status, 200);
  const text = await xml.text();
  const root = await page.evaluate<string>(`(() => {
    const parsed = new DOMParser().parseFromString(${JSON.stringify(text)}, 'application/xml');
    return parsed.querySelector('parsererror')?.textContent ?? parsed.documentElement.localName;
  })()`);
  assert.match(root, /^(Invoice|CreditNote)$/);
  assert.ok(text.includes(number), 'the XML names its number');
}
