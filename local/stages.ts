/** Something that runs and can be ended: in order within `graceMs`, or at once. */
export interface Running {
  stop(graceMs: number): Promise<unknown>;
  kill?(): void;
}

/** In the order in which a system drains: who takes requests first, who keeps data last. */
const order = { router: 3400, subgraphs: 3400, surroundings: 700, events: 700, postgres: 1500 } as const;
export type Stage = keyof typeof order;

export interface Stages {
  /** Puts what was started under `stage`; ends it at once when the system is already stopping. */
  add<Started extends Running>(stage: Stage, started: Started): Started;
  /** Drains stage by stage; together at most ten seconds. */
  stop(): Promise<void>;
  /** Ends everything now, data servers in their own manner. */
  kill(): void;
}

export function stages(): Stages {
  const running: Record<Stage, Running[]> = { router: [], subgraphs: [], surroundings: [], events: [], postgres: [] };
  const names = Object.keys(order) as Stage[];
  let stopping: Promise<void> | null = null;

  async function drain(): Promise<void> {
    for (const stage of names) await Promise.allSettled(running[stage].map((each) => each.stop(order[stage])));
  }

  return {
    add: (stage, started) => {
      running[stage].push(started);
      if (stopping) void started.stop(order[stage]);
      return started;
    },
    stop: () => (stopping ??= drain()),
    kill: () => {
      for (const each of Object.values(running).flat()) {
        if (each.kill) each.kill();
        else void each.stop(200);
      }
    },
  };
}
