const undecomposed: Readonly<Record<string, string>> = { ł: 'l', ø: 'o', đ: 'd', ß: 'ss', æ: 'ae', œ: 'oe', ı: 'i', þ: 'th', ð: 'd' };

/** Lower case, without accents and punctuation, words one blank apart: what places are found and sorted by. */
export const normalise = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[łøđßæœıþð]/g, (letter) => undecomposed[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const countryNames = ['fr', 'en'].map((language) => new Intl.DisplayNames(language, { type: 'region' }));

/** Every word that an agency may be looked for by, the country's name in both languages included; begins with a blank. */
export const agencyWords = (agency: { code: string; name: string; city: string; country: string }, others: readonly string[]): string =>
  ` ${normalise([agency.code, agency.name, agency.city, ...others, ...countryNames.map((names) => names.of(agency.country) ?? '')].join(' '))}`;
