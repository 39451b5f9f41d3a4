import { createHmac, randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Shop {
  id: string;
  secret: string;
}

/** A webhook as it goes over the wire, made before the measurement: the merchants' processors are not ours. */
export interface Prepared {
  bytes: Buffer;
  amountMinor: number;
}

/** Distinct signed purchases by `tokens` of shops, in turn. */
export function preparePurchases(count: number, tokens: readonly { token: string; shop: Shop }[]): Prepared[] {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const at = new Date().toISOString();
  return Array.from({ length: count }, (_, index) => {
    const { token, shop } = tokens[(index * 7919) % tokens.length] ?? { token: '', shop: { id: '', secret: '' } };
    const amountMinor = 1000 + (index % 200) * 100;
    const body = JSON.stringify({ type: 'purchase.created', purchaseId: randomUUID(), customer: token, amountMinor, currency: 'EUR', at });
    const signature = createHmac('sha256', shop.secret).update(`${timestamp}.${body}`).digest('hex');
    const head = `POST /webhooks/merchants HTTP/1.1\r\nhost: bench\r\nycyw-merchant: ${shop.id}\r\nycyw-timestamp: ${timestamp}\r\nycyw-signature: ${signature}`;
    return { bytes: Buffer.from(`${head}\r\ncontent-length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`), amountMinor };
  });
}

export interface Sent {
  taken: Prepared[];
  /** Milliseconds until each 200. */
  ms: number[];
  /** Answers that were not 200, and connections that broke: each is told again until it is taken. */
  repeats: number;
  seconds: number;
}

/** One kept-alive connection that has one request on its way at a time. */
class Line {
  readonly #port: number;
  #socket: Socket | null = null;
  #answer: ((status: number) => void) | null = null;

  constructor(port: number) {
    this.#port = port;
  }

  #open(): Socket {
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk) => {
      text += chunk.toString();
      const end = text.indexOf('\r\n0\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? -1);
      const head = text.indexOf('\r\n\r\n');
      if (head < 0 || (length >= 0 ? text.length < head + 4 + length : end < 0)) return;
      const status = Number(text.slice(9, 12));
      text = '';
      this.#answer?.(status);
    });
    const broken = (): void => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#answer?.(0);
    };
    return socket.on('error', broken).on('close', broken);
  }

  /** The status; 0 where the connection broke before it came. */
  send(bytes: Buffer): Promise<number> {
    this.#socket ??= this.#open();
    const socket = this.#socket;
    return new Promise((resolve) => {
      this.#answer = (status) => {
        this.#answer = null;
        resolve(status);
      };
      socket.write(bytes);
    });
  }

  close(): void {
    this.#socket?.destroy();
  }
}

/** Sends what is prepared over `connections` as fast as it is taken, until it is all taken or `seconds` are over. */
export async function sendAll(prepared: readonly Prepared[], port: number, connections: number, seconds: number): Promise<Sent> {
  const taken: Prepared[] = [];
  const ms: number[] = [];
  let [next, repeats] = [0, 0];
  const began = performance.now();
  const one = async (): Promise<void> => {
    const line = new Line(port);
    while (performance.now() - began < seconds * 1000) {
      const purchase = prepared[next];
      next += 1;
      if (!purchase) break;
      const since = performance.now();
      while ((await line.send(purchase.bytes)) !== 200) {
        repeats += 1;
        await sleep(50);
      }
      ms.push(performance.now() - since);
      taken.push(purchase);
    }
    line.close();
  };
  await Promise.all(Array.from({ length: connections }, one));
  return { taken, ms, repeats, seconds: (performance.now() - began) / 1000 };
}
