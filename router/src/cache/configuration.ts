import { z } from 'zod';

export const cache = z.strictObject({
  redisUrl: z.url({ protocol: /^rediss?$/ }),
  /** Of every key. */
  prefix: z.string().default('router'),
  /** A Redis that takes longer is done without. */
  timeoutMs: z.number().int().positive().default(20),
});

export const cacheHelp = `  "cache": {                        left out: nothing is kept, and every answer says no-store
    "redisUrl": "\${REDIS_URL}",     redis: or rediss: (TLS); where it is down or slow, everything is asked for as without it
    "prefix": "router",             of every key
    "timeoutMs": 20                 how long Redis is waited for
                                    Answers of queries and entities of subgraphs are kept as @cacheControl(maxAge, scope,
                                    inheritMaxAge) in the supergraph allows (subgraphs bring it by @composeDirective): 0 by
                                    default for root fields and objects, else the least of what is selected. PRIVATE, and what
                                    @authenticated, @requiresScopes or @policy guards, is kept for each signed-in viewer apart.
                                    Nothing with an error is kept. What is kept ends by its maxAge alone: answers also with a
                                    new supergraph, everything with another prefix
  },
`;
