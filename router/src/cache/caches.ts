import type { Configuration } from '../configuration.ts';
import type { Checked } from '../supergraph/version.ts';
import { createAnswerCache, type AnswerCache } from './answers.ts';
import { createEntityCache, type EntityCache } from './entities.ts';
import { hintsOf } from './hints.ts';
import type { Store } from './store.ts';

export interface Caches {
  answers: AnswerCache;
  entities: EntityCache;
}

/** What one version of the supergraph allows to be kept. */
export function createCaches({ id, sdl, planner }: Checked, store: Store, configuration: Configuration): Caches {
  const hints = hintsOf(sdl);
  const queryType = planner.apiSchema.getQueryType()?.name ?? '';
  return {
    answers: createAnswerCache({ version: id, hints, queryType, store, configuration }),
    entities: createEntityCache({ hints, store, configuration }),
  };
}
