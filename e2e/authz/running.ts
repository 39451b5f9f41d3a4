import type { people } from '../people.ts';
import type { Running } from '../running.ts';

/** The system that is asked, how it is asked, and what this run's people and agencies are called by. */
export interface People {
  system: Running;
  asked: ReturnType<typeof people>;
  /** Six letters and digits. */
  run: string;
}
