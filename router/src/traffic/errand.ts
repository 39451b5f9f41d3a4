import type { Scope } from '../edge/scope.ts';
import type { Address } from './address.ts';
import type { Breakdown, Connection, Exchange } from './connection.ts';
import type { Reply } from './responseReader.ts';

export type Outcome = 'failed' | 'timeout' | 'rejected';

/** Why a fetch brought no answer. For the log. */
export class Unanswered extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome, message: string) {
    super(message);
    this.outcome = outcome;
  }
}

interface Waiter {
  scope: Pick<Scope, 'deadline' | 'signal'>;
  resolve: (reply: Reply) => void;
  reject: (error: Unanswered) => void;
}

/** What an errand needs of the subgraph that it goes to. */
export interface Sender {
  timeoutMs: number;
  /** Where the next attempt goes; undefined when no address takes requests. Prefers one that was not tried. */
  choose: (tried: readonly Address[], now: number) => Address | undefined;
  /** Whether another attempt is within the budget, which it then takes. */
  mayRetry: () => boolean;
  ended: (errand: Errand, outcome: 'ok' | Outcome, began: number) => void;
}

export interface Sent {
  /** Under which others may join; undefined for what is never shared. */
  key: string | undefined;
  /** Header lines, each with its end, that come after those of the address; the blank line last. */
  lines: string;
  body: string;
  /** The body's length in bytes. */
  bytes: number;
  /** Whether it may be sent again. */
  idempotent: boolean;
}

const mostRetries = 2;
const unavailable = new Set([502, 503, 504]);
const isAnswer = ({ text }: Reply): boolean => text.startsWith('{');

function written(head: string, { lines, body, bytes }: Sent): string | Buffer {
  if (bytes === body.length) return head + lines + body;
  const start = head + lines;
  const buffer = Buffer.allocUnsafe(start.length + bytes);
  buffer.write(start, 'latin1');
  buffer.write(body, start.length, 'utf8');
  return buffer;
}

export const tooLate = (): Unanswered => new Unanswered('timeout', 'the time for the request is over, or the client has gone');

/** Whether whoever asked can't be answered any more. */
export const isOver = ({ deadline, signal }: Waiter['scope'], now: number): boolean => now >= deadline || signal?.aborted === true;

/**
 * One fetch from a subgraph: it may take several attempts, and several requests may wait for it. It ends with an answer, with
 * its own time limit, or when nobody waits for it any more.
 */
export class Errand implements Exchange {
  readonly #sent: Sent;
  readonly #began = performance.now();
  readonly #sender: Sender;
  readonly #tried: Address[] = [];
  #waiters: Waiter[] = [];
  #address: Address | undefined;
  #connection: Connection | undefined;
  #attemptAt = 0;
  #trying = false;
  #retries = 0;
  #over = false;

  constructor(sender: Sender, sent: Sent) {
    this.#sender = sender;
    this.#sent = sent;
  }

  get key(): string | undefined {
    return this.#sent.key;
  }

  wait(scope: Waiter['scope']): Promise<Reply> {
    return new Promise((resolve, reject) => this.#waiters.push({ scope, resolve, reject }));
  }

  attempt(fresh = false): void {
    const now = performance.now();
    const address = this.#sender.choose(this.#tried, now);
    if (!address) {
      this.#end('rejected', 'no address takes requests');
      return;
    }
    this.#address = address;
    this.#attemptAt = now;
    this.#trying = address.breaker.enter();
    this.#connection = address.run(written(address.head, this.#sent), this, now, fresh);
  }

  replied(reply: Reply): void {
    const { status } = reply;
    const lacking = unavailable.has(status);
    // What a client's request may bring about says nothing of the address.
    this.#ended(!lacking && (isAnswer(reply) || (status >= 400 && status < 500)));
    if (lacking && this.#again()) return;
    if (status === 401 || status === 403 || !isAnswer(reply)) this.#end('failed', `HTTP ${status}`);
    else this.#end('ok', '', reply);
  }

  failed({ kind, message }: Breakdown): void {
    const address = this.#address;
    if (kind === 'stale') this.#abandoned();
    else this.#ended(kind === 'oversized');
    if (kind === 'unreachable') {
      const now = performance.now();
      address?.shun(now);
      if (address) this.#tried.push(address);
      // Nothing was sent: going elsewhere is no retry.
      const other = this.#sender.choose(this.#tried, now);
      if (other && !this.#tried.includes(other)) {
        this.attempt();
        return;
      }
    }
    // RFC 9110, 9.2.2: the server closed an idle connection just then.
    if (kind === 'stale' && this.#sent.idempotent) {
      this.attempt(true);
      return;
    }
    if (kind === 'malformed' || kind === 'oversized' || !this.#again()) this.#end('failed', message);
  }

  /** Lets those go whose time is over or who have gone, and ends where it waited too long. */
  check(now: number): void {
    if (this.#waiters.some(({ scope }) => isOver(scope, now))) {
      const staying = this.#waiters.filter(({ scope }) => !isOver(scope, now));
      const leaving = this.#waiters.filter(({ scope }) => isOver(scope, now));
      this.#waiters = staying;
      const left = tooLate();
      for (const { reject } of leaving) reject(left);
    }
    if (this.#waiters.length === 0) {
      this.#abandoned();
      this.#giveUp('nobody waits for it');
    } else if (now - this.#began >= this.#sender.timeoutMs) {
      this.#ended(false);
      this.#giveUp(`no answer within ${this.#sender.timeoutMs} ms`);
    } else if (this.#connection && !this.#connection.established && now - this.#attemptAt >= this.#sender.timeoutMs / 2) {
      this.#connection.break('no connection in time');
    }
  }

  #ended(ok: boolean): void {
    this.#address?.breaker.ended(ok, this.#trying, performance.now());
    this.#trying = false;
  }

  #abandoned(): void {
    this.#address?.breaker.abandoned(this.#trying);
    this.#trying = false;
  }

  #again(): boolean {
    if (!this.#sent.idempotent || this.#retries >= mostRetries || !this.#sender.mayRetry()) return false;
    this.#retries += 1;
    if (this.#address && !this.#tried.includes(this.#address)) this.#tried.push(this.#address);
    this.attempt();
    return true;
  }

  #giveUp(message: string): void {
    this.#connection?.drop();
    this.#end('timeout', message);
  }

  #end(outcome: 'ok' | Outcome, message: string, reply?: Reply): void {
    if (this.#over) return;
    this.#over = true;
    this.#sender.ended(this, outcome, this.#began);
    if (reply) {
      for (const { resolve } of this.#waiters) resolve(reply);
      return;
    }
    const error = new Unanswered(outcome === 'ok' ? 'failed' : outcome, message);
    for (const { reject } of this.#waiters) reject(error);
  }
}
