/** Past it a line is cut: the graph refuses it as unreadable all the same. */
const mostCharacters = 10_001;

// The graph takes no NUL; as the sign for bytes that were no text the line is refused, and not all that comes with it.
const clean = (line: string): string => line.slice(0, mostCharacters).replaceAll('\0', '\uFFFD').replace(/\r$/, '');

/** The file's lines in order, some at a time; `read` hears of every block's bytes. A block is all that is in memory at once. */
export async function* linesOf(file: Blob, read: (bytes: number) => void = () => undefined): AsyncGenerator<string[]> {
  const text = new TextDecoder('utf-8', { ignoreBOM: true });
  const blocks = file.stream().getReader();
  let rest = '';
  for (let block = await blocks.read(); !block.done; block = await blocks.read()) {
    read(block.value.byteLength);
    const lines = (rest + text.decode(block.value, { stream: true })).split('\n');
    rest = (lines.pop() ?? '').slice(0, mostCharacters);
    if (lines.length > 0) yield lines.map(clean);
  }
  rest += text.decode();
  if (rest !== '') yield [clean(rest)];
}

const wholeBytes = 64 * 1024 * 1024;
const partBytes = 8 * 1024 * 1024;

const digest = async (bytes: Blob): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', await bytes.arrayBuffer()));

/**
 * What the file is known by, hexadecimal: SHA-256 of the whole up to 64 MiB; of the SHA-256 of its parts of 8 MiB beyond, for
 * browsers hash nothing piece by piece and would need all of it in memory.
 */
export async function fingerprintOf(file: Blob): Promise<string> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; file.size > wholeBytes && at < file.size; at += partBytes) parts.push(await digest(file.slice(at, at + partBytes)));
  const bytes = await digest(parts.length > 0 ? new Blob(parts) : file);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export type Survey = { totalLines: number; firstLine: string; format: 'CSV' | 'JSON_LINES' };

/** Reads the whole file once. */
export async function survey(file: Blob, read?: (bytes: number) => void): Promise<Survey> {
  let totalLines = 0;
  let firstLine = '';
  for await (const lines of linesOf(file, read)) {
    if (totalLines === 0) firstLine = lines[0] ?? '';
    totalLines += lines.length;
  }
  const format = /^\uFEFF?\s*\{/.test(firstLine) ? 'JSON_LINES' : 'CSV';
  return { totalLines, firstLine, format };
}

/** What the graph takes at once. */
const mostLines = 500;
/** The router takes bodies of 256 KiB; the rest of one is small. */
const mostBytes = 200_000;

export type Part = { fromLine: number; lines: string[] };

/** The file's lines from `fromLine` on, in parts that fit into one request. */
export async function* partsOf(file: Blob, fromLine: number): AsyncGenerator<Part> {
  const sizeOf = new TextEncoder();
  let part: Part = { fromLine, lines: [] };
  let bytes = 0;
  let number = 0;
  for await (const lines of linesOf(file)) {
    for (const line of lines) {
      number += 1;
      if (number < fromLine) continue;
      const size = sizeOf.encode(JSON.stringify(line)).length + 1;
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
