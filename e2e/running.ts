import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

/**
 * The whole system for one spec or bench: on ports and in a folder of its own (E2E_PORT, 4711), or the running one whose
 * var folder E2E_VAR names.
 */
export async function runningSystem(port = Number(process.env['E2E_PORT'] ?? usualPort)): Promise<Running> {
  const given = process.env['E2E_VAR'];
  if (given !== undefined) {
    const demo = demoIn(given);
    return { web: new URL(demo.graph).origin, varFolder: given, demo, stop: () => Promise.resolve() };
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'ycyw-e2e-'));
  // PostgreSQL may run as a user of its own, who has to get through.
  chmodSync(folder, 0o711);
  const varFolder = path.join(folder, 'var');
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const system = await startSystem({ port, varFolder, quiet: true });
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
