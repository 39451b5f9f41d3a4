import { createHash } from 'node:crypto';
import type { RequestScope } from '@ycyw/service/scope';
import type { Viewer } from '@ycyw/service/viewer';
import type { Database } from '../src/data/database.ts';
import { noah, type Answer, type Fleet } from './fleet.ts';

export const startImport = `mutation ($input: StartFleetImportInput!) {
  startFleetImport(input: $input) { id format state totalLines nextLine startedAt } }`;
export const addLines = `mutation ($input: AddFleetImportLinesInput!) {
  addFleetImportLines(input: $input) { state nextLine added changed unchanged refused } }`;
const report = `query ($id: ID!, $first: Int, $after: String) { fleetImport(id: $id) {
  state nextLine added changed unchanged refused
  refusedRows(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { node { line field reason } } } } }`;

export const header = 'plate,make,model,year,acriss,agency,odometerKm,state,country';

/** A line that is taken as it is; name only what matters. */
export const aRow = (plate: string, own: Record<string, string | number> = {}): string =>
  Object.values({
    plate,
    make: 'Renault',
    model: 'Clio',
    year: 2025,
    acriss: 'EDMV',
    agency: 'CDG',
    odometerKm: 12,
    state: '',
    country: '',
    ...own,
  }).join();

export const fingerprintOf = (lines: readonly string[]): string => createHash('sha256').update(lines.join('\n')).digest('hex');

export interface Import {
  id: string;
  nextLine: number;
}

/** Opens an import of these lines, the first of them a header unless `own` says otherwise. */
export async function begin(
  fleet: Fleet,
  lines: readonly string[],
  own: Record<string, unknown> = {},
  viewer: Partial<Viewer> = noah,
): Promise<Answer & { import: Import }> {
  const [firstLine] = lines;
  const input = { name: 'stock.csv', format: 'CSV', fingerprint: fingerprintOf(lines), totalLines: lines.length, firstLine, ...own };
  const answer = await fleet.ask(startImport, { input }, viewer);
  return { ...answer, import: (answer.data?.startFleetImport ?? { id: '', nextLine: 0 }) as Import };
}

export const send = (
  fleet: Fleet,
  importId: string,
  fromLine: number,
  lines: readonly string[],
  viewer: Partial<Viewer> = noah,
  scope: { db?: Database } = {},
): Promise<Answer> => fleet.ask(addLines, { input: { importId, fromLine, lines } }, viewer, scope);

/** Opens an import and sends all of it, 500 lines a call; the last answer. */
export async function importAll(
  fleet: Fleet,
  lines: readonly string[],
  own: Record<string, unknown> = {},
  viewer: Partial<Viewer> = noah,
): Promise<Record<string, unknown> & { id: string }> {
  const opened = (await begin(fleet, lines, own, viewer)).import;
  let last: Answer = { data: null, code: undefined };
  for (let line = opened.nextLine; line <= lines.length; line += 500) {
    last = await send(fleet, opened.id, line, lines.slice(line - 1, line + 499), viewer);
  }
  return { ...(last.data?.addFleetImportLines as Record<string, unknown>), id: opened.id };
}

export interface Refused {
  line: number;
  field: string | null;
  reason: string;
}

/** All refused rows, page by page. */
export async function refusedRows(
  fleet: Fleet,
  id: string,
  viewer: Partial<Viewer> = noah,
  scope: Partial<RequestScope> = {},
): Promise<Refused[]> {
  const rows: Refused[] = [];
  let after: string | null = null;
  do {
    const { data } = await fleet.ask(report, { id, first: 100, after }, viewer, scope);
    const { refusedRows: page } = data?.fleetImport as {
      refusedRows: { pageInfo: { hasNextPage: boolean; endCursor: string }; edges: { node: Refused }[] };
    };
    rows.push(...page.edges.map(({ node }) => node));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after);
  return rows;
}
