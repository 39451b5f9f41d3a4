import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';

const main = `
  import { readConfig } from '${new URL('../src/config.ts', import.meta.url).href}';
  readConfig('probe', {}, process.env);`;
const start = (key: string) =>
  spawnSync(process.execPath, ['--input-type=module', '-e', main], {
    env: { PORT: '0', REDIS_URL: 'redis://127.0.0.1:6379', INTERNAL_KEY: key },
    encoding: 'utf8',
  });

test('a key made the way the refusal of a bad one says is taken', () => {
  const refused = start('short');
  expect(refused.status).toBe(1);
  const [hint = ''] = /node -p ".*?"/.exec(refused.stderr) ?? [];
  const PATH = `${path.dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
  const key = execFileSync('/bin/sh', ['-c', hint], { encoding: 'utf8', env: { PATH } }).trim();
  expect(start(key)).toMatchObject({ status: 0, stderr: '' });
});
