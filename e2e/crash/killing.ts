import type { System } from '../../local/system.ts';
import { untilReady } from './readiness.ts';
import { drawTargets, pidOf, randomFrom, type Target } from './targets.ts';

export interface Kill {
  target: Target;
  /** Reservations answered before. */
  at: number;
  /** From the kill until every part answered again. */
  readyMs: number;
}

/** Kills a process of `system` each time that `answered` has been called often enough; one recovery at a time. */
export function killing(
  system: System,
  { rounds, seed, reservations }: { rounds: number; seed: number; reservations: number },
  say: (line: string) => void,
): { answered(): void; finished(): Promise<Kill[]> } {
  const random = randomFrom(seed);
  // The last segment is left alone: what was killed there could not be missed any more.
  const moments = drawTargets(rounds, random).map((target, round) => ({
    target,
    at: Math.round(((round + random()) * reservations) / (rounds + 1)),
  }));
  const kills: Kill[] = [];
  let answered = 0;
  let recovering: Promise<void> | null = null;

  async function strike(target: Target): Promise<void> {
    const pid = pidOf(target, system.processes());
    if (pid === null) throw new Error(`There is no ${target} to kill.`);
    const at = answered;
    process.kill(pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 20));
    const readyMs = 20 + (await untilReady(system));
    kills.push({ target, at, readyMs });
    say(`${target} killed after ${at} reservations, ready again in ${(readyMs / 1000).toFixed(2)} s`);
  }

  function next(): void {
    const due = moments[0];
    if (recovering || !due || answered < due.at) return;
    moments.shift();
    recovering = strike(due.target).then(
      () => {
        recovering = null;
        next();
      },
      (error: unknown) => {
        say(`Round of ${due.target} failed: ${String(error)}`);
      },
    );
  }

  return {
    answered: () => {
      answered += 1;
      next();
    },
    finished: async () => {
      await recovering;
      return kills;
    },
  };
}
