// Runs before every `npm start` and `npm test`, on whatever Node the machine has (18 or later), with no dependency of its own.
// Installs from the lockfile when node_modules is missing, half made, or made from another lockfile.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const stamp = path.join(root, 'node_modules', '.installed-from');
const lock = path.join(root, '.installing');
const wanted = createHash('sha256')
  .update(readFileSync(path.join(root, 'package-lock.json')))
  .update(`${process.platform}-${process.arch}`)
  .digest('hex');

const installed = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
const holderLives = () => {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return true;
  } catch (error) {
    if (error.code === 'EPERM') return true;
    return existsSync(lock) && Date.now() - statSync(lock).mtimeMs < 2000; // created, pid not yet written
  }
};

// npm brings Node itself on Linux (node-linux-*); elsewhere the machine's own must strip types.
const bringsNode = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);
const [major, minor] = process.versions.node.split('.').map(Number);
if (!bringsNode && (major < 22 || (major === 22 && minor < 18))) {
  console.error(
    `This project needs Node 22.18 or newer (24 is best) on ${process.platform}-${process.arch}; this is ${process.version}. Install it from https://nodejs.org, then try again.`,
  );
  process.exit(1);
}

if (!installed()) {
  for (;;) {
    try {
      const fd = openSync(lock, 'wx');
      writeFileSync(fd, String(process.pid));
      closeSync(fd);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!holderLives()) rmSync(lock, { force: true });
      else sleep(500);
    }
  }
  try {
    if (!installed()) install();
  } finally {
    rmSync(lock, { force: true });
  }
}

function install() {
  console.error('Installing from package-lock.json (about two minutes the first time) ...');
  rmSync(stamp, { force: true });
  // npm hands its own flags down in npm_config_*; a -w, --omit or --ignore-scripts given to `npm start` must not reach the install.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([k]) =>
        !/^npm_config_(workspace|workspaces|include_workspace_root|omit|include|production|only|ignore_scripts|prefix|global|dry_run|package_lock_only)$/i.test(
          k,
        ),
    ),
  );
  env.NODE_ENV = 'development';
  const args = ['ci', '--include=dev', '--include=optional', '--ignore-scripts=false', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : undefined;
  const node = process.env.npm_node_execpath ?? process.execPath;
  const result = npm
    ? spawnSync(node, [npm, ...args], { cwd: root, env, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, env, stdio: 'inherit', shell: process.platform === 'win32' });
  if (result.status !== 0) {
    console.error(
      `npm ci failed (${result.error?.message ?? `exit ${String(result.status)}`}). Check that the npm registry answers: npm ping. Then try again.`,
    );
    process.exitCode = 1;
    return;
  }
  const node24 = spawnSync(path.join(root, 'node_modules', '.bin', 'node'), ['--version']);
  if (bringsNode && node24.status !== 0) {
    console.error(
      'Node 24, which comes with the install (node-linux-*), does not run here: this needs a Linux with glibc, such as Debian, Ubuntu or Fedora.',
    );
    process.exitCode = 1;
    return;
  }
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}
