import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Memory } from '../../local/memory.ts';
import type { Running } from '../running.ts';

/** Beyond the ports of a start. */
const offsets = { router: 90, support: 94 };
const again = 200;
const patienceMs = 30_000;

export interface Twin {
  port: number;
  kill(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

/** What a process of the running system was started with (Linux). */
function planOf(pid: number): { args: string[]; env: Record<string, string>; cwd: string } {
  const words = (file: string): string[] =>
    readFileSync(`/proc/${String(pid)}/${file}`, 'utf8')
      .split('\0')
      .filter(Boolean);
  // The channel to its parent is not for others.
  const variables = words('environ').filter((each) => !each.startsWith('NODE_CHANNEL_'));
  const env = Object.fromEntries(
    variables.map((each): [string, string] => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)]),
  );
  return { args: words('cmdline').slice(1), env, cwd: `/proc/${String(pid)}/cwd` };
}

async function untilReady(url: string): Promise<void> {
  for (const until = Date.now() + patienceMs; Date.now() < until;) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} does not answer`);
}

/** A process that is started again whenever it ends. */
async function kept(plan: ReturnType<typeof planOf>, port: number, ready: string): Promise<Twin> {
  let stopping = false;
  let child: ChildProcess;
  const launch = (): void => {
    child = spawn(process.execPath, plan.args, { cwd: plan.cwd, env: plan.env, stdio: 'ignore' });
    child.once('exit', () => {
      if (!stopping) setTimeout(launch, again);
    });
  };
  launch();
  await untilReady(`http://127.0.0.1:${String(port)}${ready}`);
  return {
    port,
    kill: (signal) => child.kill(signal),
    stop: async () => {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** A second process of support over the same database, and a second router that asks it: as the system's own in all else. */
export async function twins({ web, demo, varFolder }: Running): Promise<{ router: Twin; support: Twin }> {
  const base = Number(new URL(web).port);
  const processes = (await (await fetch(demo.processes)).json()) as Memory[];
  const found = (name: string): ReturnType<typeof planOf> => {
    const pid = processes.find((each) => each.name === name)?.pid;
    if (pid === undefined) throw new Error(`there is no ${name}`);
    const plan = planOf(pid);
    return { ...plan, cwd: readlinkSync(plan.cwd) };
  };
  const ports = { router: base + offsets.router, support: base + offsets.support };
  const own = found('support');
  const support = await kept({ ...own, env: { ...own.env, PORT: String(ports.support) } }, ports.support, '/ready');
  const first = found('router');
  const file = (flag: string): number => first.args.indexOf(flag) + 1;
  const configuration = path.join(varFolder, 'router-twin.json');
  const text = readFileSync(path.resolve(first.cwd, first.args[file('--config')] ?? ''), 'utf8');
  writeFileSync(configuration, text.replaceAll(`:${String(base + 4)}/graphql`, `:${String(ports.support)}/graphql`), { mode: 0o600 });
  const args = first.args.with(file('--config'), configuration).with(file('--port'), String(ports.router));
  const router = await kept({ ...first, args }, ports.router, '/readyz');
  return { router, support };
}
