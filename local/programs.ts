import path from 'node:path';
import { answering, readiness, startChild, type Child, type ChildPlan } from './child.ts';
import type { Addresses } from './addresses.ts';
import type { ClockDial } from './clock.ts';
import type { Domain } from './domains.ts';
import { plainEnvironment, simulatorEnvironment, subgraphEnvironment, type Surroundings } from './environments.ts';
import type { EventsHub } from './events-hub.ts';
import { root, type Folders } from './folders.ts';
import type { Ports } from './ports.ts';
import type { Trouble } from './revival.ts';

/**
 * Keeps a process whose live heap is about 45 MB under 200 MB in all; without a limit V8 grows into whatever there is. The larger the
 * nursery, of `young` MB, the fewer collections, each of which copies whatever work is under way.
 */
const memory = (young: number, old = 60): string[] => [
  `--max-old-space-size=${String(old)}`,
  `--max-semi-space-size=${String(young)}`,
  '--v8-pool-size=1',
];
/** What each has to spare of its 200 MB. */
const memories: Readonly<Record<Domain, string[]>> = {
  identity: memory(4),
  fleet: memory(4),
  booking: memory(8, 80),
  support: memory(4, 96),
  notifications: memory(8),
};
/** As `npm run router`. A large nursery needs a large old space beside it: with 60 MB it collected all of it several times a second. */
const routerMemory = ['--max-old-space-size=92', '--max-semi-space-size=16', '--v8-pool-size=1'];
/** The simulator keeps every payment in memory. */
const simulatorMemory = ['--max-old-space-size=112', '--max-semi-space-size=8'];

/** A process to be: started where its logs may go, its troubles told. */
export type Program = (folders: Folders, trouble: Trouble) => { child: Child; ready: Promise<void> };

const program =
  (plan: ChildPlan): Program =>
  (folders, trouble) =>
    startChild(plan, folders, trouble);

/** `at`: another tree than this repository to run it in, and more flags for Node. */
export function subgraphProgram(
  domain: Domain,
  around: Surroundings,
  hub: EventsHub | null,
  clock: ClockDial,
  at: { folder: string; flags: readonly string[] } = { folder: root, flags: [] },
): Program {
  const said = readiness();
  return program({
    name: domain,
    cwd: path.join(at.folder, 'subgraphs', domain),
    args: [...memories[domain], ...at.flags, 'src/main.ts'],
    env: subgraphEnvironment(domain, around),
    ready: async (child) => {
      await said.heard();
      clock.join(child);
    },
    message: (child, message) => {
      if (hub?.receive(child, message)) return;
      said.hear(message);
      clock.hear(child, message);
    },
    gone: (child) => {
      hub?.leave(child);
    },
  });
}

export const simulatorProgram = (ports: Ports, folders: Folders, addresses: Addresses, clock: ClockDial): Program =>
  program({
    name: 'stripe',
    cwd: root,
    args: [...simulatorMemory, path.join('local', 'stripe', 'main.ts')],
    env: simulatorEnvironment({ ports, folders, addresses }),
    ready: async (child) => {
      await answering(`${addresses.stripe.apiBase}/`);
      clock.join(child);
    },
    message: clock.hear,
  });

/** `flags`: more of them for Node. */
export const routerProgram = ({ ports, folders, internalKey }: Surroundings, flags: readonly string[] = []): Program =>
  program({
    name: 'router',
    cwd: root,
    args: [
      ...routerMemory,
      ...flags,
      path.join('router', 'src', 'main.ts'),
      ...[
        '--supergraph',
        path.join('schema', 'supergraph.graphql'),
        '--port',
        String(ports.router),
        '--introspection',
        '--config',
        folders.router,
      ],
    ],
    env: { ...plainEnvironment(folders), INTERNAL_KEY: internalKey },
    ready: () => answering(`http://127.0.0.1:${String(ports.router)}/readyz`),
  });
