import type { Reactions, Together } from '@ycyw/service/inbox';
import type { Sql } from '@ycyw/service/sql';
import { z } from 'zod';
import { enterAll } from './data/audit-entry.ts';
import type { Keyed } from './domain/auditChain.ts';

/** Whose acts are heard of; identity's own come by its outbox, too. */
export const auditedDomains = ['identity', 'fleet', 'booking', 'support', 'notifications'] as const;

const act = z.object({
  actorId: z.uuid().nullish(),
  actorRole: z.string().nullish(),
  // What nobody in particular did is entered where the company is.
  region: z.enum(['EU', 'UK', 'US']).nullish(),
  action: z.string(),
  subjectKind: z.string(),
  subjectId: z.string().nullish(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).default({}),
});

/** Enters the acts of all domains in the audit trail, in the order in which they arrive. */
export function auditReactions(keyed: Keyed): Reactions<Sql> {
  const entering: Together<Sql> = {
    all: (tx, events) =>
      enterAll(
        tx,
        keyed,
        events.map(({ payload, occurredAt }) => {
          const { actorId, actorRole, region, subjectId, ...rest } = act.parse(payload);
          return {
            ...rest,
            actorId: actorId ?? null,
            actorRole: actorRole ?? null,
            region: region ?? 'EU',
            subjectId: subjectId ?? null,
            at: new Date(occurredAt),
          };
        }),
      ),
  };
  return Object.fromEntries(auditedDomains.map((domain) => [`${domain}.act.audited`, entering]));
}
