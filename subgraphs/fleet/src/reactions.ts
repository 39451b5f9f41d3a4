import type { Clock } from '@ycyw/service/clock';
import type { DomainEvent } from '@ycyw/service/events';
import type { Reactions } from '@ycyw/service/inbox';
import type { Logger } from '@ycyw/service/log';
import { z } from 'zod';
import type { Transaction } from './data/database.ts';
import { lockUnit, saveUnit, type StoredUnit } from './data/unit.ts';
import { handedOver, settled, takenBack, type Inspected } from './domain/unit.ts';

const inspected = z.object({ vehicleId: z.uuid(), agency: z.string(), odometerKm: z.int().min(0) });

type Step = (unit: StoredUnit, at: Inspected, now: Date) => StoredUnit | null;

/** What fleet does when a desk hands a unit over or takes it back: it ends where the desk is, and an absence that waited for it begins. */
export function reactions(clock: Clock, log: Pick<Logger, 'warn'>): Reactions<Transaction> {
  const by =
    (step: Step) =>
    async (tx: Transaction, event: DomainEvent): Promise<void> => {
      const { vehicleId, ...at } = inspected.parse(event.payload);
      const now = clock.now();
      const unit = await lockUnit(tx, vehicleId);
      const moved = unit && step(unit, at, now);
      if (moved) await saveUnit(tx, unit, settled(moved, now), now);
      else log.warn({ eventId: event.id, type: event.type, vehicleId, state: unit?.state }, 'vehicle cannot follow, left as it is');
    };
  return { 'booking.handedOver': by(handedOver), 'booking.takenBack': by(takenBack) };
}
