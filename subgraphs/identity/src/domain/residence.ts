import type { Region } from '@ycyw/service/viewer';

/** Where the data of a resident of `country` (ISO 3166-1 alpha-2) lives. */
export function regionOf(country: string): Region {
  if (country === 'GB') return 'UK';
  return country === 'US' ? 'US' : 'EU';
}

// ISO 4217 of 2026; euro countries and everyone we have no market in pay in euro.
const currencies: Readonly<Record<string, string>> = {
  CH: 'CHF',
  CZ: 'CZK',
  DK: 'DKK',
  GB: 'GBP',
  HU: 'HUF',
  LI: 'CHF',
  NO: 'NOK',
  PL: 'PLN',
  RO: 'RON',
  SE: 'SEK',
  US: 'USD',
};

/** The currency that prices are first shown in to a resident of `country`. */
export const currencyOf = (country: string): string => currencies[country] ?? 'EUR';

const countries = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** Whether `code` is a country that ISO 3166-1 knows. */
export const isCountry = (code: string): boolean =>
  !['EU', 'EZ', 'UN', 'XA', 'XB', 'ZZ', 'UK'].includes(code) && countries.of(code) !== undefined;
