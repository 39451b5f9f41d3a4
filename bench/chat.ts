import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import type { Page } from 'playwright-core';
import { WebSocket } from 'ws';
import account from '../clients/core/messages/fr.json' with { type: 'json' };
import words from '../clients/core/messages/support.fr.json' with { type: 'json' };
import { contextFor, launch, notePress, pressedAt, whenShown } from '../e2e/browser.ts';
import { people } from '../e2e/people.ts';
import { giveFirstFactor } from '../e2e/proving.ts';
import { measureCpu } from '../e2e/replay/cpu.ts';
import { memoryOf, readProcesses } from '../e2e/replay/memory.ts';
import { wire } from '../e2e/replay/wire.ts';
import { runningSystem } from '../e2e/running.ts';
import { staffPage } from '../e2e/staffPage.ts';
import { portsFrom } from '../local/ports.ts';
import { progressBar } from '../tools/progressBar.ts';
import { databaseOf } from '../e2e/rows.ts';
import { addressOf, openScreens, screen, subscriptionsAScreen } from './chat/sockets.ts';
import { quantile } from './search/load.ts';

const help = `npm run bench:chat -- [--sockets N] [--messages N] [--rate N] [--port N]

A message on its way, while N other screens are open, each with a socket, a conversation and the web client's subscriptions of its own:
from one browser to another, from the key to what stands on the other's screen; then from a client's request to another's socket, at a steady rate;
then the plain way in a process of its own: one transaction over the same PostgreSQL, sent on to as many sockets, with nobody asked who they
are and nothing sealed, planned or told elsewhere. Wanted: p50 under 50 ms and p99 under 300 ms from browser to browser.

  --sockets N    open and idle (1000)
  --messages N   from browser to browser (200), and ten times as many from socket to socket
  --rate N       messages a second from socket to socket (50)
  --port N       of the system that it starts (27600)
`;

const { values: options } = parseArgs({
  options: {
    sockets: { type: 'string', default: '1000' },
    messages: { type: 'string', default: '200' },
    rate: { type: 'string', default: '50' },
    port: { type: 'string', default: '27600' },
    help: { type: 'boolean' },
  },
});
const [sockets, messages, rate, port] = [options.sockets, options.messages, options.rate, options.port].map(Number);
if (options.help || !sockets || !messages || !rate || !port) {
  process.stdout.write(help);
  process.exit(options.help ? 0 : 2);
}
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const load = (): string => loadavg()[0]?.toFixed(1) ?? '';
const patienceMs = 30_000;
const lookedAtMs = 500;
const renters = ['claire.renter@example.com', 'sam.renter@example.com'];

const START = `mutation Start($input: StartConversationInput!) { startConversation(input: $input) { id } }`;
const SEND = `mutation Send($input: SendMessageInput!) { sendMessage(input: $input) { id } }`;

interface Taken {
  ms: number[];
  /** Milliseconds of CPU a message, by process, the busiest first. */
  cpu: { name: string; ms: number }[];
}

function report(name: string, { ms, cpu }: Taken): void {
  const sorted = ms.toSorted((one, other) => one - other);
  const at = (share: number): string => quantile(sorted, share).toFixed(1);
  say(`  ${name.padEnd(26)}${String(ms.length).padStart(5)} messages   p50 ${at(0.5)}  p99 ${at(0.99)}  longest ${at(1)} ms`);
  for (const each of cpu) if (each.ms >= 0.05) say(`    ${each.name.padEnd(32)}${each.ms.toFixed(2).padStart(8)} ms of CPU a message`);
}

say(
  `${new Date().toISOString()}  ${String(cpus().length)} cores (${cpus()[0]?.model ?? ''}), Node ${process.version}, load ${load()} at the start`,
);
const system = await runningSystem(port);
const asked = people(system, 32);
const ports = portsFrom(Number(new URL(system.web).port));
const url = `ws://127.0.0.1:${String(ports.router)}/graphql`;
const parts = async () => (await readProcesses(system.demo.processes, asked.wire)).filter(({ pid }) => pid !== process.pid);
const everybody = async () => [...(await parts()), { name: 'the bench, with the launcher', pid: process.pid }];

