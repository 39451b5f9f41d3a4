import { Refusal } from '@ycyw/service/refusal';
import { requireStaff, type Viewer } from '@ycyw/service/viewer';
import { findBooking, type Booking } from '../data/booking.ts';
import { freeUnits } from '../data/ledger.ts';
import { vehiclesIn, type Vehicle } from '../data/vehicle.ts';
import { isAway } from '../domain/supply.ts';
import { upgradeSteps } from '../domain/upgrade.ts';
import { requireAtDesk } from './access.ts';
import { isUuid } from './quotes.ts';
import type { World } from './world.ts';

/** A unit that may go out, and how far above the reserved class it stands. */
export interface Candidate {
  vehicle: Vehicle;
  upgrade: number;
}

const most = 200;

/** Of the classes of `candidates` those that have a unit to give until the booking's end. */
async function withRoom(world: World, { journey, held }: Booking, candidates: readonly Candidate[], now: Date): Promise<Set<string>> {
  const classes = [...new Set(candidates.map(({ vehicle }) => vehicle.acriss))].filter((acriss) => acriss !== journey.acriss);
  if (!held) return new Set([journey.acriss]);
  const span = { from: held.from > now ? held.from : now, to: held.to };
  const free = await Promise.all(classes.map((acriss) => freeUnits(world.sql, { agency: journey.pickUp.agency, acriss }, span)));
  return new Set([journey.acriss, ...classes.filter((_, index) => (free[index] ?? 0) > 0)]);
}

/** Units that stand free where the booking begins and may go out on it, the least upgrade first; none unless it is confirmed. */
export async function unitsForHandOver(world: World, viewer: Viewer, bookingId: string): Promise<Candidate[]> {
  const staff = requireStaff(viewer);
  if (!isUuid(bookingId)) throw new Refusal('NOT_FOUND');
  const booking = await requireAtDesk(world, staff, await findBooking(world.sql, bookingId));
  if (booking.state !== 'CONFIRMED') return [];
  const now = world.clock.now();
  const present = (await vehiclesIn(world.sql, booking.journey.pickUp.agency)).filter((vehicle) => !isAway(vehicle, now));
  const candidates = present.flatMap((vehicle) => {
    const upgrade = upgradeSteps(booking.journey.acriss, vehicle.acriss);
    return upgrade === null ? [] : [{ vehicle, upgrade }];
  });
  const roomy = await withRoom(world, booking, candidates, now);
  return candidates
    .filter(({ vehicle }) => roomy.has(vehicle.acriss))
    .toSorted((one, other) => one.upgrade - other.upgrade || (one.vehicle.id < other.vehicle.id ? -1 : 1))
    .slice(0, most);
}
