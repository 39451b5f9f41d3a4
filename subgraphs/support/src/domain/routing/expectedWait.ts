/** What the queue in which somebody waits looks like: of one region and language. */
export interface Standing {
  /** 1 is next. */
  position: number;
  /** Places that the agents present who are available and speak the language have in all, and how many of them are free. */
  places: number;
  free: number;
  /** How many conversations agents took out of this queue in the last hour. */
  taken: number;
}

const hour = 3600;

/**
 * Seconds until an agent comes, as far as the last hour tells; null when nobody can know: no agent is present who has the language,
 * or none has a free place and nobody was taken.
 *
 * Free places go to those in front, who wait no longer: 0. Everybody else waits until as many more were taken as stand up to them,
 * at the pace of the last hour: `(position - free) × 3600 / taken`, which is Little's law (wait = length / rate).
 */
export function expectedWait({ position, places, free, taken }: Standing): number | null {
  if (places === 0) return null;
  const ahead = position - free;
  if (ahead <= 0) return 0;
  return taken === 0 ? null : Math.round((ahead * hour) / taken);
}
