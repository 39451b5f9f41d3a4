import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingMessage, createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import type { Config } from '../config.ts';
import { start } from '../simulator.ts';

export const KEYS = { secretKey: 'sk_test_simulated', publishableKey: 'pk_test_simulated', webhookSecret: 'whsec_simulated' };

const undo: (() => Promise<void> | void)[] = [];

/** Stops whatever the test started, last first. */
export async function tidy(): Promise<void> {
  for (const step of undo.splice(0).reverse()) await step();
}

export function aStateFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'));
  undo.push(() => {
    rmSync(folder, { recursive: true });
  });
  return join(folder, 'state.jsonl');
}

/** A running simulator, the real SDK pointed at it, and plain HTTP as browsers and tests speak it. */
export async function aSimulator(config: Partial<Config> = {}) {
  const { port, close } = await start({
    port: 0,
    ...KEYS,
    webhookUrls: [],
    webhookEvents: null,
    stateFile: undefined,
    latencyMs: 0,
    ...config,
  });
  let open = true;
  const stop = async () => {
    if (open) await close();
    open = false;
  };
  undo.push(stop);
  const base = `http://127.0.0.1:${port}`;
  const stripe = new Stripe(KEYS.secretKey, { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0 });
  const post = async (path: string, form: Record<string, string>, headers: Record<string, string> = {}) => {
    const response = await fetch(base + path, { method: 'POST', body: new URLSearchParams(form), headers });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown> & { error?: Record<string, unknown> },
    };
  };
  const get = async (path: string, key = KEYS.secretKey) => {
    const response = await fetch(base + path, { headers: { authorization: `Bearer ${key}` } });
    return { status: response.status, body: await response.json() };
  };
  return { base, port, stripe, post, get, stop };
}

export type Received = { headers: IncomingMessage['headers']; body: string };

/** An endpoint for webhooks that answers with `status(n)` to the n-th delivery, counted from 0. */
export async function anEndpoint(status: (n: number) => number = () => 200) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(status(received.length - 1)).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  );
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}/hooks`, received };
}

export async function until(done: () => boolean, within = 5000): Promise<void> {
  const end = Date.now() + within;
  while (!done()) {
    if (Date.now() > end) throw new Error('It did not happen in time.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What a call of the SDK was refused with. */
export async function refusalOf(call: Promise<unknown>): Promise<InstanceType<typeof Stripe.errors.StripeError>> {
  const outcome: unknown = await call.then(
    () => null,
    (error: unknown) => error,
  );
  if (outcome instanceof Stripe.errors.StripeError) return outcome;
  throw new Error('The call was not refused by Stripe.');
}

export const BY_CARD = { payment_method_types: ['card'] };
