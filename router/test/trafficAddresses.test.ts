import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { parseConfiguration } from '../src/configuration.ts';
import { createSubgraphs } from '../src/traffic/subgraphs.ts';
import { scopeOf, startAsking, type Asking } from './toys/asking.ts';
import { answer, startRaw, type RawSubgraph } from './toys/rawSubgraph.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const answering = async (port = 0): Promise<RawSubgraph> => {
  const raw = await startRaw((socket) => setTimeout(() => socket.write(answer()), 1), { port });
  closing.push(raw.stop);
  return raw;
};
const asks = (url: string | string[], configuration: Parameters<typeof startAsking>[1] = {}): Asking => {
  const asking = startAsking(url, configuration);
  closing.push(asking.close);
  return asking;
};
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};

/** Sixteen at a time, until told to stop; gives how many failed. */
function load(
  asking: Asking,
  operation: 'query' | 'mutation' = 'query',
): { failed: () => number; stop: () => Promise<{ asked: number; failed: number }> } {
  let going = true;
  let asked = 0;
  let failed = 0;
  const worker = async (): Promise<void> => {
    while (going) {
      asked += 1;
      await asking.ask(undefined, operation).catch(() => (failed += 1));
      // A refusal by the breaker comes without any waiting.
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const workers = Promise.all(Array.from({ length: 16 }, worker));
  return {
    failed: () => failed,
    async stop() {
      going = false;
      await workers;
      return { asked, failed };
    },
  };
}

test('uses every address, and fails no query when one goes and comes back under load', async () => {
  const [one, two] = [await answering(), await answering()];
  const asking = asks([one.url, two.url]);
  const running = load(asking);
  await until(() => one.requests.length > 200 && two.requests.length > 200);

  await two.stop();
  const before = one.requests.length;
  await until(() => one.requests.length > before + 500);

  const again = await answering(two.port);
  await until(() => again.requests.length > 200);
  const { asked, failed } = await running.stop();
  expect(asked).toBeGreaterThan(1000);
  expect(failed).toBe(0);
});

test('sends a mutation elsewhere where nobody takes it, without a retry', async () => {
  const [one, two] = [await answering(), await answering()];
  await two.stop();
  const asking = asks([two.url, one.url, two.url]);
  for (let n = 0; n < 10; n += 1) await asking.ask('{}', 'mutation');
  expect(one.requests).toHaveLength(10);
  expect(asking.counted).not.toContain('retried');
});

test('a control: a single address that goes fails what is asked', async () => {
  const one = await answering();
  const asking = asks(one.url);
  const running = load(asking);
  await until(() => one.requests.length > 100);
  await one.stop();
  await until(() => running.failed() > 0);
  await running.stop();
});

test('prefers the less loaded address', async () => {
  const held: Socket[] = [];
  let over = false;
  const slow = await startRaw((socket) => (over ? socket.write(answer()) : held.push(socket)));
  closing.push(slow.stop);
  const quick = await answering();
  const running = load(asks([slow.url, quick.url]));
  // Were the load not looked at, all sixteen would soon wait for the slow one.
  await until(() => quick.requests.length > 500);
  expect(slow.requests.length).toBeLessThan(16);
  over = true;
  for (const socket of held) socket.write(answer());
  await running.stop();
});

test('drains an address whose health check fails, and uses it again when it is well', async () => {
  let well = true;
  const checked = await startRaw((socket, { head }) => {
    const health = head.startsWith('GET /readyz ');
    socket.write(health && !well ? 'HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n' : answer());
  });
  closing.push(checked.stop);
  const other = await answering();
  const asking = asks([checked.url, other.url], { subgraphs: { toy: { healthPath: '/readyz' } } });
  const fetches = (): number => checked.requests.filter(({ head }) => head.startsWith('POST')).length;
  const checks = (): number => checked.requests.length - fetches();
  await asking.ask();
  await asking.ask();
  expect(fetches()).toBe(1);

  well = false;
  const seen = checks();
  await until(() => checks() > seen);
  await new Promise((resolve) => setTimeout(resolve, 20));
  for (let n = 0; n < 10; n += 1) await asking.ask();
  expect(fetches()).toBe(1);

  well = true;
  const again = checks();
  await until(() => checks() > again);
  await new Promise((resolve) => setTimeout(resolve, 20));
  for (let n = 0; n < 10; n += 1) await asking.ask();
  expect(fetches()).toBeGreaterThan(4);
});

test('a new supergraph keeps the connections of what stays, and closes those of what goes once the last fetch has ended', async () => {
  let release: (() => void) | undefined;
  const held = await startRaw((socket) => (release = () => socket.write(answer())));
  closing.push(held.stop);
  const [stays, moved, elsewhere] = [await answering(), await answering(), await answering()];
  const routing = new Map([
    ['stays', stays.url],
    ['moves', moved.url],
    ['goes', held.url],
  ]);
  const subgraphs = createSubgraphs(routing, parseConfiguration({}, {}), () => undefined);
  closing.push(subgraphs.close);
  const ask = (subgraph: string): Promise<string> => subgraphs.ask({ subgraph, operation: 'query', body: '{}', scope: scopeOf() });
  await Promise.all([ask('stays'), ask('moves')]);
  const last = ask('goes');
  await until(() => release !== undefined);

  subgraphs.update(
    new Map([
      ['stays', stays.url],
      ['moves', elsewhere.url],
      ['comes', elsewhere.url],
    ]),
  );
  await Promise.all([ask('stays'), ask('moves'), ask('comes')]);
  expect([stays.connections(), moved.requests.length, elsewhere.requests.length]).toEqual([1, 1, 2]);
  await until(() => moved.open() === 0);
  expect(held.open()).toBe(1);
  release?.();
  expect(await last).toBe('{"data":{}}');
  await until(() => held.open() === 0);

  // What was planned before may still need it.
  const late = ask('goes');
  await until(() => held.requests.length === 2);
  release?.();
  expect(await late).toBe('{"data":{}}');

  expect(() => {
    subgraphs.update(
      new Map([
        ['stays', elsewhere.url],
        ['moves', 'nowhere'],
      ]),
    );
  }).toThrow('Invalid URL');
  await ask('stays');
  expect(stays.requests).toHaveLength(3);

  subgraphs.update(routing);
  const back = ask('goes');
  await until(() => held.requests.length === 3);
  release?.();
  await back;
  expect(held.open()).toBe(1);
});

test('opens subscriptions where the subgraph answers', async () => {
  const [one, two] = [await answering(), await answering()];
  await two.stop();
  const { subgraphs, ask } = asks([one.url, two.url]);
  await Promise.all([ask(), ask()]);
  for (let n = 0; n < 3; n += 1) expect((await subgraphs.socketOf('toy', scopeOf())).url).toBe(`ws://127.0.0.1:${one.port}/graphql`);
});

const certificate = (name: string): string => new URL(`toys/certificates/${name}`, import.meta.url).pathname;

test('asks over TLS, shows its certificate, and believes none that its authority did not sign', async () => {
  const [cert, key] = [certificate('first.crt'), certificate('first.key')];
  const raw = await startRaw((socket) => socket.write(answer()), {
    tls: { cert: readFileSync(cert), key: readFileSync(key), ca: readFileSync(cert), requestCert: true, rejectUnauthorized: true },
  });
  closing.push(raw.stop);
  const asking = asks(raw.url, { subgraphTls: { ca: cert, certificate: cert, key } });
  await asking.ask();
  await asking.ask('{"query":"{ é }"}');
  expect(raw.requests.map(({ body }) => body)).toEqual(['{"query":"{ n1 }"}', '{"query":"{ é }"}']);
  expect(raw.connections()).toBe(1);

  await expect(asks(raw.url, { subgraphTls: { certificate: cert, key } }).ask()).rejects.toThrow('self-signed certificate');
  await expect(asks(raw.url, { subgraphTls: { ca: cert } }).ask()).rejects.toThrow();
  expect(raw.requests).toHaveLength(2);
});
