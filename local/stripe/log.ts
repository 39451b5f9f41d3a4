import { closeSync, fstatSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where a text lies among the bodies, in bytes. */
export type Position = { offset: number; length: number };

const CHUNK = 1 << 20;

/** Reused, so that writing leaves no garbage behind. */
const scratch = Buffer.allocUnsafe(CHUNK);

function writeAll(fd: number, text: string): number {
  const length = Buffer.byteLength(text);
  const bytes = length > CHUNK ? Buffer.from(text) : scratch;
  if (bytes === scratch) scratch.write(text);
  for (let done = 0; done < length;) done += writeSync(fd, bytes, done, length - done);
  return length;
}

/**
 * Two append-only files: JSON lines that are replayed at start, and beside them (`.bodies`) the texts that are only looked
 * up by position, so that a long life costs disk and not memory. Appends of one turn of the event loop are written
 * together; `afterWrite` is how an answer waits for its own. It outlives the process, not the machine: nothing is fsynced.
 */
export class Log {
  readonly #lines: number;
  readonly #bodies: number;
  #pendingLines: string[] = [];
  #pendingBodies: string[] = [];
  #waiting: (() => void)[] = [];
  #bodiesEnd: number;
  #bodiesWritten: number;
  #scheduled = false;
  #closed = false;

  constructor(path: string | undefined) {
    const folder = path === undefined ? mkdtempSync(join(tmpdir(), 'stripe-')) : dirname(path);
    mkdirSync(folder, { recursive: true });
    const file = path ?? join(folder, 'state');
    this.#lines = openSync(file, 'a+', 0o600);
    this.#bodies = openSync(`${file}.bodies`, 'a+', 0o600);
    if (path === undefined) rmSync(folder, { recursive: true });
    this.#bodiesEnd = this.#bodiesWritten = fstatSync(this.#bodies).size;
  }

  /** Hands every whole line to `each`, oldest first, and drops a last line that a crash cut short. */
  replay(each: (entry: unknown) => void): void {
    const chunk = Buffer.allocUnsafe(CHUNK);
    let rest: Buffer = Buffer.alloc(0);
    let read = 0;
    for (let n; (n = readSync(this.#lines, chunk, 0, CHUNK, read)) > 0;) {
      read += n;
      const bytes = Buffer.concat([rest, chunk.subarray(0, n)]);
      let from = 0;
      for (let end; (end = bytes.indexOf(10, from)) >= 0; from = end + 1) each(JSON.parse(bytes.toString('utf8', from, end)));
      rest = bytes.subarray(from);
    }
    if (rest.length > 0) ftruncateSync(this.#lines, read - rest.length);
  }

  append(entry: unknown): void {
    this.#pendingLines.push(JSON.stringify(entry), '\n');
    this.#schedule();
  }

  keep(text: string): Position {
    const position = { offset: this.#bodiesEnd, length: Buffer.byteLength(text) };
    this.#pendingBodies.push(text);
    this.#bodiesEnd += position.length;
    this.#schedule();
    return position;
  }

  read({ offset, length }: Position): Buffer {
    if (offset + length > this.#bodiesWritten) this.#write();
    const bytes = Buffer.allocUnsafe(length);
    return bytes.subarray(0, readSync(this.#bodies, bytes, 0, length, offset));
  }

  afterWrite(then: () => void): void {
    this.#waiting.push(then);
    this.#schedule();
  }

  close(): void {
    if (this.#closed) return;
    this.#settle();
    this.#closed = true;
    closeSync(this.#lines);
    closeSync(this.#bodies);
  }

  #schedule(): void {
    if (this.#scheduled || this.#closed) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#settle();
    });
  }

  #settle(): void {
    this.#scheduled = false;
    if (this.#closed) return;
    this.#write();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const then of waiting) then();
  }

  #write(): void {
    if (this.#pendingBodies.length > 0) {
      this.#bodiesWritten += writeAll(this.#bodies, this.#pendingBodies.join(''));
      this.#pendingBodies = [];
    }
    if (this.#pendingLines.length > 0) {
      writeAll(this.#lines, this.#pendingLines.join(''));
      this.#pendingLines = [];
    }
  }
}
