import { connect } from 'node:net';
import type { System } from '../../local/system.ts';

const pollMs = 25;

const answers = (url: string, init: RequestInit = {}): Promise<boolean> =>
  fetch(url, { ...init, signal: AbortSignal.timeout(2000) }).then(
    async (response) => response.ok && !(await response.text()).includes('"errors"'),
    () => false,
  );

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const end = (is: boolean) => (): void => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', end(true)).once('error', end(false));
  });

const question = JSON.stringify({ query: '{ paymentSettings { publishableKey } agencies(first: 1) { totalCount } }' });

async function isReady({ ports, addresses }: System): Promise<boolean> {
  const subgraphs = [ports.identity, ports.fleet, ports.booking, ports.support, ports.notifications];
  const all = await Promise.all([
    ...subgraphs.map((port) => answers(`http://127.0.0.1:${port}/ready`)),
    answers(`${addresses.web}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: question }),
    listens(ports.redis),
    addresses.simulator === null || listens(ports.stripe),
  ]);
  return all.every(Boolean);
}

/** Waits until every part answers, and the router with what two subgraphs say. Milliseconds since it was called; rejects after a minute. */
export async function untilReady(system: System): Promise<number> {
  const began = performance.now();
  while (!(await isReady(system))) {
    if (performance.now() - began > 60_000) throw new Error('The system is not ready again after a minute.');
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return performance.now() - began;
}
