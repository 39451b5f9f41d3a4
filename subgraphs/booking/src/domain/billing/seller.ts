import type { Language } from '@ycyw/service/language';

export type DocumentKind = 'INVOICE' | 'CREDIT_NOTE';

/** What is kept of a booking that was given up: taxed as the rental would have been, or outside the tax. */
export type CancellationRule = 'TAXED' | 'OUTSIDE';

/** A legal entity as its documents name it. */
export interface Seller {
  code: string;
  name: string;
  address: { line1: string; postalCode: string; city: string; country: string };
  /** Register and number in it. */
  registration: string;
  taxNumber: string;
  taxNumberKind: 'VAT' | 'EIN';
  mentions: readonly Record<Language, string>[];
  paper: 'A4' | 'LETTER';
}

/** One seller, and how it numbers and dates what it issues. */
export interface LegalEntity {
  seller: Seller;
  timeZone: string;
  /** With {year} and {serial} in them. */
  numbers: Record<DocumentKind, string>;
  cancellation: CancellationRule;
}

/** The legal entities by the countries where they rent out. */
export interface Sellers {
  all: readonly LegalEntity[];
  /** Undefined where nobody rents out. */
  of(country: string): LegalEntity | undefined;
}

const digits = 6;

export const numberOf = ({ numbers }: Pick<LegalEntity, 'numbers'>, kind: DocumentKind, year: number, serial: number): string =>
  numbers[kind].replace('{year}', String(year)).replace('{serial}', String(serial).padStart(digits, '0'));
