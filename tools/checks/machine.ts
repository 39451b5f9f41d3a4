import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { run } from './program.ts';

/** The first of `names` on the PATH; null when there is none. */
export function onPath(...names: string[]): string | null {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
      const file = path.join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // The next folder may have it.
      }
    }
  }
  return null;
}

export const chromium = (): string | null =>
  process.env.CHROMIUM_PATH ?? onPath('chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome');
export const redis = (): string | null => onPath('redis-server');
/** Looks for malware in attachments. */
export const clamd = (): string | null => onPath('clamd');
/** Relays calls. */
export const turn = (): string | null => onPath('turnserver');

/** Installs the Debian packages that the tests use and the machine lacks, where we may. Says in a line what it did, or why not. */
export async function completeMachine(say: (line: string) => void): Promise<void> {
  const missing = [
    ...(redis() ? [] : ['redis-server']),
    ...(chromium() ? [] : ['chromium']),
    ...(clamd() ? [] : ['clamav-daemon']),
    ...(turn() ? [] : ['coturn']),
  ];
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !onPath('apt-get')) {
    say(`no ${missing.join(', no ')} here, and not root with apt-get to install ${missing.length > 1 ? 'them' : 'it'}`);
    return;
  }
  say(`installing ${missing.join(' and ')} with apt-get`);
  // RUNLEVEL=1: the packages' own services stay off.
  const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  await run('apt-get', ['update', '-qq'], { env });
  const installed = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env });
  if (installed.code !== 0) say(`apt-get could not install ${missing.join(' and ')}: ${installed.said.trim().split('\n').at(-1) ?? ''}`);
}
