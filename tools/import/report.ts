import { open } from 'node:fs/promises';
import { z } from 'zod';
import type { Ask } from './graph.ts';

const query = `query RefusedRows($id: ID!, $after: String) {
  fleetImport(id: $id) { refusedRows(first: 100, after: $after) {
    pageInfo { hasNextPage endCursor } edges { node { line field reason } } } }
}`;

const page = z.object({
  refusedRows: z.object({
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    edges: z.array(z.object({ node: z.object({ line: z.int(), field: z.string().nullable(), reason: z.string() }) })),
  }),
});

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** Writes the refused rows of an import into `file` as CSV, in the order of what was imported. */
export async function writeReport(ask: Ask, id: string, file: string): Promise<void> {
  const out = await open(file, 'w');
  try {
    await out.write('line,field,reason\r\n');
    let after: string | null = null;
    do {
      const { refusedRows } = page.parse((await ask(query, { id, after }))['fleetImport']);
      const rows = refusedRows.edges.map(({ node: { line, field, reason } }) => [String(line), field ?? '', reason].map(quoted).join());
      await out.write(rows.map((row) => `${row}\r\n`).join(''));
      after = refusedRows.pageInfo.hasNextPage ? refusedRows.pageInfo.endCursor : null;
    } while (after !== null);
  } finally {
    await out.close();
  }
}
