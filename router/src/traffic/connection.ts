import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectSecure, type SecureContext } from 'node:tls';
import { Oversized } from './body.ts';
import { ResponseReader, type Reply } from './responseReader.ts';

/**
 * unreachable: nothing was sent. stale: a connection that had served before closed without a byte of an answer. reset: the
 * connection broke. malformed: what came is no HTTP. oversized: it is more than we take.
 */
export interface Breakdown {
  kind: 'unreachable' | 'stale' | 'reset' | 'malformed' | 'oversized';
  message: string;
}

/** One request and whom to tell what came of it: exactly one of the two, once. */
export interface Exchange {
  replied: (reply: Reply) => void;
  failed: (breakdown: Breakdown) => void;
}

export interface Endpoint {
  host: string;
  port: number;
  /** TLS, when there is one. */
  secure: SecureContext | undefined;
}

interface Owner {
  /** The connection can serve another request. */
  freed: (connection: Connection) => void;
  gone: (connection: Connection) => void;
}

const mostBytes = 32 * 1024 * 1024;
const longestIdleMs = 30_000;
/** We stop using a connection so long before its server closes it. */
const marginMs = 500;
/** Every read is handed on before the next one begins, on whichever connection. */
const incoming = Buffer.allocUnsafeSlow(65_536);

/** One HTTP/1.1 connection, one request at a time. Anything it did not ask for ends it. */
export class Connection {
  readonly openedAt = performance.now();
  established = false;
  /** By performance.now(): not to be used any more once this has come. */
  goodUntil = 0;
  readonly #socket: Socket;
  readonly #owner: Owner;
  #exchange: Exchange | undefined;
  #reader = new ResponseReader(mostBytes);
  #served = false;
  #reason = 'connection closed';

  constructor({ host, port, secure }: Endpoint, owner: Owner) {
    this.#owner = owner;
    const plain = {
      host,
      port,
      noDelay: true,
      onread: {
        buffer: incoming,
        callback: (length: number) => {
          this.#receive(incoming.subarray(0, length));
          return true;
        },
      },
    };
    this.#socket = secure
      ? connectSecure({ host, port, secureContext: secure, servername: /^[\d.]+$|:/.test(host) ? '' : host })
      : connectPlain(plain);
    const socket = this.#socket;
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      this.established = true;
    });
    if (secure) {
      socket.setNoDelay(true);
      socket.on('data', (bytes) => {
        this.#receive(bytes);
      });
    }
    socket.on('error', (error) => {
      this.#reason = error.message;
    });
    socket.on('end', () => {
      const reply = this.#exchange && this.#reader.end();
      if (reply) this.#finish(reply);
      else this.close();
    });
    socket.on('close', () => {
      this.#lost();
    });
  }

  get usable(): boolean {
    return this.#socket.writable;
  }

  /** Sends a request's bytes: ASCII text as latin1, or a buffer. */
  run(request: string | Buffer, exchange: Exchange): void {
    this.#exchange = exchange;
    if (typeof request === 'string') this.#socket.write(request, 'latin1');
    else this.#socket.write(request);
  }

  /** Ends the connection; a request on it fails for this reason. */
  break(reason: string): void {
    this.#reason = reason;
    this.close();
  }

  /** Ends the connection, and a request on it without telling anybody. */
  drop(): void {
    this.#exchange = undefined;
    this.close();
  }

  close(): void {
    this.#owner.gone(this);
    this.#socket.destroy();
  }

  #receive(bytes: Buffer): void {
    if (!this.#exchange) {
      this.close();
      return;
    }
    let reply: Reply | undefined;
    try {
      reply = this.#reader.read(bytes);
    } catch (error) {
      if (error instanceof Oversized) this.#fail('oversized', error.message);
      else this.#fail('malformed', `malformed answer: ${error instanceof Error ? error.message : ''}`);
      return;
    }
    if (reply) this.#finish(reply);
  }

  #finish(reply: Reply): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    this.#served = true;
    const { idleMs } = this.#reader;
    // The next one's, at once: an idle connection holds no answer.
    this.#reader = new ResponseReader(mostBytes);
    // What is still being sent would be taken for a part of the next request.
    if (idleMs > marginMs && this.#socket.writableLength === 0) {
      this.goodUntil = performance.now() + Math.min(idleMs, longestIdleMs) - marginMs;
      this.#owner.freed(this);
    } else {
      this.close();
    }
    exchange?.replied(reply);
  }

  #lost(): void {
    this.#owner.gone(this);
    if (!this.established) this.#fail('unreachable', this.#reason);
    else this.#fail(this.#served && !this.#reader.touched ? 'stale' : 'reset', this.#reason);
  }

  #fail(kind: Breakdown['kind'], message: string): void {
    const exchange = this.#exchange;
    this.drop();
    exchange?.failed({ kind, message });
  }
}
