import type { Language } from '@ycyw/service/language';
import type { Unit } from '../rental.ts';
import type { TaxedAmount } from '../tax.ts';

/** Every kind of line that a booking can be charged. */
export type BillingLineKind =
  | 'RENTAL'
  | 'ONE_WAY'
  | 'YOUNG_DRIVER'
  | 'OUT_OF_HOURS'
  | 'EXTRA'
  | 'INSURANCE'
  | 'DELIVERY'
  | 'AIRPORT_SURCHARGE'
  | 'CONCESSION_FEE'
  | 'PROMOTION'
  | 'ROUNDING'
  | 'FUEL'
  | 'MILEAGE'
  | 'DAMAGE'
  | 'LATE_RETURN'
  | 'FINE'
  | 'TOLL'
  | 'CLEANING'
  | 'HANDLING'
  | 'CANCELLATION';

/** gross = net + taxes. On a credit note amounts are what is taken back, in the invoice's own signs. */
export interface DocumentLine extends TaxedAmount {
  /** Of an invoice: its place there. Of a credit note: the invoice's line that it takes back. */
  slot: number;
  kind: BillingLineKind;
  /** Of a charge after the return. */
  chargeId?: string;
  name?: Record<Language, string>;
  quantity: number;
  unit?: Unit;
  unitMinor?: number;
  days?: number;
}

/** A line as prices and charges hold it. */
export type PricedLine = Omit<DocumentLine, 'slot' | 'kind'> & { kind: string };

export interface TaxSum {
  name: string;
  jurisdiction: string;
  rate: string | null;
  taxableMinor: number;
  minor: number;
}

export const taxKey = ({ name, jurisdiction, rate }: Pick<TaxSum, 'name' | 'jurisdiction' | 'rate'>): string =>
  JSON.stringify([jurisdiction, name, rate]);

export const grossOf = (lines: readonly TaxedAmount[]): number => lines.reduce((sum, { grossMinor }) => sum + grossMinor, 0);
export const netOf = (lines: readonly TaxedAmount[]): number => lines.reduce((sum, { netMinor }) => sum + netMinor, 0);

/** What each tax comes to and on what, in the order in which the lines name them. */
export function taxSums(lines: readonly TaxedAmount[]): TaxSum[] {
  const sums = new Map<string, TaxSum>();
  for (const { netMinor, taxes } of lines) {
    for (const { name, jurisdiction, rate, minor } of taxes) {
      const key = taxKey({ name, jurisdiction, rate });
      const sum = sums.get(key) ?? { name, jurisdiction, rate, taxableMinor: 0, minor: 0 };
      sums.set(key, { ...sum, taxableMinor: sum.taxableMinor + netMinor, minor: sum.minor + minor });
    }
  }
  return [...sums.values()];
}

/** The lines of a frozen price or of charges as an invoice numbers them. */
export const slotted = (lines: readonly PricedLine[], from = 0): DocumentLine[] =>
  lines.map(({ kind, chargeId, name, quantity, unit, unitMinor, days, netMinor, taxes, grossMinor }, index) => ({
    slot: from + index,
    kind: kind as BillingLineKind,
    ...(chargeId !== undefined && { chargeId }),
    ...(name && { name }),
    quantity,
    ...(unit && { unit }),
    ...(unitMinor !== undefined && { unitMinor }),
    ...(days !== undefined && { days }),
    netMinor,
    taxes,
    grossMinor,
  }));
