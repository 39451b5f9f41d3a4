import { inWords } from '@ycyw/service/money';
import { taxSums } from '../../domain/billing/line.ts';
import { lineName, percent, taxName, tenderName, unitPrice } from '../../domain/billing/words.ts';
import type { Printed } from './head.ts';
import { hair, ink, quiet, soft, type Pen } from './pen.ts';

/** Where the columns of the lines begin, of a width of 1. */
const columns = [0, 0.42, 0.49, 0.62, 0.74, 0.86, 1];
const gap = 8;

/** The lines, over as many pages as they take; where they end. */
export function drawLines(pen: Pen, { document, language, says }: Printed, from: number): number {
  const { left, width, root } = pen;
  const { currency, content } = document;
  const table = pen.group(root, 'Table');
  const box = (index: number, y: number) => ({
    x: left + (columns[index] ?? 0) * width + (index === 0 ? 0 : gap),
    y,
    width: ((columns[index + 1] ?? 1) - (columns[index] ?? 0)) * width - (index === 0 ? 0 : gap),
  });
  const amount = (minor: number): string => inWords(minor, currency, language);

  const head = (y: number): number => {
    const row = pen.group(table, 'TR');
    pen.artifact(() => {
      pen.doc.rect(left, y, width, 20).fill(soft);
    });
    const labels = [says.description, says.quantity, says.net, says.rate, says.tax, says.gross];
    for (const [index, label] of labels.entries()) {
      const at = box(index, y + 5.5);
      const inner = index === 0 ? { ...at, x: at.x + 8, width: at.width - 8 } : index === 5 ? { ...at, width: at.width - 8 } : at;
      pen.write(row, 'TH', label, inner, { size: 7.5, color: quiet, face: 'bold', align: index === 0 ? 'left' : 'right' });
    }
    row.end();
    return y + 20;
  };

  let y = head(from);
  for (const line of content.lines) {
    const name = lineName(line, language);
    const each = unitPrice(line, currency, language);
    const nameBox = box(0, 0);
    const nameWidth = nameBox.width - 8;
    const height = pen.heightOf(name, nameWidth, { size: 9 }) + (each === null ? 0 : pen.heightOf(each, nameWidth, { size: 7.5 }) + 1) + 13;
    if (y + height > pen.bottom) y = head(pen.newPage());
    const row = pen.group(table, 'TR');
    const cell = pen.group(row, 'TD');
    const after = pen.write(cell, 'P', name, { ...nameBox, x: nameBox.x + 8, y: y + 6, width: nameWidth });
    if (each !== null)
      pen.write(cell, 'P', each, { ...nameBox, x: nameBox.x + 8, y: after + 1, width: nameWidth }, { size: 7.5, color: quiet });
    cell.end();
    const rates = line.taxes.flatMap(({ rate }) => (rate === null ? [] : [percent(rate, language)])).join(' + ');
    const figures = [
      String(line.quantity),
      amount(line.netMinor),
      rates === '' ? '–' : rates,
      amount(line.grossMinor - line.netMinor),
      amount(line.grossMinor),
    ];
    for (const [index, figure] of figures.entries()) {
      const at = box(index + 1, y + 6);
      pen.write(row, 'TD', figure, index === 4 ? { ...at, width: at.width - 8 } : at, { align: 'right' });
    }
    row.end();
    y += height;
    pen.rule(y);
  }
  table.end();
  return y + 18;
}

