import type { Language } from '@ycyw/service/language';
import type { BillingDocument } from '../../data/billing/document.ts';
import type { Buyer } from '../../domain/billing/content.ts';
import { dateInWords, subjectOf, titleOf, wallClockInWords } from '../../domain/billing/words.ts';
import { ink, quiet, route, type Element, type Pen } from './pen.ts';
import type { Words } from './words.ts';

export interface Printed {
  document: BillingDocument;
  buyer: Buyer | null;
  language: Language;
  /** How dates are written. */
  locale: string;
  says: Words;
}

/** The mark: a lane line on the route's blue. */
function mark({ doc }: Pen, x: number, y: number, size: number): void {
  doc
    .save()
    .translate(x, y)
    .scale(size / 32)
    .roundedRect(0, 0, 32, 32, 8)
    .fill(route)
    .path('M6 13h8v6H6a3 3 0 0 1 0-6Zm11 0h5v6h-5Zm8 0h1a3 3 0 0 1 0 6h-1Z')
    .fill('#ffffff')
    .restore();
}

/** The lane that runs across the sheet under its head: long dashes, shorter and shorter. */
function lane({ doc, left, right }: Pen, y: number): void {
  doc.lineCap('round').lineWidth(3).strokeColor(route);
  let x = left + 1.5;
  for (let dash = 148; x < right - 3; dash = Math.max(5, dash * 0.72)) {
    const end = Math.min(x + dash, right - 1.5);
    doc.moveTo(x, y).lineTo(end, y).stroke();
    x = end + 11;
  }
  doc.lineCap('butt');
}

/** A small label over its value; where the value ends. */
function fact(pen: Pen, parent: Element, label: string, value: string, box: { x: number; y: number; width: number }): number {
  const at = pen.write(parent, 'P', label, box, { size: 7.5, color: quiet });
  return pen.write(parent, 'P', value, { ...box, y: at + 1.5 }, { size: 9.5, face: 'bold' });
}

/** Brand, title, dates, seller and buyer; where they end. */
export function drawHead(pen: Pen, { document, buyer, language, locale, says }: Printed): number {
  const { left, right, width, root } = pen;
  const { content } = document;
  const { seller } = content;
  pen.artifact(() => {
    mark(pen, left, 44, 30);
    pen.style({ face: 'bold', size: 13 });
    pen.doc.text('Your Car Your Way', left + 40, 51, { lineBreak: false });
  });
  const section = pen.group(root, 'Sect');
  const titleBox = { x: right - 280, y: 38, width: 280 };
  const under = pen.write(section, 'H1', titleOf(document.kind, language), titleBox, { face: 'bold', size: 24, align: 'right' });
  pen.write(
    section,
    'P',
    `${document.number} · ${subjectOf(content, language)}`,
    { ...titleBox, y: under + 1 },
    { size: 9, color: quiet, align: 'right' },
  );
  pen.artifact(() => lane(pen, 98));

  const facts: [string, string][] = [
    [says.issuedOn, dateInWords(document.issuedOn, locale)],
    ...(content.suppliedOn === document.issuedOn ? [] : [[says.suppliedOn, dateInWords(content.suppliedOn, locale)] as [string, string]]),
    [says.booking, content.rental.reference],
    ...(content.refersTo
      ? [[says.refersTo, `${content.refersTo.number} ${says.of} ${dateInWords(content.refersTo.issuedOn, locale)}`] as [string, string]]
      : []),
  ];
  const column = width / facts.length;
  let y = 114;
  const ends = facts.map(([label, value], index) => fact(pen, section, label, value, { x: left + index * column, y, width: column - 12 }));
  y = Math.max(...ends) + 20;

  const half = width / 2;
  const { name, address, registration, taxNumber, taxNumberKind } = seller;
  const parties: [string, string, string[]][] = [
    [
      says.seller,
      name,
      [
        address.line1,
        `${address.postalCode} ${address.city}, ${countryName(address.country, language)}`,
        registration,
        `${taxNumberKind === 'VAT' ? says.vat : 'EIN'} ${taxNumber}`,
      ],
    ],
    [says.buyer, buyer ? `${buyer.givenName} ${buyer.familyName}` : says.forgotten, [countryName(content.residence, language)]],
  ];
  const bottoms = parties.map(([label, who, lines], index) => {
    const party = pen.group(section, 'Div');
    const box = { x: left + index * half, width: half - 20 };
    let at = pen.write(party, 'P', label, { ...box, y }, { size: 7.5, color: quiet }) + 2;
    at = pen.write(party, 'P', who, { ...box, y: at }, { face: 'bold', size: 10 }) + 1.5;
    for (const line of lines) at = pen.write(party, 'P', line, { ...box, y: at }, { size: 8.5, color: ink }) + 0.5;
    return at;
  });
  section.end();
  return Math.max(...bottoms) + 16;
}

const countryName = (code: string, language: Language): string => new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code;

/** Car, pick-up and return; where they end. */
export function drawRental(pen: Pen, { document, locale, says }: Printed, from: number): number {
  const { left, width, root } = pen;
  const { rental } = document.content;
  const section = pen.group(root, 'Sect');
  pen.rule(from);
  const { pickUp, dropOff, odometerKm } = rental;
  const km = (value: number): string => new Intl.NumberFormat(locale).format(value);
  const blocks: [string, string, string][] = [
    [
      says.car,
      `${rental.className} (${rental.acriss})`,
      odometerKm ? `${says.odometer} ${km(odometerKm.out)} – ${km(odometerKm.in)} km` : '',
    ],
    [says.pickUp, wallClockInWords(pickUp.local, locale), `${pickUp.name} (${pickUp.agency})`],
    [says.dropOff, wallClockInWords(dropOff.local, locale), `${dropOff.name} (${dropOff.agency})`],
  ];
  const column = width / blocks.length;
  const ends = blocks.map(([label, value, more], index) => {
    const box = { x: left + index * column, y: from + 11, width: column - 14 };
    const at = fact(pen, section, label, value, box);
    return more === '' ? at : pen.write(section, 'P', more, { ...box, y: at + 1.5 }, { size: 8.5, color: quiet });
  });
  section.end();
  return Math.max(...ends) + 16;
}