async function residentMb(): Promise<Map<string, number>> {
  return new Map(memoryOf(await parts()).map(({ name, rssMb }) => [name, rssMb]));
}

/** Sends `count` messages at the steady rate, whatever comes of those before. */
async function steadily(count: number, send: (n: number) => Promise<unknown>): Promise<void> {
  const began = performance.now();
  const sending: Promise<unknown>[] = [];
  for (let n = 0; n < count; n += 1) {
    await sleep(Math.max(0, began + (n * 1000) / (rate ?? 1) - performance.now()));
    sending.push(send(n));
  }
  await Promise.all(sending);
}

/** Measures what `run` sends and `arrivals` says has arrived, each under a name of its own. */
async function measured(arrivals: ReadonlyMap<string, number>, run: (note: (name: string) => void) => Promise<void>): Promise<Taken> {
  const sent = new Map<string, number>();
  const cpu = measureCpu(await everybody());
  await run((name) => sent.set(name, performance.now()));
  const missing = (): boolean => [...sent.keys()].some((name) => !arrivals.has(name));
  for (const until = Date.now() + patienceMs; missing() && Date.now() < until;) await sleep(10);
  if (missing()) throw new Error('not every message arrived');
  const used = cpu(await everybody());
  return {
    ms: [...sent].map(([name, at]) => (arrivals.get(name) ?? NaN) - at),
    cpu: used.map(({ name, cpuSeconds }) => ({ name, ms: (cpuSeconds * 1000) / sent.size })),
  };
}

async function speak(from: Page, to: Page, text: string): Promise<number> {
  const box = from.getByRole('textbox', { name: words.chat.composer });
  await box.fill(text);
  const shown = whenShown(to, text);
  await notePress(from);
  // As somebody who looks at what they wrote before they send it.
  await sleep(lookedAtMs);
  await box.press('Enter');
  return (await shown) - (await pressedAt(from));
}

/** Two browsers with the conversation open, the agent's given what she may hold: from then on nobody moves up in the queue. */
async function openBrowsers(id: string) {
  const browsers = await Promise.all([launch(), launch()]);
  const [first, second] = browsers;
  const customer = await (await contextFor(first, { language: 'fr' })).newPage();
  const password = system.demo.accounts.find(({ email }) => email === renters[0])?.password ?? '';
  await giveFirstFactor(customer, system.web, account, renters[0] ?? '', password);
  await customer.getByRole('banner').getByRole('button', { name: account.shell.signOut }).waitFor();
  await customer.goto(`${system.web}/conversations/${id}`);
  const agent = await staffPage(second, system, 'marie.agent@example.com', patienceMs);
  await agent.goto(`${system.web}/desk/${id}`);
  await agent.getByRole('button', { name: words.desk.take }).click();
  await agent.getByRole('textbox', { name: words.chat.composer }).waitFor();
  await speak(customer, agent, 'Bonjour');
  return { customer, agent, close: () => Promise.all(browsers.map((browser) => browser.close())) };
}

async function betweenBrowsers({ customer, agent }: { customer: Page; agent: Page }): Promise<Taken> {
  const ms: number[] = [];
  const cpu = measureCpu(await everybody());
  for (let n = 0; n < (messages ?? 0); n += 1) {
    const [from, to] = n % 2 === 0 ? [customer, agent] : [agent, customer];
    ms.push(await speak(from, to, `Message n° ${String(n)}, d'un écran à l'autre.`));
  }
  const used = cpu(await everybody());
  return { ms, cpu: used.map(({ name, cpuSeconds }) => ({ name, ms: (cpuSeconds * 1000) / ms.length })) };
}

