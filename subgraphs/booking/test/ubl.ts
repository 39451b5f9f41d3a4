import { documentsOf } from '../src/data/billing/document.ts';
import { invoiceUbl } from '../src/papers/ubl/invoiceUbl.ts';
import type { House } from './agency.ts';

interface Element {
  name: string;
  text: string;
  children: Element[];
}

/** Our own small XML, read as strictly as it is written; throws where a tag is not closed. */
export function parse(xml: string): Element {
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
export const minors = (element: Element, path: string, digits = 2): number[] =>
  texts(element, path).map((text) => Math.round(Number(text) * 10 ** digits));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
export const one = (element: Element, path: string, digits = 2): number => {
  const [value, ...others] = minors(element, path, digits);
  if (value === undefined || others.length > 0) throw new Error(`${path}: not one`);
  return value;
};
const oneOrNone = (element: Element, path: string, digits = 2): number => minors(element, path, digits)[0] ?? 0;

/** BR-S-09, BR-CO-17 and the like, in all countries: a tax is its rate of its base, but for what each line was rounded by, and a share of them. */
export function requireTaxOfBases(xml: string, digits = 2): void {
  const root = parse(xml);
  const lines = all(root, root.name === 'CreditNote' ? 'cac:CreditNoteLine' : 'cac:InvoiceLine').length;
  for (const each of all(root, 'cac:TaxTotal/cac:TaxSubtotal')) {
    const [taxable, amount] = [one(each, 'cbc:TaxableAmount', digits), one(each, 'cbc:TaxAmount', digits)];
    const percent = Number(texts(each, 'cac:TaxCategory/cbc:Percent')[0] ?? NaN);
    const offMinor = Math.abs(amount - (taxable * percent) / 100);
    // A fixed amount has no rate.
    if (!Number.isNaN(percent)) expect([percent, taxable, amount, offMinor <= lines / 2 + 2]).toEqual([percent, taxable, amount, true]);
  }
}

/** The arithmetic of EN 16931, rule by rule; tolerances are those of its published validation rules. */
export function requireEn16931(xml: string, digits = 2): void {
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
  requireTaxOfBases(xml, digits);
  for (const each of subtotals) {
    const [taxable, amount] = [one(each, 'cbc:TaxableAmount', digits), one(each, 'cbc:TaxAmount', digits)];
    const percent = Number(texts(each, 'cac:TaxCategory/cbc:Percent')[0] ?? '0');
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

/** Holds every document that was issued in the house to the rules; how many. */
export async function requireSoundDocuments({ db, world }: House): Promise<number> {
  const bookings = await db.booking.findMany({ select: { id: true } });
  const documents = await documentsOf(
    world.sql,
    bookings.map(({ id }) => id),
  );
  for (const document of documents) {
    const xml = invoiceUbl(document, null, 'en');
    if (document.content.seller.taxNumberKind === 'VAT') requireEn16931(xml);
    else requireTaxOfBases(xml);
  }
  return documents.length;
}
