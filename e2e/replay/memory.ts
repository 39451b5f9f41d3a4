import type { Wire } from './wire.ts';

export interface Process {
  name: string;
  pid: number;
  rssMb: number;
  pssMb: number | null;
}

export interface Memory {
  name: string;
  processes: number;
  /** The largest, in MiB. */
  rssMb: number;
}

export const mostMb = 200;

/** The system's processes under plain names: backends of one database go by one. */
export async function readProcesses(url: string, wire: Wire): Promise<Process[]> {
  const { text } = await wire.ask('GET', url, {});
  return (JSON.parse(text) as Process[]).map((each) => ({ ...each, name: each.name.replace(/^(postgres \w+) \w+ .*$/, '$1').trim() }));
}

/** Resident memory by name, of the largest process where several share it. */
export const memoryOf = (processes: readonly Process[]): Memory[] =>
  [...Map.groupBy(processes, ({ name }) => name)].map(([name, group]) => ({
    name,
    processes: group.length,
    rssMb: Math.max(...group.map(({ rssMb }) => rssMb)),
  }));
