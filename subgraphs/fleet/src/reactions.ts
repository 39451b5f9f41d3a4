import type { Clock } from '@ycyw/service/clock';
import type { Reactions, Together } from '@ycyw/service/inbox';
import type { Logger } from '@ycyw/service/log';
import type { Sql } from '@ycyw/service/sql';
import { z } from 'zod';
import { lockUnits, saveUnits, type StoredUnit } from './data/unit.ts';
import { countsAlike } from './domain/events.ts';
import { handedOver, reread, settled, takenBack, type Inspected } from './domain/unit.ts';

const inspected = z.object({
  vehicleId: z.uuid(),
  agency: z.string(),
  odometerKm: z.int().min(0),
  corrected: z.boolean().default(false),
  misreadKm: z.int().nullable().default(null),
});

const steps = new Map<string, (unit: StoredUnit, at: Inspected, now: Date) => StoredUnit | null>([
  ['booking.handedOver', handedOver],
  ['booking.takenBack', takenBack],
  ['booking.odometerCorrected', reread],
]);

/**
 * What fleet does when desks hand units over or take them back: each ends where its desk is, and an absence that waited for it begins.
 * Whose place and absences stay the same is no news to whoever told of it.
 */
export function reactions(clock: Clock, log: Pick<Logger, 'warn'>): Reactions<Sql> {
  const desks: Together<Sql> = {
    all: async (tx, events) => {
      const now = clock.now();
      const words = events.map(({ id, type, payload }) => ({ id, type, ...inspected.parse(payload) }));
      const units = await lockUnits(tx, [...new Set(words.map(({ vehicleId }) => vehicleId))]);
      const known = new Map(units.map((unit) => [unit.id, unit]));
      const news = new Set<string>();
      for (const { id, type, vehicleId, ...at } of words) {
        const unit = known.get(vehicleId);
        const moved = unit && steps.get(type)?.(unit, at, now);
        if (!moved) {
          log.warn({ eventId: id, type, vehicleId, state: unit?.state }, 'vehicle cannot follow, left as it is');
          continue;
        }
        const after = settled(moved, now);
        if (!countsAlike(unit, after)) news.add(vehicleId);
        known.set(vehicleId, after);
      }
      await saveUnits(
        tx,
        units.map((before) => ({ before, after: known.get(before.id) ?? before })),
        now,
        (id) => news.has(id),
      );
    },
  };
  return Object.fromEntries([...steps.keys()].map((type) => [type, desks]));
}
