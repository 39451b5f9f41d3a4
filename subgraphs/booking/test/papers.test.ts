import fc from 'fast-check';
import { readSellers } from '../src/data/billing/sellers.ts';
import type { BillingDocument } from '../src/data/billing/document.ts';
import { grossOf, netOf, type DocumentLine } from '../src/domain/billing/line.ts';
import { shareOf } from '../src/domain/billing/share.ts';
import { roundRatio } from '../src/domain/rounding.ts';
import { invoicePdf } from '../src/papers/pdf/invoicePdf.ts';
import { invoiceUbl } from '../src/papers/ubl/invoiceUbl.ts';
import { minors, one, parse, requireEn16931 } from './ubl.ts';

const sellers = readSellers();
const buyer = { givenName: 'Zoé Αλεξάνδρα', familyName: 'Иванова & <Łukasiewicz>', email: 'zoe@example.com' };

const taxed = (slot: number, kind: DocumentLine['kind'], netMinor: number, rates: readonly string[], name = 'VAT'): DocumentLine => {
  const taxes = rates.map((rate, index) => ({
    ...{ name: index === 0 ? name : `Tax ${String(index)}`, jurisdiction: 'FR', rate },
    minor: roundRatio(netMinor * Math.round(Number(rate) * 1e4), 1e4, { rule: 'HALF_UP', stepMinor: 1 }),
  }));
  return { slot, kind, quantity: 1 + (slot % 3), netMinor, taxes, grossMinor: netMinor + taxes.reduce((sum, { minor }) => sum + minor, 0) };
};

const documentOf = (
  country: string,
  currency: string,
  lines: readonly DocumentLine[],
  more: Partial<BillingDocument> = {},
): BillingDocument => {
  const entity = sellers.of(country);
  if (!entity) throw new Error(`no seller in ${country}`);
  const [netMinor, grossMinor] = [netOf(lines), grossOf(lines)];
  const stop = { agency: 'CDG', name: 'Paris, Charles de Gaulle', local: '2026-07-14T10:00' };
  return {
    ...{ id: '019a0000-0000-7000-8000-000000000001', bookingId: '', paymentId: null, ordinal: 1, kind: 'INVOICE', refersTo: null },
    ...{ entity: country, year: 2026, serial: 123, number: `${country}-2026-000123`, agency: 'CDG', currency, netMinor, grossMinor },
    ...{ taxMinor: grossMinor - netMinor, language: 'fr', buyer: null, buyerOwner: null, issuedOn: '2026-07-18' },
    issuedAt: new Date('2026-07-18T08:00:00Z'),
    content: {
      ...{ reason: 'RENTAL', seller: entity.seller, residence: 'FR', suppliedOn: '2026-07-18', lines, refersTo: null },
      rental: {
        reference: 'YC-7KQ2-M9',
        acriss: 'CDMV',
        className: 'Compact',
        pickUp: stop,
        dropOff: stop,
        days: 4,
        odometerKm: { out: 10, in: 99 },
      },
      tenders: [
        { method: 'CASHBACK', at: '2026-06-01', amountMinor: Math.min(500, grossMinor) },
        { method: 'CARD', at: '2026-06-01', amountMinor: grossMinor - Math.min(500, grossMinor) },
      ],
    },
    ...more,
  };
};

const line = fc.record({
  kind: fc.constantFrom('EXTRA' as const, 'RENTAL' as const, 'PROMOTION' as const, 'DAMAGE' as const),
  net: fc.integer({ min: 1, max: 300_000 }),
});

test('what is written in UBL keeps the arithmetic of EN 16931, for invoices and credit notes of any lines', () => {
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 8 }),
      fc.constantFrom('0.20', '0.055', '0.255'),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.integer({ min: -2, max: 2 }),
      (drawn, rate, share, roundingMinor) => {
        const lines = [
          taxed(0, 'RENTAL', 1_000_000, [rate]),
          ...drawn.map(({ kind, net }, index) =>
            taxed(index + 1, kind, kind === 'PROMOTION' ? -net % 90_000 : net, kind === 'DAMAGE' ? [] : [rate]),
          ),
        ];
        const rounded = roundingMinor === 0 ? [] : [{ ...taxed(99, 'ROUNDING', roundingMinor, []), quantity: 1 }];
        requireEn16931(invoiceUbl(documentOf('FR', 'EUR', [...lines, ...rounded]), buyer, 'fr'));
        const credited = shareOf(lines, Math.max(1, Math.floor(grossOf(lines) * share)));
        const note = documentOf('FR', 'EUR', credited, { kind: 'CREDIT_NOTE', number: 'FR-C2026-000001' });
        const refers = { ...note.content, reason: 'CREDIT' as const, refersTo: { number: 'FR-2026-000123', issuedOn: '2026-07-18' } };
        requireEn16931(invoiceUbl({ ...note, content: refers }, buyer, 'en'));
      },
    ),
    { numRuns: 150 },
  );
});

