import { cells } from './csv.ts';
import { quoted, type RowRefusal } from './importReason.ts';
import { fieldNamed, type ImportField, type Reading } from './importReading.ts';

/** One line's values by field of ours, trimmed; what is empty or null is left out. */
export interface ImportRow {
  line: number;
  values: ReadonlyMap<ImportField, string>;
}

const longestLine = 10_000;
// PostgreSQL's text holds neither NUL nor half characters, and no other control belongs into a cell. U+FFFD: bytes that were no UTF-8.
const unprintable = /[^\P{Cc}\t]|\p{Cs}|\uFFFD/u;

const refusal = (line: number, code: RowRefusal['code'], detail = ''): RowRefusal => ({ line, field: null, code, detail });

function rowOf(line: number, entries: Iterable<[ImportField | null, unknown]>): ImportRow | RowRefusal {
  const values = new Map<ImportField, string>();
  for (const [field, value] of entries) {
    if (field === null || value === null || value === '') continue;
    if (typeof value !== 'string' && typeof value !== 'number')
      return { line, field, code: 'MALFORMED', detail: quoted(JSON.stringify(value)) };
    const text = String(value).trim();
    if (unprintable.test(text)) return { line, field, code: 'MALFORMED', detail: quoted(text) };
    if (text !== '') values.set(field, text);
  }
  return { line, values };
}

function objectIn(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** Reads one line; null for a blank one. `line` is its number in the file. */
export function readRow({ separator, columns }: Reading, line: number, raw: string): ImportRow | RowRefusal | null {
  const text = raw.replace(/\r$/, '');
  if (text.trim() === '') return null;
  if (text.length > longestLine || unprintable.test(text)) return refusal(line, 'UNREADABLE');
  if (separator === null) {
    const object = objectIn(text);
    if (!object) return refusal(line, 'UNREADABLE');
    const known = new Map(columns.map(({ column, field }) => [column, field]));
    const held = new Set(known.values());
    const named = (column: string): ImportField | null => {
      const own = fieldNamed(column);
      return own && held.has(own) ? null : own;
    };
    return rowOf(
      line,
      Object.entries(object).map(([key, value]) => [known.has(key) ? (known.get(key) ?? null) : named(key), value]),
    );
  }
  const read = cells(text, separator);
  if (!read) return refusal(line, 'UNREADABLE');
  if (read.length > columns.length) return refusal(line, 'TOO_MANY_COLUMNS', String(read.length - columns.length));
  return rowOf(
    line,
    read.map((cell, place) => [columns[place]?.field ?? null, cell]),
  );
}
