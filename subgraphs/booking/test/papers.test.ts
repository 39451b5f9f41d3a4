import fc from 'fast-check';
import { readSellers } from '../src/data/billing/sellers.ts';
import type { BillingDocument } from '../src/data/billing/document.ts';
import { grossOf, netOf, type DocumentLine } from '../src/domain/billing/line.ts';
import { shareOf } from '../src/domain/billing/share.ts';
import { roundRatio } from '../src/domain/rounding.ts';
import { invoicePdf } from '../src/papers/pdf/invoicePdf.ts';
import { invoiceUbl } from '../src/papers/ubl/invoiceUbl.ts';

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

interface Element {
  name: string;
  text: string;
  children: Element[];
}

/** Our own small XML, read as strictly as it is written; throws where a tag is not closed. */
function parse(xml: string): Element {
  const stack: Element[] = [{ name: '', text: '', children: [] }];
  const body = xml.replace(/^<\?xml[^>]*\?>\n/, '');
  for (const [, close, name, text] of body.matchAll(/<(\/?)([\w:]+)(?:\s[^>]*)?>([^<]*)/g)) {
    const top = stack.at(-1);
    if (close) {
      if (stack.pop()?.name !== name) throw new Error(`</${String(name)}> closes another`);
    } else {
      const element = { name: name ?? '', text: text ?? '', children: [] };
      top?.children.push(element);
      stack.push(element);
    }
  }
  const [root] = stack[0]?.children ?? [];
  if (stack.length !== 1 || !root) throw new Error('not closed');
  return root;
}
const all = (element: Element, path: string): Element[] =>
  path
    .split('/')
    .reduce<Element[]>((found, name) => found.flatMap(({ children }) => children.filter((child) => child.name === name)), [element]);
const texts = (element: Element, path: string): string[] => all(element, path).map(({ text }) => text);
/** In the currency's minor units, so that sums are exact. */
const minors = (element: Element, path: string, digits = 2): number[] =>
  texts(element, path).map((text) => Math.round(Number(text) * 10 ** digits));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const one = (element: Element, path: string, digits = 2): number => {
  const [value, ...others] = minors(element, path, digits);
  if (value === undefined || others.length > 0) throw new Error(`${path}: not one`);
  return value;
};
const oneOrNone = (element: Element, path: string, digits = 2): number => minors(element, path, digits)[0] ?? 0;

/** The arithmetic of EN 16931, rule by rule; tolerances are those of its published validation rules. */
function requireEn16931(xml: string, digits = 2): void {
  const root = parse(xml);
  const line = root.name === 'CreditNote' ? 'cac:CreditNoteLine' : 'cac:InvoiceLine';
  const total = 'cac:LegalMonetaryTotal/cbc:';
  const nets = minors(root, `${line}/cbc:LineExtensionAmount`, digits);
  const extension = one(root, `${total}LineExtensionAmount`, digits);
  const exclusive = one(root, `${total}TaxExclusiveAmount`, digits);
  const inclusive = one(root, `${total}TaxInclusiveAmount`, digits);
  const tax = one(root, 'cac:TaxTotal/cbc:TaxAmount', digits);
  expect([sum(nets), 'BR-CO-10']).toEqual([extension, 'BR-CO-10']);
  // BR-CO-11 and 12: there are no allowances and charges of the document.
  expect(texts(root, 'cac:AllowanceCharge')).toEqual([]);
  expect([exclusive, 'BR-CO-13']).toEqual([extension, 'BR-CO-13']);
  const subtotals = all(root, 'cac:TaxTotal/cac:TaxSubtotal');
  expect([sum(subtotals.map((each) => one(each, 'cbc:TaxAmount', digits))), 'BR-CO-14']).toEqual([tax, 'BR-CO-14']);
  expect([inclusive, 'BR-CO-15']).toEqual([exclusive + tax, 'BR-CO-15']);
  const payable = one(root, `${total}PayableAmount`, digits);
  const [prepaid, rounding] = [oneOrNone(root, `${total}PrepaidAmount`, digits), oneOrNone(root, `${total}PayableRoundingAmount`, digits)];
  expect([payable, 'BR-CO-16']).toEqual([inclusive - prepaid + rounding, 'BR-CO-16']);
  expect(subtotals.length).toBeGreaterThan(0); // BR-CO-18
  for (const each of subtotals) {
    const [taxable, amount] = [one(each, 'cbc:TaxableAmount', digits), one(each, 'cbc:TaxAmount', digits)];
    const percent = Number(texts(each, 'cac:TaxCategory/cbc:Percent')[0] ?? '0');
    expect(Math.abs(amount - (taxable * percent) / 100)).toBeLessThan(10 ** digits); // BR-CO-17
    const [category] = texts(each, 'cac:TaxCategory/cbc:ID');
    if (category === 'E' || category === 'O') {
      expect(amount).toBe(0); // BR-E-09, BR-O-09
      expect(texts(each, 'cac:TaxCategory/cbc:TaxExemptionReason')).toHaveLength(1); // BR-E-10, BR-O-10
    }
    // BR-S-08 and the like: the base is the net of the lines of that category and rate.
    const lines = all(root, line).filter(
      (of) =>
        texts(of, 'cac:Item/cac:ClassifiedTaxCategory/cbc:ID')[0] === category &&
        Number(texts(of, 'cac:Item/cac:ClassifiedTaxCategory/cbc:Percent')[0] ?? '0') === percent,
    );
    expect(sum(lines.map((of) => one(of, 'cbc:LineExtensionAmount', digits)))).toBe(taxable);
  }
  if (subtotals.some((each) => texts(each, 'cac:TaxCategory/cbc:ID')[0] === 'O')) expect(subtotals).toHaveLength(1); // BR-O-11
  for (const of of all(root, line)) {
    const [quantity = 0] = texts(of, root.name === 'CreditNote' ? 'cbc:CreditedQuantity' : 'cbc:InvoicedQuantity').map(Number);
    const price = one(of, 'cac:Price/cbc:PriceAmount', digits);
    expect(price).toBeGreaterThanOrEqual(0); // BR-27
    const [base = 1] = texts(of, 'cac:Price/cbc:BaseQuantity').map(Number);
    expect(one(of, 'cbc:LineExtensionAmount', digits)).toBe(Math.round((quantity * price) / base)); // PEPPOL-EN16931-R120
    expect(texts(of, 'cac:Item/cac:ClassifiedTaxCategory/cbc:ID')).toHaveLength(1); // BR-CO-04
  }
  if (payable > 0) expect(texts(root, 'cac:PaymentTerms/cbc:Note')).toHaveLength(1); // BR-CO-25
  for (const path of ['cbc:ID', 'cbc:IssueDate', 'cbc:DocumentCurrencyCode']) expect(texts(root, path)).toHaveLength(1); // BR-02, 03, 05
  const sellersVat = texts(root, 'cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID');
  expect(sellersVat[0]).toMatch(/^(EL|[A-Z]{2})/); // BR-CO-09, BR-S-02
  for (const party of ['cac:AccountingSupplierParty', 'cac:AccountingCustomerParty']) {
    expect(texts(root, `${party}/cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode`)[0]).toMatch(/^[A-Z]{2}$/); // BR-09, BR-11
    expect(texts(root, `${party}/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName`)[0]).toMatch(/./); // BR-06, BR-07
  }
}

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
