import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { EventLog } from './eventLog.ts';
import type { Log } from './log.ts';

type Endpoint = { url: string; secret: string; wanted: ReadonlySet<string> | null };
type Delivery = { event: number; endpoint: number; attempt: number; since: number };

const AT_ONCE = 16;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
const GIVE_UP_MS = 3_600_000;
const TIMEOUT_MS = 10_000;
const LAST_ANSWERS_MS = 1000;

/** https://docs.stripe.com/webhooks#verify-manually */
export function signature(secret: string, body: Buffer, seconds: number): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex')}`;
}

/** Delivers events until an endpoint answers 2xx, for an hour, in rough order only, like Stripe. */
export class Webhooks {
  readonly #log: Log;
  readonly #events: EventLog;
  readonly #endpoints: Endpoint[];
  readonly #agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE, maxFreeSockets: AT_ONCE });
  readonly #timers = new Set<NodeJS.Timeout>();
  #ready: Delivery[] = [];
  #next = 0;
  #running = 0;
  #closed = false;
  #ended = false;
  #lastAnswer: (() => void) | undefined;

  constructor(log: Log, events: EventLog, endpoints: Endpoint[]) {
    this.#log = log;
    this.#events = events;
    this.#endpoints = endpoints;
  }

  /** Takes up what an earlier life left undelivered within the hour. */
  resume(): void {
    const oldest = (Date.now() - GIVE_UP_MS) / 1000;
    let from = this.#events.length;
    while (from > 0 && this.#events.created(from - 1) >= oldest) from -= 1;
    for (let event = from; event < this.#events.length; event++) this.enqueue(event);
  }

  enqueue(event: number): void {
    this.#endpoints.forEach(({ wanted }, endpoint) => {
      if (wanted !== null && !wanted.has(this.#events.type(event))) return;
      if (!this.#events.deliveredTo(event, endpoint)) this.#push({ event, endpoint, attempt: 0, since: Date.now() });
    });
  }

  /** Sends nothing more, and waits a second at most for the answers on their way: what was taken is not sent again. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    if (this.#running > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LAST_ANSWERS_MS);
        this.#lastAnswer = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#ended = true;
    this.#agent.destroy();
  }

  #push(delivery: Delivery): void {
    if (this.#closed) return;
    this.#ready.push(delivery);
    // Nobody hears of an event before it is written.
    if (this.#running < AT_ONCE) {
      this.#log.afterWrite(() => {
        this.#pump();
      });
    }
  }

  #pump(): void {
    while (!this.#closed && this.#running < AT_ONCE) {
      const delivery = this.#ready[this.#next];
      if (delivery === undefined) break;
      this.#next += 1;
      this.#running += 1;
      this.#send(delivery, true);
    }
    if (this.#next === this.#ready.length || this.#next > 4096) {
      this.#ready = this.#ready.slice(this.#next);
      this.#next = 0;
    }
  }

  #send(delivery: Delivery, again: boolean): void {
    const endpoint = this.#endpoints[delivery.endpoint];
    if (endpoint === undefined) return;
    const body = this.#events.body(delivery.event);
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'content-length': body.length,
      'stripe-signature': signature(endpoint.secret, body, Math.floor(Date.now() / 1000)),
      'user-agent': 'Stripe/1.0 (+https://docs.stripe.com/webhooks)',
    };
    let settled = false;
    const settle = (taken: boolean) => {
      if (settled) return;
      settled = true;
      this.#running -= 1;
      if (this.#ended) return;
      if (taken) this.#events.markDelivered(delivery.event, delivery.endpoint);
      if (this.#closed) {
        if (this.#running === 0) this.#lastAnswer?.();
        return;
      }
      if (!taken) this.#later(delivery);
      this.#pump();
    };
    const sent = request(endpoint.url, { method: 'POST', headers, agent: this.#agent, timeout: TIMEOUT_MS }, (response) => {
      response.resume();
      response.on('close', () => {
        const status = response.statusCode ?? 500;
        settle(status >= 200 && status < 300);
      });
    });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => {
      // The peer closed an idle connection just as it was used again.
      if (again && sent.reusedSocket && !settled && !this.#closed) {
        settled = true;
        this.#send(delivery, false);
      } else settle(false);
    });
    sent.end(body);
  }

  #later(delivery: Delivery): void {
    const wait = Math.min(FIRST_WAIT_MS * 2 ** delivery.attempt, LONGEST_WAIT_MS);
    if (Date.now() + wait - delivery.since > GIVE_UP_MS) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#push({ ...delivery, attempt: delivery.attempt + 1 });
    }, wait);
    this.#timers.add(timer);
  }
}
