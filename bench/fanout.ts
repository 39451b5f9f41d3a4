import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { ConfigurationInput } from '../router/src/configuration.ts';
import { now, startChat } from '../router/test/toys/chat.ts';
import type { Client, Notice, Order, Report } from './fanoutWatchers.ts';

const help = `npm run bench:fanout -- [--watchers N] [--messages N] [--rate N] [--seconds N] [--only abcd] [--profile FOLDER]

The router with many subscriptions: (a) N watchers of one room, first as fast as it goes, then at a steady rate; (b) the same with
a new supergraph in the middle; (c) with the subgraph killed and started again in the middle; (d) N users, each with an own token,
conversation and notifications. Watchers live in a process of their own and check every frame: what it is, for whom, in which
order. Ends with code 1 when anything was lost, doubled or delivered to somebody else, or the subgraph saw more subscriptions or
sockets than it should. --profile writes the router's CPU profile there.
`;
const argument = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
if (process.argv.includes('--help')) {
  process.stdout.write(help);
  process.exit(0);
}
const watchers = argument('--watchers', 1000);
const messages = argument('--messages', 200);
const rate = argument('--rate', 25);
const seconds = argument('--seconds', 8);
const onlyAt = process.argv.indexOf('--only');
const only = onlyAt < 0 ? 'abcd' : (process.argv[onlyAt + 1] ?? '');
const profileAt = process.argv.indexOf('--profile');
const profile = profileAt < 0 ? undefined : path.resolve(process.argv[profileAt + 1] ?? '.');
const ticksPerSecond = 100;
const mostSockets = 8;

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const wrong: string[] = [];
function check(what: string, holds: boolean): void {
  if (holds) return;
  wrong.push(what);
  say(`  WRONG: ${what}`);
}

const pair = await generateKeyPair('EdDSA');
const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'EdDSA' };
const keys = createServer((_, response) => response.end(JSON.stringify({ keys: [jwk] })));
await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve));
const tokenOf = (user: string): Promise<string> =>
  new SignJWT({})
    .setProtectedHeader({ alg: 'EdDSA', kid: 'k1' })
    .setSubject(user)
    .setIssuer('bench')
    .setAudience('bench')
    .setExpirationTime('1 h')
    .sign(pair.privateKey);

