import { existsSync } from 'node:fs';
import path from 'node:path';
import { failed, passed, type Outcome } from './outcome.ts';
import { bin, node, root } from './program.ts';

/** One after the other; failed when any failed, with all that they said. */
async function all(commands: readonly (readonly string[])[]): Promise<Outcome> {
  const said: string[] = [];
  for (const command of commands) {
    const ended = await node(command);
    if (ended.code !== 0) said.push(ended.said.trim());
  }
  return said.length === 0 ? passed : failed(said.join('\n'));
}

export const lint = (): Promise<Outcome> =>
  all([['--max-old-space-size=3072', bin('eslint', 'bin', 'eslint.js'), '.', '--max-warnings=0']]);

export const format = (): Promise<Outcome> => all([[bin('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.']]);

export const types = (): Promise<Outcome> =>
  all(
    ['tsconfig.json', 'clients/web/tsconfig.json']
      .filter((project) => existsSync(path.join(root, project)))
      .map((project) => [bin('typescript', 'bin', 'tsc'), '-p', project, '--pretty', 'false', '--noEmit']),
  );

export const composition = (): Promise<Outcome> => all([[path.join('tools', 'compose.ts'), '--check']]);
