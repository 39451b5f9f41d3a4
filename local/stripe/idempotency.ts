import { hash } from 'node:crypto';
import { Answers } from './answers.ts';
import { StripeFailure, invalid } from './failure.ts';
import type { Log } from './log.ts';

export type Replay = { status: number; body: string };

const KEPT_SECONDS = 24 * 3600;

/** Same key and same request: the stored answer. Kept for a day at least, two at most, as https://docs.stripe.com/api/idempotent_requests. */
export class Idempotency {
  readonly #log: Log;
  readonly #running = new Set<string>();
  #current = new Answers();
  #previous = new Answers();
  #since = Math.floor(Date.now() / 1000);

  constructor(log: Log) {
    this.#log = log;
  }

  /** 52 bits that tell one request from another, whatever the order of its parameters. */
  static fingerprint(method: string, path: string, parameters: string): number {
    const sorted = parameters.split('&').sort().join('&');
    return Number.parseInt(hash('sha256', `${method} ${path}?${sorted}`, 'hex').slice(0, 13), 16);
  }

  /** The earlier answer, or undefined, after which `release` must follow, and `store` before it where there is an answer to keep. */
  begin(key: string, fingerprint: number): Replay | undefined {
    if (key.length > 255) throw invalid('Idempotency keys can be up to 255 characters long.');
    if (this.#running.has(key)) {
      const message = `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`;
      throw new StripeFailure(409, { type: 'idempotency_error', code: 'idempotency_key_in_use', message }, false);
    }
    const answer = this.#current.get(key) ?? this.#previous.get(key);
    if (answer === undefined) {
      this.#running.add(key);
      return undefined;
    }
    if (answer.fingerprint !== fingerprint) {
      const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`;
      throw new StripeFailure(400, { type: 'idempotency_error', message }, false);
    }
    return { status: answer.status, body: this.#log.read(answer).toString() };
  }

  /** Stores the answer; the key stays in progress until `release`. */
  store(key: string, fingerprint: number, status: number, body: string): void {
    const { offset, length } = this.#log.keep(body);
    const entry = ['key', Math.floor(Date.now() / 1000), key, fingerprint, status, offset, length];
    this.#log.append(entry);
    this.restore(entry);
  }

  release(key: string): void {
    this.#running.delete(key);
  }

  restore(entry: unknown[]): void {
    const [, at, key, fingerprint, status, offset, length] = entry as [string, number, string, number, number, number, number];
    if (at < Date.now() / 1000 - 2 * KEPT_SECONDS) return;
    if (at - this.#since >= KEPT_SECONDS) {
      this.#previous = this.#current;
      this.#current = new Answers();
      this.#since = at;
    } else if (at < this.#since) this.#since = at;
    this.#current.add(key, { fingerprint, status, offset, length });
  }
}
