import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { foldersIn, root } from './folders.ts';
import { holderOf } from './lock.ts';
import { StartRefused } from './startRefused.ts';

/** Empties `varFolder`, data included; refuses while a start runs in it. */
export function reset(varFolder: string): void {
  const holder = holderOf(foldersIn(varFolder).lock);
  if (holder) throw new StartRefused(`The system runs (process ${String(holder.pid)}): stop it with Ctrl-C first, then reset.`);
  rmSync(varFolder, { recursive: true, force: true });
}

if (import.meta.main) {
  const folder = path.join(root, 'var');
  if (process.argv.includes('--help'))
    process.stdout.write('npm run reset: throws away var/, the data of every local start in this folder.\n');
  else {
    try {
      const was = existsSync(folder);
      reset(folder);
      process.stdout.write(was ? 'var/ is empty: the next npm start begins anew.\n' : 'var/ was empty already.\n');
    } catch (error) {
      if (!(error instanceof StartRefused)) throw error;
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 1;
    }
  }
}
