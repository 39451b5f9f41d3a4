import { readdirSync, readFileSync } from 'node:fs';

/** CPU of user and system so far, resident memory now and at its peak: of a process with all its threads and descendants (Linux). */
export interface Use {
  cpuMs: number;
  rssMb: number;
  peakMb: number;
  processes: number;
}

const tickMs = 10;

/** The fields of /proc/PID/stat after the process's name: [1] is the parent, [11] and [12] are ticks of user and system. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
  } catch {
    return [];
  }
}

function family(root: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: Number(statOf(Number(name))[1]) }));
  const found = [root];
  for (const pid of found) found.push(...parents.filter(({ parent }) => parent === pid).map((child) => child.pid));
  return found;
}

const megabytes = (status: string, field: string): number => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;

export function use(root: number): Use {
  const total: Use = { cpuMs: 0, rssMb: 0, peakMb: 0, processes: 0 };
  for (const pid of family(root)) {
    const stat = statOf(pid);
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    total.cpuMs += (Number(stat[11]) + Number(stat[12])) * tickMs;
    total.rssMb += megabytes(status, 'VmRSS');
    total.peakMb += megabytes(status, 'VmHWM');
    total.processes += 1;
  }
  return total;
}
