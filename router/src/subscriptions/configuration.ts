import { z } from 'zod';

export const subscriptions = z.strictObject({
  /** One subscription at the subgraph for all who ask the same with the same authority. */
  share: z.boolean().default(true),
  /** How somebody joins who comes late, by root field (`Subscription.name`). */
  late: z.record(z.string().regex(/^Subscription\.\w+$/, 'Subscription.field'), z.enum(['replay', 'live', 'apart'])).default({}),
  /** Open at a time to one address of a subgraph whose subscriptionAuthority is "operation". */
  socketsPerSubgraph: z.number().int().positive().default(8),
});

export const subscriptionsHelp = `  "subscriptions": {
    "share": true,                  who ask the same with the same authority share one subscription at the subgraph
    "late": { "Subscription.NAME": "replay" },   how somebody joins who comes late: replay gets what the others had
                                    (at most 1,000 events or 1 MiB), live gets what comes from now on, apart joins only
                                    before the first event. Replay when an argument called after… is given, else apart
    "socketsPerSubgraph": 8         at most, to each address of a subgraph whose subscriptionAuthority is "operation"
  },
`;
