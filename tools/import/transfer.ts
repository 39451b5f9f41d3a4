import { z } from 'zod';
import { GraphRefused, type Ask } from './graph.ts';
import { partsOf } from './parts.ts';
import type { Survey } from './fileLines.ts';

const fields = 'id state totalLines nextLine added changed unchanged refused';
const start = `mutation StartFleetImport($input: StartFleetImportInput!) { startFleetImport(input: $input) { ${fields} } }`;
const add = `mutation AddFleetImportLines($input: AddFleetImportLinesInput!) { addFleetImportLines(input: $input) { ${fields} } }`;
const look = `query FleetImport($id: ID!) { fleetImport(id: $id) { ${fields} } }`;

const count = z.int().min(0);
const importShape = z.object({
  id: z.string(),
  state: z.string(),
  totalLines: count,
  nextLine: count,
  added: count,
  changed: count,
  unchanged: count,
  refused: count,
});
export type FleetImport = z.infer<typeof importShape>;

/** The import cannot go on; the message says what to do. */
export class ImportStopped extends Error {}

export interface Chosen {
  name: string;
  agency: string | null;
  columns: readonly { column: string; field: string }[];
}

export async function open(ask: Ask, { format, fingerprint, totalLines, firstLine }: Survey, chosen: Chosen): Promise<FleetImport> {
  const input = { ...chosen, format, fingerprint, totalLines, firstLine };
  return importShape.parse((await ask(start, { input }))['startFleetImport']);
}

async function lookAt(ask: Ask, id: string): Promise<FleetImport> {
  const found = importShape.parse((await ask(look, { id }))['fleetImport']);
  if (found.state === 'FAILED')
    throw new ImportStopped('The same file was begun anew with other columns or another agency: this import is over.');
  return found;
}

/** Sends one part; where the graph has some of it already, because an answer was lost or somebody else sends too, the rest. */
async function send(
  ask: Ask,
  before: FleetImport,
  { fromLine, lines }: { fromLine: number; lines: readonly string[] },
): Promise<FleetImport> {
  let current = before;
  for (;;) {
    const rest = lines.slice(Math.max(0, current.nextLine - fromLine));
    if (rest.length === 0 || current.state !== 'RUNNING') return current;
    const input = { importId: current.id, fromLine: current.nextLine, lines: rest };
    try {
      return importShape.parse((await ask(add, { input }))['addFleetImportLines']);
    } catch (error) {
      if (!(error instanceof GraphRefused) || error.code !== 'WRONG_STATE') throw error;
      current = await lookAt(ask, current.id);
    }
  }
}

/** Sends the file's lines from where the import stands until its end, or until `signal`; tells `advanced` how many more have come. */
export async function transfer(
  ask: Ask,
  file: string,
  opened: FleetImport,
  signal: AbortSignal,
  advanced: (lines: number) => void,
): Promise<FleetImport> {
  let current = opened;
  for await (const part of partsOf(file, opened.nextLine)) {
    if (signal.aborted) break;
    const after = await send(ask, current, part);
    advanced(after.nextLine - current.nextLine);
    current = after;
  }
  return current;
}
