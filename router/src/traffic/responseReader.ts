import { Body, Oversized } from './body.ts';
import { Chunks } from './chunks.ts';
import { Malformed } from './malformed.ts';
import { readHead, type ResponseHead } from './responseHead.ts';

export interface Reply {
  status: number;
  text: string;
  setCookies: readonly string[];
}

const blankLine = Buffer.from('\r\n\r\n');
const longestHead = 32_768;
const mostInterim = 5;

/** Reads one HTTP/1.1 response from bytes as they come. */
export class ResponseReader {
  /** Whether any byte has come. */
  touched = false;
  readonly #most: number;
  #held: Buffer | undefined;
  #head: ResponseHead | undefined;
  #body: Body | undefined;
  #chunks: Chunks | undefined;
  #length = 0;
  #interim = 0;
  #excess = false;

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  /** The idle milliseconds for which the connection is good once the response has been read; 0 when it is not. */
  get idleMs(): number {
    return this.#head?.persistent && !this.#excess ? this.#head.idleMs : 0;
  }

  /** Gives the response when these bytes end it; `bytes` may be overwritten afterwards. Throws Malformed and Oversized. */
  read(bytes: Buffer): Reply | undefined {
    this.touched = true;
    if (this.#head) return this.#readBody(this.#head, bytes, 0);
    const input = this.#held ? Buffer.concat([this.#held, bytes]) : bytes;
    let from = 0;
    for (;;) {
      const end = input.indexOf(blankLine, from);
      if ((end === -1 ? input.length : end) - from > longestHead) throw new Malformed('head too long');
      if (end === -1) {
        if (!'HTTP/1.'.startsWith(input.toString('latin1', from, Math.min(input.length, from + 7)))) throw new Malformed('not HTTP');
        this.#held = Buffer.from(input.subarray(from));
        return undefined;
      }
      const head = readHead(input.toString('latin1', from, end));
      from = end + 4;
      if (head.status >= 200) return this.#begin(head, input, from);
      this.#interim += 1;
      if (head.status === 101 || this.#interim > mostInterim) throw new Malformed('interim response');
    }
  }

  /** The server has ended the connection: the response, if that is how it says that it is complete. */
  end(): Reply | undefined {
    return this.#head?.body === 'until close' ? this.#reply(this.#head, this.#body?.text() ?? '') : undefined;
  }

  #begin(head: ResponseHead, input: Buffer, from: number): Reply | undefined {
    this.#held = undefined;
    this.#head = head;
    if (typeof head.body === 'number') {
      if (head.body > this.#most) throw new Oversized(`${head.body} bytes`);
      this.#length = head.body;
      if (input.length - from >= head.body) {
        this.#excess = input.length - from > head.body;
        return this.#reply(head, input.toString('utf8', from, from + head.body));
      }
    }
    this.#body = new Body(this.#most);
    if (head.body === 'chunked') this.#chunks = new Chunks(this.#body);
    return this.#readBody(head, input, from);
  }

  #readBody(head: ResponseHead, input: Buffer, from: number): Reply | undefined {
    if (!this.#body) return undefined;
    if (this.#chunks) {
      const end = this.#chunks.read(input, from);
      if (end === undefined) return undefined;
      this.#excess = end < input.length;
      return this.#reply(head, this.#body.text());
    }
    if (head.body === 'until close') {
      this.#body.append(input, from, input.length);
      return undefined;
    }
    const end = Math.min(input.length, from + this.#length);
    this.#body.append(input, from, end);
    this.#length -= end - from;
    if (this.#length > 0) return undefined;
    this.#excess = end < input.length;
    return this.#reply(head, this.#body.text());
  }

  #reply({ status, setCookies }: ResponseHead, text: string): Reply {
    return { status, text, setCookies };
  }
}
