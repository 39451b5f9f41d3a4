/** ISO 3166-1 alpha-2 of where renters and their licences come from: the EU, then our other markets, then usual guests. */
export const countries = [
  'AT', 'BE', 'BG', 'HR', 'CY', 'CZ', 'DK', 'EE', 'FI', 'FR', 'DE', 'GR', 'HU', 'IE', 'IT', 'LV', 'LT', 'LU', 'MT', 'NL', 'PL', 'PT',
  'RO', 'SK', 'SI', 'ES', 'SE', 'GB', 'US', 'CH', 'NO', 'IS', 'LI', 'CA', 'AU', 'NZ', 'JP', 'KR', 'BR', 'IN', 'MA', 'TN', 'SN', 'ZA',
] as const;
