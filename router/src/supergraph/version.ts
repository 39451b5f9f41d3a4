import { createHash } from 'node:crypto';
import { validateSchema } from 'graphql';
import type { Configuration } from '../configuration.ts';
import { createPlanner, type Planner } from '../planning/planning.ts';

/** A supergraph that the planner takes and the configuration fits. */
export interface Checked {
  /** The same for the same text. */
  id: string;
  sdl: string;
  planner: Planner;
}

export const idOf = (sdl: string): string => createHash('sha256').update(sdl).digest('hex').slice(0, 12);

const isUsable = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);

/** Throws with the reason when `sdl` can't be served with this configuration. */
export function checked(sdl: string, { subgraphs }: Configuration): Checked {
  const planner = createPlanner(sdl);
  const [fault] = validateSchema(planner.apiSchema);
  if (fault) throw fault;
  const unknown = Object.keys(subgraphs).filter((name) => !planner.subgraphs.has(name));
  if (unknown.length > 0) throw new Error(`subgraphs.${unknown.join(', subgraphs.')}: no such subgraph in the supergraph`);
  for (const [name, url] of planner.subgraphs) {
    if (subgraphs[name]?.url === undefined && !isUsable(url)) throw new Error(`subgraph ${name} has no usable address: '${url}'`);
  }
  return { id: idOf(sdl), sdl, planner };
}
