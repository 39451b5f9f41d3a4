import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { z } from 'zod';

const line = z.object({
  level: z.number().min(50),
  msg: z.string().default(''),
  err: z.object({ message: z.string() }).partial().optional(),
});
const everyMs = 1000;
const quietMs = 5000;
const atMost = 64 * 1024;

/** Tells of errors that the processes of `logs` (name by file) write into their logs; each process at most once in five seconds. */
export function watchErrors(logs: ReadonlyMap<string, string>, say: (line: string) => void): () => void {
  const seen = new Map<string, number>();
  const saidAt = new Map<string, number>();

  function look(file: string, name: string): void {
    const from = seen.get(file) ?? 0;
    const { size } = statSync(file);
    seen.set(file, size);
    if (size <= from) return;
    const bytes = Buffer.alloc(Math.min(size - from, atMost));
    const fd = openSync(file, 'r');
    readSync(fd, bytes, 0, bytes.length, size - bytes.length);
    closeSync(fd);
    const errors = bytes
      .toString()
      .split('\n')
      .flatMap((text) => {
        if (!/"level":[56]0/.test(text)) return [];
        const read = line.safeParse(JSON.parse(text));
        return read.success ? [read.data] : [];
      });
    const [first] = errors;
    if (!first || Date.now() - (saidAt.get(file) ?? 0) < quietMs) return;
    saidAt.set(file, Date.now());
    const more = errors.length > 1 ? ` (and ${String(errors.length - 1)} more)` : '';
    say(`  ! ${name}: ${[first.msg, first.err?.message].filter(Boolean).join(': ').split('\n')[0] ?? ''}${more}; see ${file}`);
  }

  const timer = setInterval(() => {
    for (const [file, name] of logs) {
      try {
        look(file, name);
      } catch {
        // A log that is being rotated, or a line cut in two, is read next time.
      }
    }
  }, everyMs).unref();
  return () => {
    clearInterval(timer);
  };
}
