import { spawn, type SpawnOptions } from 'node:child_process';
import { Socket } from 'node:net';

/** A program that never outlives this process. */
export interface Leashed {
  /** Null while it runs; then its exit code, -1 when a signal ended it. */
  exitCode(): number | null;
  exited: Promise<number>;
  /** Asks it to stop, and kills it after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

export interface LeashOptions {
  /** What the program takes as "stop now, in order". */
  signal: 'INT' | 'TERM';
  /** A file descriptor for what it prints. */
  output: number | 'ignore';
  account?: { uid: number; gid: number } | undefined;
  /** A folder that goes with the program. */
  remove?: string | undefined;
}

// The shell stays between us and the program: when our end of descriptor 3 closes, whatever ended us, `read` returns and
// the program is asked to stop. POSIX sh, because servers such as PostgreSQL know nothing of their starter's death.
const guard = `
signal=$1; folder=$2; shift 2
"$@" 3<&- & child=$!
(read _ <&3; kill -s "$signal" $child 2>/dev/null) & reader=$!
trap 'kill -s "$signal" $child' INT TERM
wait $child; code=$?
while kill -0 $child 2>/dev/null; do wait $child; code=$?; done
kill $reader 2>/dev/null
if [ -n "$folder" ]; then rm -rf "$folder"; fi
exit $code`;

/** Starts `command` in a process group of its own, so that a terminal's Ctrl-C reaches it only through us. */
export function leash(command: string, args: readonly string[], { signal, output, account, remove = '' }: LeashOptions): Leashed {
  const options: SpawnOptions = { cwd: '/', detached: true, stdio: ['ignore', output, output, 'pipe'], ...account };
  const child = spawn('/bin/sh', ['-c', guard, 'guard', signal, remove, command, ...args], options);
  // It must not keep us alive; that it ends with us, the guard sees to.
  child.unref();
  const cord = child.stdio[3];
  if (cord instanceof Socket) cord.unref();
  let code: number | null = null;
  const exited = new Promise<number>((resolve) => {
    const end = (ended: number | null): void => {
      code = ended ?? -1;
      resolve(code);
    };
    child.once('exit', end);
    child.once('error', () => {
      end(-1);
    });
  });
  return {
    exitCode: () => code,
    exited,
    stop: async (graceMs) => {
      if (code !== null || child.pid === undefined) return;
      const group = -child.pid;
      const hurry = setTimeout(() => {
        process.kill(group, 'SIGKILL');
      }, graceMs);
      child.kill('SIGTERM');
      // Or this process, with nothing else to do, would end between the killing and the news of the end.
      child.ref();
      await exited;
      clearTimeout(hurry);
    },
  };
}
