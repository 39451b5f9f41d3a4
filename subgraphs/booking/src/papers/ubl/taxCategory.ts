import { taxSums, type DocumentLine } from '../../domain/billing/line.ts';
import { millionths } from '../../domain/rounding.ts';
import type { Node } from './xml.ts';

/** A tax category of EN 16931 (UNCL 5305), or one tax of a US line. */
export interface Category {
  code: string;
  /** E.g. 20 or 5.5. */
  percent: string;
  scheme: string;
}

export const outside = 'O';
const percentOf = (rate: string): string => String(millionths(rate) / 10_000);

/** The Canary Islands' own tax has a category of its own. */
const vatCode = (name: string): string => (name === 'IGIC' ? 'L' : 'S');

/**
 * What a line's tax is. With VAT a line has one category; where only some lines are outside of it they are E, since O stands alone (BR-O-11).
 * In the US each tax is one of its own.
 */
export function categoriesOf(line: DocumentLine, all: readonly DocumentLine[], isVat: boolean): Category[] {
  const rated = line.taxes.filter(({ rate }) => rate !== null);
  if (!isVat) return rated.map(({ rate }) => ({ code: 'S', percent: percentOf(rate ?? '0'), scheme: 'OTH' }));
  const [tax] = rated;
  if (tax) return [{ code: vatCode(tax.name), percent: percentOf(tax.rate ?? '0'), scheme: 'VAT' }];
  const mixed = all.some(({ taxes }) => taxes.some(({ rate }) => rate !== null));
  return [{ code: mixed ? 'E' : outside, percent: '0', scheme: 'VAT' }];
}

/** BG-23: a subtotal for each category and rate, or each tax; their sum is the document's tax. */
export function taxTotal(
  lines: readonly DocumentLine[],
  isVat: boolean,
  reason: string,
  amount: (name: string, minor: number) => Node,
): Node {
  const subtotals = isVat ? vatSubtotals(lines) : salesSubtotals(lines);
  return [
    'cac:TaxTotal',
    [
      amount(
        'cbc:TaxAmount',
        subtotals.reduce((sum, { minor }) => sum + minor, 0),
      ),
      ...subtotals.map(({ category, name, taxableMinor, minor }): Node => [
        'cac:TaxSubtotal',
        [
          amount('cbc:TaxableAmount', taxableMinor),
          amount('cbc:TaxAmount', minor),
          [
            'cac:TaxCategory',
            [
              ['cbc:ID', category.code],
              category.code === outside || category.percent === '' ? null : ['cbc:Percent', category.percent],
              category.code === outside || category.code === 'E' ? ['cbc:TaxExemptionReason', reason] : null,
              ['cac:TaxScheme', [['cbc:ID', category.scheme], name === null ? null : ['cbc:Name', name]]],
            ],
          ],
        ],
      ]),
    ],
  ];
}

interface Subtotal {
  category: Category;
  name: string | null;
  taxableMinor: number;
  minor: number;
}

function vatSubtotals(lines: readonly DocumentLine[]): Subtotal[] {
  const sums = new Map<string, Subtotal>();
  for (const line of lines) {
    for (const category of categoriesOf(line, lines, true)) {
      const key = JSON.stringify(category);
      const sum = sums.get(key) ?? { category, name: null, taxableMinor: 0, minor: 0 };
      const minor = line.taxes.reduce((total, tax) => total + tax.minor, 0);
      sums.set(key, { ...sum, taxableMinor: sum.taxableMinor + line.netMinor, minor: sum.minor + minor });
    }
  }
  return [...sums.values()];
}

const salesSubtotals = (lines: readonly DocumentLine[]): Subtotal[] =>
  taxSums(lines).map((sum) => ({
    category: { code: sum.rate === null ? 'Z' : 'S', percent: sum.rate === null ? '' : percentOf(sum.rate), scheme: 'OTH' },
    name: `${sum.name}, ${sum.jurisdiction}`,
    taxableMinor: sum.taxableMinor,
    minor: sum.minor,
  }));
