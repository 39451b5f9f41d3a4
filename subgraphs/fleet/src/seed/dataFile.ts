import { readFileSync } from 'node:fs';

/** Splits one line of RFC 4180 CSV; our files hold no line breaks within a field. */
const fieldsOf = (line: string): string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');

/** The rows of `data/<name>`, each by its header's names. */
export function dataFile(name: string): Record<string, string>[] {
  const [header = '', ...lines] = readFileSync(new URL(`../../data/${name}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  const names = fieldsOf(header);
  return lines.map((line) => {
    const fields = fieldsOf(line);
    return Object.fromEntries(names.map((each, index) => [each, fields[index] ?? '']));
  });
}
