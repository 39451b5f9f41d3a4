import type { Reactions, Together } from '@ycyw/service/inbox';
import type { Sql } from '@ycyw/service/sql';
import { z } from 'zod';
import { insertNotifications, type NewNotification } from './data/notification.ts';
import { kinds } from './domain/notice.ts';

const holder = z.object({ customerId: z.uuid(), region: z.enum(['EU', 'UK', 'US']) });
/** Null: a guest. */
const renter = holder.extend({ customerId: z.uuid().nullish() });

type Told = Omit<NewNotification, 'id' | 'createdAt'>;

/** What is told of an event, by its type; null: nothing. */
const tells = new Map(
  Array.from(kinds, ([kind, { heard, read }]): [string, (payload: unknown) => Told | null] => [
    heard?.type ?? kind,
    (payload) => {
      const facts = heard ? heard.facts.parse(payload) : payload;
      if (facts === null) return null;
      const { data, mailing, collapseKey = null } = read(facts);
      const { customerId = null, region } = (mailing?.booking ? renter : holder).parse(facts);
      // A guest has no inbox of ours: e-mail alone.
      const channels = (['IN_APP', 'EMAIL'] as const).filter((by) => (by === 'IN_APP' ? customerId !== null : mailing));
      return { customerId, region, kind, data, collapseKey, channels };
    },
  ]),
);

const telling: Together<Sql> = {
  all: (tx, events) =>
    insertNotifications(
      tx,
      events.flatMap(({ id, type, occurredAt, payload }) => {
        const told = tells.get(type)?.(payload);
        return told ? [{ ...told, id, createdAt: new Date(occurredAt) }] : [];
      }),
    ),
};

export const reactions: Reactions<Sql> = Object.fromEntries(Array.from(tells.keys(), (type) => [type, telling]));
