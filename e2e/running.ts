import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createServer } from 'node:net';
import path from 'node:path';
import { startSystem } from '../local/system.ts';
import type { Demo } from './replay/demo.ts';

export interface Running {
  web: string;
  varFolder: string;
  demo: Demo;
  stop(): Promise<void>;
}

const usualPort = 4711;

/** The first of a hundred ports for specs that run side by side: whoever listens on the last of them has them, until its process ends. */
async function ownPorts(first = usualPort): Promise<number> {
  const holder = createServer();
  const held = await new Promise<boolean>((resolve) => {
    holder.once('error', () => {
      resolve(false);
    });
    holder.listen({ port: first + 99, host: '127.0.0.1', exclusive: true }, () => {
      resolve(true);
    });
  });
  holder.unref();
  return held ? first : ownPorts(first + 100);
}

/** A new var folder; `remove` leaves nothing of it. */
function newVarFolder(): { varFolder: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'ycyw-e2e-'));
  // PostgreSQL may run as a user of its own, who has to get through.
  chmodSync(folder, 0o711);
  return { varFolder: path.join(folder, 'var'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The var folder of a system after its first start: a copy (E2E_STARTED) starts in a third of the time. */
export async function startedOnce(): Promise<{ varFolder: string; remove(): void }> {
  const made = newVarFolder();
  try {
    const system = await startSystem({ port: usualPort, varFolder: made.varFolder, quiet: true });
    await system.stop();
    return made;
  } catch (error) {
    made.remove();
    throw error;
  }
}

/**
 * The whole system for one spec or bench: on ports and in a folder of its own (E2E_PORT, or the first hundred from 4711 that no other
 * spec has), or the running one whose var folder E2E_VAR names.
 */
export async function runningSystem(port?: number): Promise<Running> {
  const given = process.env['E2E_VAR'];
  if (given !== undefined) {
    const demo = demoIn(given);
    return { web: new URL(demo.graph).origin, varFolder: given, demo, stop: () => Promise.resolve() };
  }
  const { varFolder, remove } = newVarFolder();
  try {
    const started = process.env['E2E_STARTED'];
    // Owners and modes with it: PostgreSQL insists on them.
    if (started !== undefined) execFileSync('cp', ['-a', started, varFolder]);
    const system = await startSystem({ port: port ?? (Number(process.env['E2E_PORT']) || (await ownPorts())), varFolder, quiet: true });
    const demo = demoIn(varFolder);
    const stop = async (): Promise<void> => {
      await system.stop();
      remove();
    };
    return { web: system.addresses.web, varFolder, demo, stop };
  } catch (error) {
    remove();
    throw error;
  }
}

const demoIn = (varFolder: string): Demo => JSON.parse(readFileSync(path.join(varFolder, 'demo.json'), 'utf8')) as Demo;
