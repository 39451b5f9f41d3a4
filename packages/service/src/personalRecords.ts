import { decodeCursor, encodeCursor, pageSize } from './connection.ts';
import { Refusal } from './refusal.ts';
import { requireService, type Viewer } from './viewer.ts';

/** A row as its person may read it; `key` is what the next page goes on after. */
export interface PersonalRow {
  key: string;
  at: Date;
  data: Readonly<Record<string, unknown>>;
}

/** Rows of one kind in a lasting order, those after the key `after`. */
export interface RecordSource {
  kind: string;
  read(after: string | null, size: number): PromiseLike<readonly PersonalRow[]>;
}

export interface RecordsArgs {
  first?: number | null;
  after?: string | null;
}

/** What a domain holds on a person, source by source, a page at a time. For our own services alone. */
export async function personalRecords(viewer: Viewer, sources: readonly RecordSource[], { first, after }: RecordsArgs) {
  requireService(viewer);
  const size = pageSize(first ?? 100);
  const [kind, key] = (decodeCursor(after) ?? []).map(String);
  const start = kind === undefined ? 0 : sources.findIndex((source) => source.kind === kind);
  if (start < 0) throw new Refusal('BAD_INPUT', 'cursor');
  const records: { kind: string; at: Date; data: string }[] = [];
  for (const source of sources.slice(start)) {
    const rows = await source.read(source.kind === kind ? (key ?? null) : null, size - records.length);
    for (const { at, data } of rows) records.push({ kind: source.kind, at, data: JSON.stringify(data) });
    const last = rows.at(-1);
    if (last && records.length >= size) return { records, next: encodeCursor([source.kind, last.key]) };
  }
  return { records, next: null };
}
