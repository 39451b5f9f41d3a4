import type { Language } from '@ycyw/service/language';
import type { BillingDocument } from '../../data/billing/document.ts';
import type { Buyer } from '../../domain/billing/content.ts';
import { titleOf } from '../../domain/billing/words.ts';
import { drawLines, drawMentions, drawTotals } from './body.ts';
import { drawHead, drawRental } from './head.ts';
import { openPen } from './pen.ts';
import { words } from './words.ts';

/** The document as a tagged PDF (PDF/UA): of the same document, buyer and language always the same bytes. */
export async function invoicePdf(document: BillingDocument, buyer: Buyer | null, language: Language): Promise<Buffer> {
  const { seller } = document.content;
  const locale = language === 'fr' ? 'fr-FR' : seller.address.country === 'US' ? 'en-US' : 'en-GB';
  const title = `${titleOf(document.kind, language)} ${document.number}`;
  const pen = await openPen({ size: seller.paper, lang: locale, title, author: seller.name, at: document.issuedAt });
  const printed = { document, buyer, language, locale, says: words[language] };
  const lines = drawLines(pen, printed, drawRental(pen, printed, drawHead(pen, printed)));
  drawMentions(pen, printed, drawTotals(pen, printed, lines));
  return pen.close();
}
