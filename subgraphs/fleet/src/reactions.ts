import type { Clock } from '@ycyw/service/clock';
import type { DomainEvent } from '@ycyw/service/events';
import type { Reactions } from '@ycyw/service/inbox';
import type { Logger } from '@ycyw/service/log';
import { append } from '@ycyw/service/outbox';
import { z } from 'zod';
import type { Transaction } from './data/database.ts';
import { lockVehicle, saveVehicle } from './data/vehicle.ts';
import { vehiclesChanged } from './domain/events.ts';
import { canGo, type VehicleState } from './domain/vehicleState.ts';

const inspected = z.object({ vehicleId: z.uuid(), agency: z.string(), odometerKm: z.int().min(0) });

/** What fleet does when a desk hands a unit over or takes it back: it goes through `path`, and ends where the desk is. */
export function reactions(clock: Clock, log: Pick<Logger, 'warn'>): Reactions<Transaction> {
  const along =
    (...path: [VehicleState, VehicleState]) =>
    async (tx: Transaction, event: DomainEvent): Promise<void> => {
      const { vehicleId, agency, odometerKm } = inspected.parse(event.payload);
      const vehicle = await lockVehicle(tx, vehicleId);
      if (!vehicle || !canGo(vehicle.state, ...path)) {
        log.warn({ eventId: event.id, type: event.type, vehicleId, state: vehicle?.state }, 'vehicle cannot follow, left as it is');
        return;
      }
      const now = clock.now();
      const change = { state: path[1], agencyCode: agency, odometerKm: Math.max(vehicle.odometerKm, odometerKm) };
      const saved = await saveVehicle(tx, vehicle, change, now);
      await append(tx, vehiclesChanged(saved.agencyCode, [saved]), now);
    };
  return {
    'booking.handedOver': along('ASSIGNED', 'OUT'),
    // Nobody cleans or inspects between rentals yet: a unit that is back is free at once.
    'booking.takenBack': along('RETURNED', 'AVAILABLE'),
  };
}
