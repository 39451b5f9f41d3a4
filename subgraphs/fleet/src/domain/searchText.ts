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

const display = (language: string): Intl.DisplayNames => new Intl.DisplayNames(language, { type: 'region' });
const readers = ['fr', 'en'].map(display);

/** A country's name in our readers' languages and in the one that most people there speak. */
const countryNames = (country: string): string[] =>
  [...readers, display(new Intl.Locale('und', { region: country }).maximize().language)].map((names) => names.of(country) ?? '');

const spelledOut: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };

/** The same where a keyboard had no such letters, e.g. Muenchen; blank when there are none. */
const withoutUmlauts = (text: string): string => {
  const spelled = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[äöüåø]/g, (letter) => spelledOut[letter] ?? letter);
  return spelled === text.normalize('NFC').toLowerCase() ? '' : spelled;
};

/** Every word that an agency may be looked for by, the country's names included; begins with a blank. */
export function agencyWords(agency: { code: string; name: string; city: string; country: string }, others: readonly string[]): string {
  const names = [agency.name, agency.city, ...others].join(' ');
  return ` ${normalise([agency.code, names, withoutUmlauts(names), ...countryNames(agency.country)].join(' '))}`;
}
