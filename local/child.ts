import { spawn, type ChildProcess, type Serializable } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import type { Folders } from './folders.ts';
import { rotated } from './logs.ts';
import { revival, type Trouble } from './revival.ts';
import { StartRefused } from './startRefused.ts';

export interface ChildPlan {
  name: string;
  cwd: string;
  /** Of node: flags, the file, its arguments. */
  args: readonly string[];
  /** The child's whole environment. */
  env: Readonly<Record<string, string>>;
  /** Resolves once the child does its work; told of every message it sends. */
  ready(child: Child): Promise<unknown>;
  /** Called with each message the child sends. */
  message?(child: Child, message: unknown): void;
  /** Called when a process of this child has ended. */
  gone?(child: Child): void;
}

/** A Node process of ours that is started again when it dies. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  /** False when the process is gone. */
  send(message: Serializable): boolean;
  /** Asks it to stop and kills it after `graceMs`. */
  stop(graceMs: number): Promise<void>;
  kill(): void;
}

/** What a child that ended said of the reason, cut to one line: the error that Node prints, or the last line it wrote. */
function lastWords(log: string): string {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  const line = lines.findLast((each) => /^\w*Error\b/.test(each)) ?? lines.at(-1) ?? '';
  return line.startsWith('{') ? '' : line.slice(0, 400);
}

/** Starts the child of `plan`; `ready` rejects when it ends before it does its work. Later deaths are mended. */
export function startChild(plan: ChildPlan, folders: Folders, trouble: Trouble): { child: Child; ready: Promise<void> } {
  const log = rotated(folders, plan.name);
  let process_: ChildProcess;
  let ended: Promise<string>;
  let stopping = false;
  const revive = revival(plan.name, log, trouble);

  const child: Child = {
    name: plan.name,
    get pid() {
      return process_.pid ?? 0;
    },
    send: (message) => process_.connected && process_.send(message),
    kill: () => {
      stopping = true;
      process_.kill('SIGKILL');
    },
    stop: async (graceMs) => {
      stopping = true;
      if (process_.exitCode !== null || process_.signalCode !== null) return;
      const hurry = setTimeout(() => process_.kill('SIGKILL'), graceMs);
      process_.kill('SIGTERM');
      await ended;
      clearTimeout(hurry);
    },
  };

  function launch(): void {
    const fd = openSync(log, 'a');
    // A process group of its own: a terminal's Ctrl-C must reach it through us alone, in its turn.
    process_ = spawn(process.execPath, [...plan.args], { cwd: plan.cwd, env: plan.env, detached: true, stdio: ['ignore', fd, fd, 'ipc'] });
    closeSync(fd);
    process_.on('message', (message: unknown) => plan.message?.(child, message));
    // A message to a child that has just died is no news: its end is.
    process_.on('error', () => undefined);
    ended = new Promise((resolve) => {
      process_.once('exit', (code, signal) => {
        plan.gone?.(child);
        resolve(signal ?? `code ${String(code)}`);
      });
    });
  }

  async function becomeReady(): Promise<void> {
    let up = false;
    const early = ended.then((how) => {
      if (!up) throw new StartRefused(`${plan.name} ended with ${how} before it was ready. ${lastWords(log)} Its log is ${log}.`);
    });
    await Promise.race([plan.ready(child), early]);
    up = true;
    void ended.then((how) => revive(how, again, isStopping));
  }

  const again = (): Promise<void> => {
    launch();
    return becomeReady();
  };

  const isStopping = (): boolean => stopping;
  launch();
  return { child, ready: becomeReady() };
}

/** Resolves once `child` has said that it is ready, as subgraphs do. */
export function readiness(): { hear(message: unknown): void; heard(): Promise<void> } {
  let resolve: () => void = () => undefined;
  return {
    hear: (message) => {
      if (typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'ready') resolve();
    },
    heard: () =>
      new Promise((done) => {
        resolve = done;
      }),
  };
}

/** Resolves once something answers at `url` with a status under 500. */
export async function answering(url: string): Promise<void> {
  for (;;) {
    const status = await fetch(url, { signal: AbortSignal.timeout(2000) }).then(
      (response) => {
        void response.body?.cancel();
        return response.status;
      },
      () => 599,
    );
    if (status < 500) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