try {
  const bar = progressBar(2 * sockets, process.stderr);
  const signIn = () => Promise.all(renters.map(async (email) => ({ token: await asked.tokenOf(email), ask: await asked.as(email) })));
  let clients = await signIn();
  const talks: string[] = [];
  const clientOf = (n: number) => clients[n % clients.length] ?? { token: '', ask: asked.guest };
  const begin = async (n: number, input: object): Promise<string> =>
    (await clientOf(n).ask<{ startConversation: { id: string } }>(START, { input })).startConversation.id;
  const open = async (): Promise<void> => {
    for (let n = talks.length; n < sockets; n = talks.length) {
      talks.push('');
      const input = { subject: 'Une question', body: 'Bonjour', clientId: randomUUID() };
      talks[n] = await begin(n, input);
      bar.advance('conversations opened');
    }
  };
  await Promise.all(Array.from({ length: 16 }, open));
  const browsers = await openBrowsers(await begin(0, { subject: 'D’un écran à l’autre', body: 'Bonjour', clientId: randomUUID() }));
  // A token, and with it a socket, is good for some minutes: these last to the end.
  clients = await signIn();
  const arrived = new Map<string, number>();
  const before = await residentMb();
  const screens = await openScreens(
    talks,
    (id, index) =>
      screen(url, clientOf(index).token, id, index, (clientId) => {
        arrived.set(clientId, performance.now());
      }),
    () => {
      bar.advance('screens opened');
    },
  );
  bar.stop();
  const after = await residentMb();
  say(`\n${String(sockets)} screens open, ${String(subscriptionsAScreen * sockets)} subscriptions:`);
  for (const name of ['router', 'support', 'identity']) {
    const [from = NaN, to = NaN] = [before.get(name), after.get(name)];
    say(
      `  ${name.padEnd(12)}${from.toFixed(0).padStart(5)} → ${to.toFixed(0)} MiB: ${(((to - from) * 1024) / sockets).toFixed(1)} KiB an idle socket`,
    );
  }

  say('\nWhile they are open:');
  report('from browser to browser', await betweenBrowsers(browsers));
  await browsers.close();
  const ours = await measured(arrived, async (note) => {
    await steadily(10 * messages, async (n) => {
      const clientId = randomUUID();
      note(clientId);
      await clientOf(n % sockets).ask(SEND, { input: { conversationId: talks[n % sockets], body: `Message ${String(n)}`, clientId } });
    });
  });
  report('from socket to socket', ours);
  if (!screens.every(({ isOpen }) => isOpen())) throw new Error('a screen was closed meanwhile');
  for (const each of screens) each.close();

  const database = await databaseOf(system, 'support');
  await database.query('CREATE TABLE plain_room (id TEXT PRIMARY KEY, last INTEGER NOT NULL)');
  await database.query('CREATE TABLE plain_message (room TEXT, sequence INTEGER, body TEXT, PRIMARY KEY (room, sequence))');
  const { host, user, password } = database;
  const connection: pg.PoolConfig = { host, port: ports.postgres, user, database: 'support', password };
  const plain = fork(path.join(import.meta.dirname, 'chat', 'plain.ts'), [JSON.stringify({ database: connection, port: port + 99 })]);
  await once(plain, 'message');
  const heard = new Map<string, number>();
  const listening: WebSocket[] = [];
  for (let n = 0; n < sockets; n += 1) {
    const socket = new WebSocket(`ws://127.0.0.1:${String(port + 99)}/${String(n)}`, {
      localAddress: addressOf(n),
      perMessageDeflate: false,
    });
    socket.on('message', (data: Buffer) => heard.set((JSON.parse(data.toString()) as { body: string }).body, performance.now()));
    await once(socket, 'open');
    listening.push(socket);
  }
  const line = wire(32);
  const theirs = await measured(heard, async (note) => {
    await steadily(10 * messages, async (n) => {
      const name = randomUUID();
      note(name);
      await line.ask('POST', `http://127.0.0.1:${String(port + 99)}/${String(n % sockets)}`, {}, name);
    });
  });
  report('the plain way', theirs);
  const median = ({ ms }: Taken): number =>
    quantile(
      ms.toSorted((one, other) => one - other),
      0.5,
    );
  say(`  ours takes ${(median(ours) / median(theirs)).toFixed(1)} times as long as the plain way; load ${load()} at the end`);
  for (const socket of listening) socket.terminate();
  line.close();
  plain.kill();
  await database.end();
} finally {
  asked.close();
  await system.stop();
}
