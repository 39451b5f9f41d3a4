import type { SecureContext } from 'node:tls';
import { Breaker, type BreakerOptions, type BreakerState } from './breaker.ts';
import { Connection, type Exchange } from './connection.ts';

/** Then a name is looked up again, and connections spread over what it names. */
const oldestMs = 300_000;
/** For so long other addresses are preferred to one that could not be reached. */
const shunMs = 1000;

/** One place where a subgraph runs: its kept-alive connections and what is known of its health. */
export class Address {
  readonly url: URL;
  /** Request line and host of a POST. */
  readonly head: string;
  readonly breaker: Breaker;
  /** What its health check said last. */
  healthy = true;
  readonly #secure: SecureContext | undefined;
  readonly #connections = new Set<Connection>();
  #idle: Connection[] = [];
  #shunnedUntil = 0;
  #retired = false;

  constructor(
    url: string,
    options: { secure: SecureContext | undefined; breaker: BreakerOptions; changed: (state: BreakerState) => void },
  ) {
    this.url = new URL(url);
    this.head = `POST ${this.url.pathname}${this.url.search} HTTP/1.1\r\nhost: ${this.url.host}\r\n`;
    this.#secure = this.url.protocol === 'https:' ? options.secure : undefined;
    this.breaker = new Breaker(options.breaker, options.changed);
  }

  get inFlight(): number {
    return this.#connections.size - this.#idle.length;
  }

  get retired(): boolean {
    return this.#retired;
  }

  /** Whether another address is to be preferred. */
  shunned(now: number): boolean {
    return !this.healthy || now < this.#shunnedUntil;
  }

  shun(now: number): void {
    this.#shunnedUntil = now + shunMs;
  }

  /** Sends a request on a connection that is kept alive or, where `fresh` or there is none, on a new one. */
  run(request: string | Buffer, exchange: Exchange, now: number, fresh = false): Connection {
    const connection = (fresh ? undefined : this.#takeIdle(now)) ?? this.#connect();
    connection.run(request, exchange);
    return connection;
  }

  closeIdle(now: number): void {
    for (const connection of this.#idle) if (now >= connection.goodUntil) connection.close();
  }

  /** No more requests are expected: its connections close as they become idle. */
  retire(): void {
    this.#retired = true;
    for (const connection of this.#idle) connection.close();
  }

  /** Ends its connections, with the requests on them. */
  close(): void {
    this.#retired = true;
    for (const connection of this.#connections) connection.break('the router stops');
  }

  #takeIdle(now: number): Connection | undefined {
    for (let connection = this.#idle.pop(); connection; connection = this.#idle.pop()) {
      if (connection.usable && now < connection.goodUntil) return connection;
      connection.close();
    }
    return undefined;
  }

  #connect(): Connection {
    const { hostname, port, protocol } = this.url;
    const connection = new Connection(
      { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (protocol === 'https:' ? 443 : 80)), secure: this.#secure },
      {
        freed: (freed) => {
          const now = performance.now();
          if (this.#retired || now - freed.openedAt > oldestMs) freed.close();
          else this.#idle.push(freed);
        },
        gone: (gone) => {
          if (this.#connections.delete(gone)) this.#idle = this.#idle.filter((one) => one !== gone);
        },
      },
    );
    this.#connections.add(connection);
    return connection;
  }
}
