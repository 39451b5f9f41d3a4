import type { Ask } from './graph.ts';
import { handOver, takeBack } from './operations.ts';

interface Unit {
  id: string;
  odometerKm: number;
}

const kmPerDay = 120;

/** The agency's own desk: which unit stands in the yard, which is out with which booking. */
export function newDesk(agent: Ask, fleet: ReadonlyMap<string, readonly string[]>) {
  const yard = new Map([...fleet].map(([acriss, ids]) => [acriss, ids.map((id): Unit => ({ id, odometerKm: 10 }))]));
  const out = new Map<string, Unit>();
  const inspection = (bookingId: string, unit: Unit, step: string) => ({
    input: { bookingId, vehicleId: unit.id, odometerKm: unit.odometerKm, fuelEighths: 8, idempotencyKey: `${step}-${bookingId}` },
  });
  return {
    /** Throws when no unit stands in the yard: then more was sold than there is. */
    async handOver(acriss: string, bookingId: string): Promise<void> {
      const unit = yard.get(acriss)?.shift();
      if (!unit) throw new Error(`no ${acriss} in the yard for booking ${bookingId}`);
      await agent(handOver, inspection(bookingId, unit, 'out'), false);
      out.set(bookingId, unit);
    },
    async takeBack(acriss: string, bookingId: string, days: number): Promise<void> {
      const unit = out.get(bookingId);
      if (!unit) return;
      unit.odometerKm += days * kmPerDay;
      await agent(takeBack, inspection(bookingId, unit, 'in'), false);
      out.delete(bookingId);
      yard.get(acriss)?.push(unit);
    },
    isOut: (bookingId: string): boolean => out.has(bookingId),
  };
}

export type Desk = ReturnType<typeof newDesk>;
