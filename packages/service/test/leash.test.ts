import { spawnSync } from 'node:child_process';

const leash = new URL('../src/testing/leash.ts', import.meta.url).href;
const script = `
  import { leash } from ${JSON.stringify(leash)};
  const deaf = leash('/bin/sh', ['-c', 'trap "" INT TERM; echo; sleep 30'], { signal: 'INT', output: 'ignore' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  await deaf.stop(50);
  process.stdout.write('stopped');
`;

test('whoever stops a program that must be killed, and has nothing else to do, lives to hear of its end', () => {
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], { encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, 'stopped']);
});
