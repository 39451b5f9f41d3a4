import { createServer } from 'node:net';
import { domains, type Domain } from './domains.ts';
import { portHolder } from './portHolder.ts';
import { StartRefused } from './startRefused.ts';

export type Ports = Record<
  Domain | 'router' | 'stripe' | 'nordlane' | 'convoyeurs' | 'translator' | 'tools' | 'smtp' | 'objects' | 'postgres' | 'turn' | 'redis',
  number
>;

/** Every port of a start, counted from the router's. */
export const portsFrom = (base: number): Ports => ({
  router: base,
  identity: base + 1,
  fleet: base + 2,
  booking: base + 3,
  support: base + 4,
  notifications: base + 5,
  stripe: base + 10,
  nordlane: base + 11,
  convoyeurs: base + 12,
  translator: base + 13,
  tools: base + 20,
  smtp: base + 25,
  objects: base + 26,
  postgres: base + 32,
  turn: base + 34,
  redis: base + 79,
});

/** The names of the ports that a start listens on in any case. */
export const alwaysNeeded: readonly (keyof Ports)[] = [
  'router',
  ...domains,
  'nordlane',
  'convoyeurs',
  'translator',
  'tools',
  'smtp',
  'objects',
];

const canListen = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      // No IPv6, or a machine that forbids it, is not a port in use.
      resolve(error.code !== 'EADDRINUSE');
    });
    probe.listen({ port, host, exclusive: true }, () => {
      probe.close(() => {
        resolve(true);
      });
    });
  });

const isTaken = async (port: number): Promise<boolean> => !((await canListen(port, '127.0.0.1')) && (await canListen(port, '::1')));

/**
 * Refuses when something else listens on one of our ports, and still does after `patienceMs`. localhost may mean 127.0.0.1
 * or ::1, so both must be free.
 */
export async function requireFree(ports: Ports, names: readonly (keyof Ports)[], patienceMs = 0): Promise<void> {
  for (const until = performance.now() + patienceMs; ;) {
    const taken = await Promise.all(names.map(async (name) => ((await isTaken(ports[name])) ? name : null)));
    const first = taken.find((name) => name !== null);
    if (first === undefined) return;
    if (performance.now() >= until) throw new StartRefused(inUse(ports, first));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function inUse(ports: Ports, name: keyof Ports): string {
  const holder = portHolder(ports[name]);
  const other = ports.router + (ports.router > 60_000 ? -100 : 100);
  return `Port ${String(ports[name])} (${name}) is in use${holder ? ` by ${holder}` : ''}. Stop what holds it, or start on other ports: PORT=${String(other)} npm start`;
}