test('the rules find an invoice that does not add up: the control', () => {
  const xml = invoiceUbl(documentOf('FR', 'EUR', [taxed(0, 'RENTAL', 10_000, ['0.20'])]), buyer, 'fr');
  requireEn16931(xml);
  expect(() => requireEn16931(xml.replace('>100.00</cbc:TaxExclusiveAmount>', '>100.01</cbc:TaxExclusiveAmount>'))).toThrow('BR-CO-13');
  expect(() => requireEn16931(xml.replace('>20.00</cbc:TaxAmount>', '>20.01</cbc:TaxAmount>'))).toThrow('BR-CO-14');
  // A fine of 90 in one line with its fee of 25.
  const mixed = {
    ...taxed(0, 'FINE', 11_083, []),
    taxes: [{ name: 'VAT', jurisdiction: 'FR', rate: '0.20', minor: 417 }],
    grossMinor: 11_500,
  };
  expect(() => {
    requireEn16931(invoiceUbl(documentOf('FR', 'EUR', [mixed]), buyer, 'fr'));
  }).toThrow();
});

test('currencies without decimals have none, and what stands outside the tax says so', () => {
  const yen = invoiceUbl(documentOf('DE', 'JPY', [taxed(0, 'RENTAL', 5000, ['0.19'])]), buyer, 'en');
  requireEn16931(yen, 0);
  expect(yen).toContain('<cbc:PayableAmount currencyID="JPY">0</cbc:PayableAmount>');
  const damage = invoiceUbl(documentOf('FR', 'EUR', [{ ...taxed(0, 'DAMAGE', 5000, []), quantity: 1 }]), null, 'en');
  requireEn16931(damage);
  expect(damage).toContain('<cbc:TaxExemptionReason>Outside the scope of VAT</cbc:TaxExemptionReason>');
});

test('a name is text in the XML, whatever it holds; without an address it is no Peppol document', () => {
  const xml = invoiceUbl(documentOf('FR', 'EUR', [taxed(0, 'RENTAL', 100, ['0.20'])]), { ...buyer, givenName: 'A\u0000B]]>' }, 'fr');
  expect(xml).toContain('AB]]&gt; Иванова &amp; &lt;Łukasiewicz&gt;');
  expect(xml).toContain('urn:fdc:peppol.eu:2017:poacc:billing:3.0');
  const forgotten = invoiceUbl(documentOf('FR', 'EUR', [taxed(0, 'RENTAL', 100, ['0.20'])]), null, 'fr');
  expect(forgotten).not.toContain('peppol');
});

test('in the US each tax is by itself, and there is no VAT', () => {
  const lines = [taxed(0, 'RENTAL', 10_000, ['0.04', '0.06'], 'Sales tax')];
  const xml = invoiceUbl(documentOf('US', 'USD', lines), buyer, 'en');
  const root = parse(xml);
  expect(minors(root, 'cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount')).toEqual([400, 600]);
  expect(one(root, 'cac:TaxTotal/cbc:TaxAmount')).toBe(1000);
  expect(xml).not.toMatch(/VAT|peppol/);
});

test('the same document has the same bytes, tagged, in its language, with its fonts in it', async () => {
  const document = documentOf('FR', 'EUR', [taxed(0, 'RENTAL', 10_000, ['0.20'])]);
  const [one1, two, english] = [
    await invoicePdf(document, buyer, 'fr'),
    await invoicePdf(document, buyer, 'fr'),
    await invoicePdf(document, buyer, 'en'),
  ];
  expect(one1.equals(two)).toBe(true);
  expect(one1.equals(english)).toBe(false);
  const text = one1.toString('latin1');
  for (const part of ['/StructTreeRoot', '/Lang (fr-FR)', '/Marked true', '/FontFile2', '/DisplayDocTitle true', 'pdfuaid'])
    expect(text).toContain(part);
  expect(one1.length).toBeLessThan(60_000);
});

test.each([
  ['FR', '595.28 841.89'],
  ['US', '612 792'],
])('in %s it is printed on the paper there, over as many pages as it takes, whatever the name', async (country, size) => {
  const lines = Array.from({ length: 60 }, (_, slot) => taxed(slot, 'EXTRA', 1000 + slot, ['0.10']));
  const pdf = (await invoicePdf(documentOf(country, 'EUR', lines), { ...buyer, familyName: 'X'.repeat(300) }, 'en')).toString('latin1');
  expect(pdf).toContain(`/MediaBox [0 0 ${size}]`);
  expect(pdf.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(2);
});

test('every country with a market has its seller, in its own name and number', () => {
  const names = new Set(sellers.all.map(({ seller }) => seller.name));
  expect(names.size).toBe(sellers.all.length);
  for (const { seller } of sellers.all) {
    const prefix = seller.address.country === 'GR' ? 'EL' : seller.address.country;
    expect(seller.taxNumber).toMatch(seller.taxNumberKind === 'EIN' ? /^00-0{7}$/ : new RegExp(`^${prefix}[0-9A-Z]{8,12}$`));
  }
});
