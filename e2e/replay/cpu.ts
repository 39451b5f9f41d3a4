import { existsSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100;
const seconds = (ticks: number): number => Math.round(ticks) / ticksPerSecond;

/** Processor seconds that a process has used, its ended children included; null where /proc does not say. */
function usedBy(pid: number): number | null {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return null;
  const fields = readFileSync(file, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
    .map(Number);
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
  return user + system + endedUser + endedSystem;
}

/** Starts to measure; the returned function says what each name's processes have used since, in seconds, the busiest first. */
export function measureCpu(before: readonly { name: string; pid: number }[]) {
  const began = new Map(before.map(({ pid }) => [pid, usedBy(pid) ?? 0]));
  return (after: readonly { name: string; pid: number }[]): { name: string; cpuSeconds: number }[] => {
    const used = new Map<string, number>();
    for (const { name, pid } of after) {
      const now = usedBy(pid);
      // A process that was not there before has used all of it since.
      if (now !== null) used.set(name, (used.get(name) ?? 0) + now - (began.get(pid) ?? 0));
    }
    return [...used].map(([name, ticks]) => ({ name, cpuSeconds: seconds(ticks) })).sort((one, other) => other.cpuSeconds - one.cpuSeconds);
  };
}
