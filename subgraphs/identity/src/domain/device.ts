const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:HeadlessChrome|Chrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

const named = (agent: string, table: readonly (readonly [RegExp, string])[]): string | undefined =>
  table.find(([sign]) => sign.test(agent))?.[1];

/** A User-Agent header in words that its owner knows again, e.g. "Firefox · Linux"; at most 60 characters. */
export function deviceOf(agent: string | undefined): string {
  if (!agent) return '?';
  const known = [named(agent, browsers), named(agent, systems)].filter((part) => part !== undefined);
  return known.length > 0 ? known.join(' · ') : (/^[\w.-]{1,40}/.exec(agent)?.[0] ?? '?');
}
