import type { Body } from './body.ts';
import { Malformed } from './malformed.ts';

const sizeLine = /^([0-9a-f]{1,8})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?\r$/i;
const trailerLine = /^[!#$%&'*+\-.^`|~\w]+:[\t\x20-\x7e\x80-\xff]*\r$/;
const longestLine = 1024;
const mostTrailers = 32;
const newline = 10;

/** Takes the chunked coding of one body apart (RFC 9112, 7.1). Throws Malformed. */
export class Chunks {
  readonly #body: Body;
  #state: 'size' | 'data' | 'after' | 'trailer' = 'size';
  #line = '';
  #remaining = 0;
  #trailers = 0;

  constructor(body: Body) {
    this.#body = body;
  }

  /** Reads on; gives where the body's coding ended, undefined while it goes on. */
  read(input: Buffer, from: number): number | undefined {
    let at = from;
    while (at < input.length) {
      if (this.#state === 'data') {
        const end = Math.min(input.length, at + this.#remaining);
        this.#body.append(input, at, end);
        this.#remaining -= end - at;
        at = end;
        if (this.#remaining === 0) this.#state = 'after';
        continue;
      }
      const end = input.indexOf(newline, at);
      const stop = end === -1 ? input.length : end;
      if (this.#line.length + stop - at > longestLine) throw new Malformed('chunk');
      this.#line += input.toString('latin1', at, stop);
      if (end === -1) return undefined;
      at = end + 1;
      const line = this.#line;
      this.#line = '';
      if (this.#ends(line)) return at;
    }
    return undefined;
  }

  /** Whether this line is the body's last. */
  #ends(line: string): boolean {
    if (this.#state === 'size') {
      const size = sizeLine.exec(line)?.[1];
      if (size === undefined) throw new Malformed('chunk size');
      this.#remaining = parseInt(size, 16);
      this.#state = this.#remaining === 0 ? 'trailer' : 'data';
      return false;
    }
    if (this.#state === 'trailer' && line !== '\r') {
      this.#trailers += 1;
      if (this.#trailers > mostTrailers || !trailerLine.test(line)) throw new Malformed('trailer');
      return false;
    }
    if (line !== '\r') throw new Malformed('chunk end');
    if (this.#state === 'trailer') return true;
    this.#state = 'size';
    return false;
  }
}
