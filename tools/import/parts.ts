import { linesOf } from './fileLines.ts';

/** What the graph takes at once. */
const mostLines = 500;
/** The router takes bodies of 256 KiB; the rest of one is small. */
const mostBytes = 200_000;

export interface Part {
  fromLine: number;
  lines: string[];
}

/** The file's lines from `fromLine` on, in parts that fit into one request. */
export async function* partsOf(file: string, fromLine: number): AsyncGenerator<Part> {
  let part: Part = { fromLine, lines: [] };
  let bytes = 0;
  let number = 0;
  for await (const lines of linesOf(file)) {
    for (const line of lines) {
      number += 1;
      if (number < fromLine) continue;
      const size = Buffer.byteLength(JSON.stringify(line)) + 1;
      if (part.lines.length === mostLines || (part.lines.length > 0 && bytes + size > mostBytes)) {
        yield part;
        [part, bytes] = [{ fromLine: number, lines: [] }, 0];
      }
      part.lines.push(line);
      bytes += size;
    }
  }
  if (part.lines.length > 0) yield part;
}
