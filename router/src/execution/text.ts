const quote = 34;
const backslash = 92;
const firstPrintable = 32;
const lastPrintable = 126;
/** Beyond it the engine's own writer is faster than one character at a time. */
const short = 64;
const mostKept = 1024 * 1024;

/** Bytes of text that is known to be ASCII. */
export const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/**
 * JSON text that grows in a buffer which is used again for the next one: nothing has to be collected but the whole. What is
 * begun must be taken before another is begun.
 */
export class Text {
  length = 0;
  #bytes = Buffer.allocUnsafeSlow(65_536);
  /** Whether each byte is a character. */
  #narrow = true;

  begin(): void {
    this.length = 0;
    this.#narrow = true;
  }

  take(): string {
    const text = this.#narrow ? this.#bytes.toString('latin1', 0, this.length) : this.#bytes.toString('utf8', 0, this.length);
    if (this.#bytes.length > mostKept) this.#bytes = Buffer.allocUnsafeSlow(65_536);
    return text;
  }

  byte(code: number): void {
    this.#room(1);
    this.#bytes[this.length] = code;
    this.length += 1;
  }

  /** Changes what was written. */
  set(at: number, code: number): void {
    this.#bytes[at] = code;
  }

  bytes(bytes: Uint8Array): void {
    this.#room(bytes.length);
    const into = this.#bytes;
    let at = this.length;
    for (const byte of bytes) {
      into[at] = byte;
      at += 1;
    }
    this.length = at;
  }

  /** What was written before, from `from` to `to`, once more. */
  again(from: number, to: number): void {
    this.#room(to - from);
    this.#bytes.copyWithin(this.length, from, to);
    this.length += to - from;
  }

  string(value: string): void {
    if (value.length > short) {
      this.json(value);
      return;
    }
    this.#room(value.length + 2);
    const into = this.#bytes;
    let at = this.length;
    into[at] = quote;
    at += 1;
    for (let index = 0; index < value.length; index += 1) {
      const code = value.charCodeAt(index);
      if (code < firstPrintable || code === quote || code === backslash || code > lastPrintable) {
        this.json(value);
        return;
      }
      into[at] = code;
      at += 1;
    }
    into[at] = quote;
    this.length = at + 1;
  }

  number(value: number): void {
    const digits = String(value);
    this.#room(digits.length);
    for (let index = 0; index < digits.length; index += 1) this.#bytes[this.length + index] = digits.charCodeAt(index);
    this.length += digits.length;
  }

  json(value: unknown): void {
    const json = JSON.stringify(value);
    this.#room(json.length * 3);
    const written = this.#bytes.write(json, this.length);
    if (written !== json.length) this.#narrow = false;
    this.length += written;
  }

  #room(more: number): void {
    const wanted = this.length + more;
    if (wanted <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(wanted, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.length);
    this.#bytes = larger;
  }
}
