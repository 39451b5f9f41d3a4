import { Refusal } from '@ycyw/service/refusal';
import { cells } from './csv.ts';

export const importFields = ['plate', 'make', 'model', 'year', 'acriss', 'agency', 'odometerKm', 'state', 'country'] as const;
export type ImportField = (typeof importFields)[number];
export type ImportFormat = 'CSV' | 'JSON_LINES';

/** How the lines of one file are read: its columns in their order, each with what it holds of ours. separator: of a CSV. */
export interface Reading {
  separator: string | null;
  columns: { column: string; field: ImportField | null }[];
}

export interface ColumnMapping {
  column: string;
  field: string;
}

const mostColumns = 200;
const needed: readonly ImportField[] = ['plate', 'make', 'model', 'year', 'acriss'];

/** Names of columns as people vary them: `Odometer km`, `odometer_km` and `odometerKm` are one. */
const plain = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_.-]/g, '');
const ownName = new Map(importFields.map((field) => [plain(field), field]));

/** Which of ours a column holds that nobody mapped: the one of its name. */
export const fieldNamed = (column: string): ImportField | null => ownName.get(plain(column)) ?? null;

const refuse = (reason: string): never => {
  throw new Refusal('BAD_INPUT', reason);
};

function keysOf(line: string): string[] {
  try {
    const object: unknown = JSON.parse(line);
    if (typeof object === 'object' && object !== null && !Array.isArray(object)) return Object.keys(object);
  } catch {
    // Said below, as of whatever else is no object.
  }
  return refuse('firstLine: JSON object');
}

/** The separator that the header has more of. */
function separatorOf(header: string): string {
  const count = (sign: string): number => cells(header, sign)?.length ?? 0;
  return count(';') > count(',') ? ';' : ',';
}

/**
 * Reads a file's first line: the header of a CSV (RFC 4180; `,` or `;`; a byte order mark is passed over), or the first object of
 * JSON lines. `mapping` goes before names of our own. BAD_INPUT names what is unknown, twice or missing; `hasAgency`: rows need name none.
 */
export function readingOf(format: ImportFormat, firstLine: string, mapping: readonly ColumnMapping[], hasAgency: boolean): Reading {
  const line = firstLine.replace(/^\uFEFF/, '').trimEnd();
  if (line.includes('\n')) refuse('firstLine');
  const separator = format === 'CSV' ? separatorOf(line) : null;
  const names = separator === null ? keysOf(line) : (cells(line, separator) ?? refuse('firstLine: CSV'));
  const header = names.map((name) => name.trim());
  if (header.length > mostColumns) refuse(`columns > ${String(mostColumns)}`);
  const mapped = new Map(
    mapping.map(({ column, field }) => {
      if (!header.includes(column.trim())) refuse(`columns: ${column}`);
      return [column.trim(), importFields.find((each) => each === field) ?? refuse(`columns: ${field}`)];
    }),
  );
  const taken = new Set(mapped.values());
  const columns = header.map((column) => {
    const own = fieldNamed(column);
    return { column, field: mapped.get(column) ?? (own && taken.has(own) ? null : own) };
  });
  const held = columns.flatMap(({ field }) => field ?? []);
  const twice = held.find((field, place) => held.indexOf(field) !== place) ?? (taken.size < mapping.length ? 'columns' : undefined);
  if (twice !== undefined) refuse(`columns: ${twice} × 2`);
  const missing = [...needed, ...(hasAgency ? [] : (['agency'] as const))].filter((field) => !held.includes(field));
  if (missing.length > 0) refuse(`columns: ${missing.join(', ')}`);
  return { separator, columns };
}
