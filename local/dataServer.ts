import { revival, type Trouble } from './revival.ts';

/** PostgreSQL or Redis of this start. */
export interface DataServer {
  pid: number;
  /** Resolves with its exit code, -1 after a signal. */
  exited: Promise<number>;
  stop(graceMs: number): Promise<void>;
}

/** A data server that is started again when it dies; `first` is what its first start gave. */
export async function kept<Server extends DataServer>(
  name: string,
  log: string,
  start: () => Promise<Server>,
  trouble: Trouble,
): Promise<{ first: Server; readonly pid: number; stop(graceMs: number): Promise<void> }> {
  const first = await start();
  const revive = revival(name, log, trouble);
  let current: DataServer = first;
  let starting: Promise<unknown> = Promise.resolve();
  let stopping = false;
  const watch = (): void => {
    void current.exited.then((code) => {
      starting = revive(`code ${String(code)}`, restart, () => stopping);
    });
  };
  const restart = async (): Promise<void> => {
    current = await start();
    watch();
  };
  watch();
  return {
    first,
    get pid() {
      return current.pid;
    },
    stop: async (graceMs) => {
      stopping = true;
      await starting;
      await current.stop(graceMs);
    },
  };
}
