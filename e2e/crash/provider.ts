import { createServer, request as send, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { start } from '../../local/stripe/simulator.ts';

/** What is asked of the provider about a booking's money. */
export type Call = 'create' | 'capture' | 'cancel' | 'refund';
/** Whether the provider has done what it was asked for when its asker dies. */
export type Moment = 'before' | 'after';

interface Trap {
  bookingId: string;
  call: Call;
  moment: Moment;
  /** Only what is asked with this in it, e.g. `kind]=DEPOSIT`. */
  saying: string;
}

const calls: readonly [Call, RegExp][] = [
  ['create', /^POST \/v1\/payment_intents$/],
  ['capture', /^POST \/v1\/payment_intents\/(\w+)\/capture$/],
  ['cancel', /^POST \/v1\/payment_intents\/(\w+)\/cancel$/],
  ['refund', /^POST \/v1\/refunds$/],
];

const keys = { secretKey: 'sk_test_crash', publishableKey: 'pk_test_crash', webhookSecret: 'whsec_crash' };

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

const forward = (base: string, method: string, path: string, headers: IncomingHttpHeaders, body: Buffer): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = send(`${base}${path}`, { method, headers }, (answer) => {
      bodyOf(answer).then((text) => {
        resolve({ status: answer.statusCode ?? 500, headers: answer.headers, body: text });
      }, reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });

/**
 * The payment simulator behind a wire with traps: a call that falls into one gets no answer, and is done by the provider or is not,
 * as the trap says. Whoever asked stands in the middle of it until they die, and so does whoever repeats it until then; each trap holds one
 * call. `twice`: what falls into a trap and is done, is done once more, as by somebody who forgot the idempotency key.
 */
export async function trappedProvider(webhookUrl: string, now: () => number, twice: boolean) {
  const simulator = await start(
    { port: 0, ...keys, webhookUrls: [webhookUrl], webhookEvents: null, stateFile: undefined, latencyMs: 0 },
    now,
  );
  const base = `http://127.0.0.1:${String(simulator.port)}`;
  const bookings = new Map<string, string>();
  const traps = new Set<Trap>();
  const sprung = new Set<string>();
  let held = 0;

  const trapFor = (method: string, path: string, form: URLSearchParams, text: string): Trap | undefined => {
    const [call, match] =
      calls.map(([name, pattern]) => [name, pattern.exec(`${method} ${path}`)] as const).find(([, found]) => found) ?? [];
    const bookingId = form.get('metadata[bookingId]') ?? bookings.get(match?.[1] ?? '');
    return [...traps].find((trap) => trap.call === call && trap.bookingId === bookingId && text.includes(trap.saying));
  };

  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = incoming;
    const { 'idempotency-key': key, ...keyless } = headers;
    const body = await bodyOf(incoming);
    const text = decodeURIComponent(body.toString());
    const form = new URLSearchParams(body.toString());
    const trap = trapFor(method, url, form, text);
    if (trap) {
      traps.delete(trap);
      sprung.add(String(key));
      if (trap.moment === 'after') await forward(base, method, url, headers, body);
      if (trap.moment === 'after' && twice) await forward(base, method, url, keyless, body);
      held += 1;
      return;
    }
    if (key !== undefined && sprung.has(String(key))) return;
    const answer = await forward(base, method, url, headers, body);
    const bookingId = form.get('metadata[bookingId]');
    const { id } = bookingId && answer.status === 200 ? (JSON.parse(answer.body.toString()) as { id: string }) : { id: '' };
    if (bookingId && id) bookings.set(id, bookingId);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  const server = createServer((incoming, response) => {
    pass(incoming, response).catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const wire = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;

  return {
    /** For the start of the system. */
    env: {
      STRIPE_SECRET_KEY: keys.secretKey,
      STRIPE_PUBLISHABLE_KEY: keys.publishableKey,
      STRIPE_WEBHOOK_SECRET: keys.webhookSecret,
      STRIPE_API_BASE: wire,
      STRIPE_JS_URL: `${base}/v3/`,
    },
    trap: (trap: Omit<Trap, 'saying'> & { saying?: string }): void => void traps.add({ saying: '', ...trap }),
    /** Calls that stand in a trap since the system was last killed. */
    held: () => held,
    /** The system has died: what was held is gone, and no trap is left for whoever goes on. */
    released: () => {
      held = 0;
      sprung.clear();
      traps.clear();
    },
    /** Whether a trap still waits for the booking's call. */
    isSet: (bookingId: string) => [...traps].some((trap) => trap.bookingId === bookingId),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await simulator.close();
    },
  };
}

export type TrappedProvider = Awaited<ReturnType<typeof trappedProvider>>;