const chat = await startChat();
const folder = mkdtempSync(path.join(tmpdir(), 'bench-fanout-'));
const supergraph = path.join(folder, 'supergraph.graphql');
const configuration: ConfigurationInput = {
  logLevel: 'error',
  // Nothing may be left out of a message because this machine has other things to do.
  subgraphTimeoutMs: 10_000,
  requestTimeoutMs: 10_000,
  overload: { eventLoopDelayMs: 10_000 },
  limits: { socketsPerAddress: watchers + 10 },
  subgraphs: { chat: { subscriptionAuthority: 'operation' } },
  subscriptions: { socketsPerSubgraph: mostSockets },
  auth: {
    accessTokens: { jwksUrl: `http://127.0.0.1:${String((keys.address() as AddressInfo).port)}/`, issuer: 'bench', audience: 'bench' },
    internal: { key: Buffer.alloc(32, 7).toString('base64url') },
  },
};
writeFileSync(path.join(folder, 'router.json'), JSON.stringify(configuration));
/** A fresh one for each scenario: what one has grown says nothing of another. */
let router: ChildProcess;
let url = '';
async function startRouter(): Promise<void> {
  writeFileSync(supergraph, chat.supergraph);
  const flags = ['--max-old-space-size=80', '--max-semi-space-size=4'];
  const profiled = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const options = ['--supergraph', supergraph, '--port', '0', '--config', path.join(folder, 'router.json')];
  const child = spawn(process.execPath, [...flags, ...profiled, 'router/src/main.ts', ...options], {
    cwd: path.join(import.meta.dirname, '..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  router = child;
  const [greeting] = (await once(child.stdout, 'data')) as [Buffer];
  url = `127.0.0.1:${/port (\d+)/.exec(greeting.toString())?.[1] ?? ''}/graphql`;
}
async function stopRouter(): Promise<void> {
  router.kill('SIGTERM');
  if (router.exitCode === null) await once(router, 'exit');
}
const crowd = fork(path.join(import.meta.dirname, 'fanoutWatchers.ts'));
crowd.once('exit', () => process.exit(1));
process.once('exit', () => {
  router.kill('SIGKILL');
  crowd.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
/** User and system milliseconds of a process so far, and its resident megabytes (Linux). */
function use({ pid }: ChildProcess): { cpuMs: number; rssMb: number } {
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? [];
  const pages = Number(readFileSync(`/proc/${String(pid)}/statm`, 'utf8').split(' ')[1]);
  return { cpuMs: ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond, rssMb: (pages * 4096) / 1_048_576 };
}
async function order<Kind extends Notice['kind']>(what: Order, answer: Kind): Promise<Extract<Notice, { kind: Kind }>> {
  crowd.send(what);
  const [notice] = (await once(crowd, 'message')) as [Notice];
  if (notice.kind !== answer) throw new Error(`the watchers say ${notice.kind}`);
  return notice as Extract<Notice, { kind: Kind }>;
}
const open = (clients: Client[]): Promise<unknown> => order({ kind: 'open', url: `ws://${url}`, clients }, 'opened');
const close = (): Promise<unknown> => order({ kind: 'close' }, 'closed');
async function expect(frames: number): Promise<Report> {
  const { report } = await order({ kind: 'expect', frames, withinMs: 40_000 }, 'report');
  check(`${String(report.lost)} lost`, report.lost === 0);
  check(`${String(report.doubled)} doubled`, report.doubled === 0);
  check(`${String(report.misdelivered)} delivered to somebody else`, report.misdelivered === 0);
  check(`${String(report.frames)} frames of ${String(frames)}`, report.frames === frames);
  check(`${String(report.incomplete)} without what another subgraph adds`, report.incomplete === 0);
  check(`${String(report.reconnected)} sockets were closed`, report.reconnected === 0);
  return report;
}
const latency = ({ p50Ms, p99Ms, maxMs }: Report): string =>
  `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, longest ${maxMs.toFixed(0)} ms`;

/** Publishes on schedule whatever the clock does: a late tick publishes all that is due. */
async function steadily(total: number, perSecond: number, publish: (index: number) => void): Promise<void> {
  const begun = now();
  for (let index = 0; index < total;) {
    for (const due = Math.min(total, ((now() - begun) / 1000) * perSecond + 1); index < due; index += 1) publish(index);
    await wait(2);
  }
}

let published = 0;
const publish = (): void => {
  published += 1;
  chat.publish('room');
};
const inRoom = (): Client[] => Array.from({ length: watchers }, () => ({ to: '', fields: [{ field: 'room', after: published }] }));
const frames = watchers * messages;

async function sharedRoom(): Promise<void> {
  const { opened } = chat.subscriptions;
  await open(inRoom());
  let before = { at: now(), cpuMs: use(router).cpuMs };
  for (let index = 0; index < messages; index += 1) publish();
  const fast = await expect(frames);
  const cpu = (): string => `${(((use(router).cpuMs - before.cpuMs) * 1000) / frames).toFixed(1)} µs of the router's CPU a frame`;
  say(
    `  at once:  ${(frames / ((fast.lastAt - before.at) / 1000)).toFixed(0)} frames/s from the first published to the last received; ${cpu()}`,
  );
  before = { at: now(), cpuMs: use(router).cpuMs };
  await steadily(messages, rate, publish);
  const steady = await expect(frames);
  say(
    `  steadily: ${String(rate)} messages/s, ${(frames / ((steady.lastAt - before.at) / 1000)).toFixed(0)} frames/s; from published to received ${latency(steady)}; ${cpu()}`,
  );
  say(
    `  subscriptions at the subgraph: ${String(chat.subscriptions.opened - opened)}, sockets ${String(chat.sockets.open)}; router ${use(router).rssMb.toFixed(0)} MB`,
  );
  check('more than one subscription at the subgraph', chat.subscriptions.opened - opened === 1);
  await close();
  await wait(200);
  check('the subgraph still has subscriptions', chat.subscriptions.open === 0);
}

const knowsLater = async (): Promise<boolean> => {
  const answer = await fetch(`http://${url}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ second }"}',
  });
  return ((await answer.json()) as { data?: { second?: number } }).data?.second === 2;
};

async function newSupergraph(): Promise<void> {
  await open(inRoom());
  const publishing = steadily(messages, rate, publish);
  await wait(((messages / rate) * 1000) / 3);
  writeFileSync(supergraph, chat.laterSupergraph);
  let swapped = false;
  for (const until = now() + 5000; !swapped && now() < until; swapped = await knowsLater()) await wait(100);
  await publishing;
  const report = await expect(frames);
  say(swapped ? `  swapped in the middle; ${latency(report)}` : '  SKIPPED: this router does not follow its supergraph file');
  check('swapping made clients subscribe again', report.resubscribed === 0);
  await close();
}

async function lostSubgraph(): Promise<void> {
  await open(inRoom());
  const publishing = steadily(messages, rate, publish);
  await wait(((messages / rate) * 1000) / 3);
  await chat.kill();
  await wait(700);
  await chat.restart();
  await publishing;
  const report = await expect(frames);
  say(`  killed for 0.7 s: ${String(report.resubscribed)} times subscribed again; ${latency(report)}`);
  check('nobody noticed that the subgraph was killed', report.resubscribed >= watchers);
  await close();
}

async function ownConversations(): Promise<void> {
  const users = Array.from({ length: watchers }, (_, index) => `user${String(index)}`);
  const idleMb = use(router).rssMb;
  chat.sockets.most = 0;
  const clients: Client[] = [];
  for (const to of users) clients.push({ to, token: await tokenOf(to), fields: ['mine', 'news'].map((field) => ({ field, after: 0 })) });
  await open(clients);
  await wait(1000);
  const heldMb = use(router).rssMb;
  const perSecond = watchers / 2;
  const total = perSecond * seconds;
  const { cpuMs } = use(router);
  const begun = now();
  await steadily(total, perSecond, (index) => {
    const user = users[(index * 7919) % users.length] ?? '';
    chat.publish(`${index % 3 === 0 ? 'news' : 'chat'} ${user}`);
  });
  const report = await expect(total);
  say(
    `  ${perSecond.toFixed(0)} messages/s to ${String(watchers)} users, each completed by another subgraph: ${latency(report)}; router's CPU ${(((use(router).cpuMs - cpuMs) / (now() - begun)) * 100).toFixed(0)} %`,
  );
  say(`  subscriptions at the subgraph ${String(chat.subscriptions.open)}, sockets at most ${String(chat.sockets.most)}`);
  say(
    `  router ${idleMb.toFixed(0)} MB before, ${heldMb.toFixed(0)} MB with them, ${use(router).rssMb.toFixed(0)} MB after: ${(((heldMb - idleMb) * 1024) / watchers).toFixed(1)} kB a user`,
  );
  check('subscriptions at the subgraph', chat.subscriptions.open === 2 * watchers);
  check(`more than ${String(mostSockets)} sockets to the subgraph`, chat.sockets.most <= mostSockets);
  await close();
}

say(
  `${String(watchers)} watchers over graphql-transport-ws on one ${cpus()[0]?.model ?? 'machine'} (${String(cpus().length)} cores), Node ${process.version}; router, watchers and`,
);
say(
  `subgraphs in three processes; ${String(messages)} messages of some 250 bytes, each completed once by another subgraph over HTTP; load before it ${(loadavg()[0] ?? 0).toFixed(1)}.`,
);
for (const [name, scenario] of [
  ['(a) one room', sharedRoom],
  ['(b) one room, a new supergraph in the middle', newSupergraph],
  ['(c) one room, the subgraph killed and started again', lostSubgraph],
  ['(d) own conversations and notifications', ownConversations],
] as const) {
  if (!only.includes(name.charAt(1))) continue;
  say(name);
  await startRouter();
  await scenario();
  await stopRouter();
}
crowd.removeAllListeners('exit');
crowd.disconnect();
keys.close();
await chat.stop();
say(wrong.length === 0 ? 'Nothing lost, doubled or delivered to somebody else.' : `Wrong: ${wrong.join('; ')}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
