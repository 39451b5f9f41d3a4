import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';

/** Memory of one process, in MiB. PSS counts shared pages in part and only Linux tells it. */
export interface Memory {
  name: string;
  pid: number;
  rssMb: number;
  pssMb: number | null;
}

const onLinux = existsSync('/proc/self');
const mebibytes = (kilobytes: number): number => Math.round(kilobytes / 102.4) / 10;
const figure = (text: string, label: string): number | null => {
  const found = new RegExp(`^${label}:\\s+(\\d+) kB`, 'm').exec(text)?.[1];
  return found === undefined ? null : mebibytes(Number(found));
};
const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/** Null when the process has gone. */
export function memoryOf(name: string, pid: number): Memory | null {
  if (onLinux) {
    const rssMb = figure(read(`/proc/${String(pid)}/status`), 'VmRSS');
    return rssMb === null ? null : { name, pid, rssMb, pssMb: figure(read(`/proc/${String(pid)}/smaps_rollup`), 'Pss') };
  }
  try {
    return {
      name,
      pid,
      rssMb: mebibytes(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }))),
      pssMb: null,
    };
  } catch {
    return null;
  }
}

/** The processes that `parent` started, with their titles. */
export function childrenOf(parent: number): { pid: number; title: string }[] {
  if (onLinux) {
    return readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .flatMap((pid) => {
        const stat = read(`/proc/${pid}/stat`);
        if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) !== parent) return [];
        return [{ pid: Number(pid), title: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() }];
      });
  }
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,command='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, ppid, title = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(ppid) === parent ? [{ pid: Number(pid), title }] : [];
  });
}
