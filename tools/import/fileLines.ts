import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** Past it a line is cut: the graph refuses it as unreadable all the same. */
const mostCharacters = 10_001;
const mostBytes = mostCharacters * 4;
const lineFeed = 0x0a;

// The graph takes no NUL; as the sign for bytes that were no text the line is refused, and not all that comes with it.
const text = (bytes: Buffer): string => bytes.toString('utf8').replaceAll('\0', '\uFFFD').replace(/\r$/, '').slice(0, mostCharacters);

/** The file's lines in order, some at a time, in constant memory however long they are; `read` sees every byte. */
export async function* linesOf(file: string, read: (bytes: Buffer) => void = () => undefined): AsyncGenerator<string[]> {
  let rest: Buffer[] = [];
  let size = 0;
  const add = (bytes: Buffer): void => {
    if (bytes.length > 0 && size < mostBytes) rest.push(bytes);
    size += bytes.length;
  };
  const end = (): string => {
    const line = text(Buffer.concat(rest));
    [rest, size] = [[], 0];
    return line;
  };
  for await (const bytes of createReadStream(file) as AsyncIterable<Buffer>) {
    read(bytes);
    const lines: string[] = [];
    let from = 0;
    for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, from)) {
      add(bytes.subarray(from, at));
      lines.push(end());
      from = at + 1;
    }
    // A copy: the rest of the block would stay with it.
    add(Buffer.from(bytes.subarray(from)));
    if (lines.length > 0) yield lines;
  }
  if (size > 0) yield [end()];
}

export interface Survey {
  /** SHA-256, hexadecimal. */
  fingerprint: string;
  totalLines: number;
  firstLine: string;
  format: 'CSV' | 'JSON_LINES';
}

/** Reads the whole file once. */
export async function survey(file: string): Promise<Survey> {
  const hash = createHash('sha256');
  let totalLines = 0;
  let firstLine = '';
  for await (const lines of linesOf(file, (bytes) => hash.update(bytes))) {
    if (totalLines === 0) firstLine = lines[0] ?? '';
    totalLines += lines.length;
  }
  const format = /^\uFEFF?\s*\{/.test(firstLine) ? 'JSON_LINES' : 'CSV';
  return { fingerprint: hash.digest('hex'), totalLines, firstLine, format };
}