/** Taxes by rate and jurisdiction on the left, totals and what was paid on the right; where they end. */
export function drawTotals(pen: Pen, { document, language, says }: Printed, from: number): number {
  const { left, right, root, width } = pen;
  const { currency, content } = document;
  const amount = (minor: number): string => inWords(minor, currency, language);
  const taxes = taxSums(content.lines);
  const credit = document.kind === 'CREDIT_NOTE';
  const paid = credit ? [] : content.tenders;
  const dueMinor = document.grossMinor - paid.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const room = Math.max(taxes.length * 15 + 40, 84 + paid.length * 15 + (dueMinor > 0 ? 18 : 0));
  const top = from + room > pen.bottom ? pen.newPage() : from;

  const middle = left + width * 0.5;
  const taxSection = pen.group(root, 'Sect');
  let y = pen.write(taxSection, 'H2', says.taxes, { x: left, y: top, width: width * 0.42 }, { size: 7.5, color: quiet, face: 'bold' }) + 5;
  if (taxes.length === 0) y = pen.write(taxSection, 'P', says.noTax, { x: left, y, width: width * 0.42 }, { size: 8.5 });
  else {
    const table = pen.group(taxSection, 'Table');
    const row = (cells: readonly [string, string, string], tag: 'TH' | 'TD'): void => {
      const how = { size: tag === 'TH' ? 7.5 : 8.5, color: tag === 'TH' ? quiet : ink };
      const line = pen.group(table, 'TR');
      const widths = [0.2, 0.11, 0.11];
      let x = left;
      const ends = cells.map((text, index) => {
        const span = (widths[index] ?? 0) * width;
        const end = pen.write(line, tag, text, { x, y, width: span }, { ...how, align: index === 0 ? 'left' : 'right' });
        x += span;
        return end;
      });
      line.end();
      y = Math.max(...ends) + 3;
    };
    row([says.tax, says.base, says.tax], 'TH');
    for (const tax of taxes) row([taxName(tax, language), tax.rate === null ? '–' : amount(tax.taxableMinor), amount(tax.minor)], 'TD');
    table.end();
  }
  taxSection.end();
  const taxesEnd = y;

  const totals = pen.group(root, 'Sect');
  y = top;
  const pair = (label: string, minor: number, how: { size?: number; face?: 'bold'; color?: string } = {}): void => {
    const line = pen.group(totals, 'P');
    const labelWidth = (right - middle) * 0.64;
    const end = pen.write(line, 'Span', label, { x: middle, y, width: labelWidth }, how);
    const size = how.face ? (how.size ?? 9) + 3 : (how.size ?? 9);
    const figure = { x: middle + labelWidth, y: how.face ? y - 2.5 : y, width: right - middle - labelWidth - 8 };
    pen.write(line, 'Span', amount(minor), figure, { ...how, size, align: 'right' });
    line.end();
    y = end + 4.5;
  };
  pair(says.net, document.netMinor);
  for (const tax of taxes) pair(taxName(tax, language), tax.minor, { color: quiet });
  y += 2;
  pen.rule(y, middle, right, ink);
  y += 8;
  pair(credit ? says.credited : says.total, document.grossMinor, { face: 'bold', size: 10 });
  if (paid.length > 0) {
    y += 3;
    pen.rule(y, middle, right, hair);
    y += 7;
    for (const tender of paid) pair(tenderName(tender, language), -tender.amountMinor, { size: 8.5, color: quiet });
  }
  if (!credit) pair(says.due, dueMinor, { face: 'bold', size: 9 });
  totals.end();
  return Math.max(taxesEnd, y) + 14;
}

/** What the law or the reader wants said besides, and the foot of each page. */
export function drawMentions(pen: Pen, { document, language, says }: Printed, from: number): void {
  const { seller, tenders } = document.content;
  const mentions = [
    ...seller.mentions.map((mention) => mention[language]),
    ...(document.kind === 'INVOICE' && tenders.some(({ method }) => method === 'CASHBACK') ? [says.cashback] : []),
    says.demonstration,
  ];
  const how = { size: 7.5, color: quiet };
  const height = mentions.reduce((sum, text) => sum + pen.heightOf(text, pen.width, how) + 2, 0);
  let y = from + height > pen.bottom + 20 ? pen.newPage() : Math.max(from, pen.bottom + 14 - height);
  const section = pen.group(pen.root, 'Sect');
  for (const text of mentions) y = pen.write(section, 'P', text, { x: pen.left, y, width: pen.width }, how) + 2;
  section.end();
  pen.onEachPage((n, all) => {
    const at = pen.doc.page.height - 40;
    pen.doc
      .lineWidth(0.75)
      .strokeColor(hair)
      .moveTo(pen.left, at - 8)
      .lineTo(pen.right, at - 8)
      .stroke();
    pen.style({ size: 7.5, color: quiet });
    pen.doc.text(`${seller.name} · ${document.number}`, pen.left, at, { lineBreak: false });
    const page = says.page.replace('{n}', String(n)).replace('{all}', String(all));
    pen.doc.text(page, pen.right - 120, at, { width: 120, align: 'right', lineBreak: false });
  });
}
