import type { StoredAbsence } from '../data/absence.ts';
import { wallClockIn } from '../domain/wallClock.ts';
import type { FleetContext } from './context.ts';

async function wallClock(at: Date | null, { agencyCode }: StoredAbsence, { loaders }: FleetContext): Promise<string | null> {
  const agency = await loaders.agency.load(agencyCode);
  return at && agency && wallClockIn(at, agency.timeZone);
}

/** Who is shown an absence is shown all of it: it is reached through what only staff may ask for. */
export const absenceFields = {
  vehicle: (absence: StoredAbsence, _: unknown, { loaders }: FleetContext) => loaders.vehicle.load(absence.vehicleId),
  from: (absence: StoredAbsence, _: unknown, context: FleetContext) => wallClock(absence.startsAt, absence, context),
  to: (absence: StoredAbsence, _: unknown, context: FleetContext) => wallClock(absence.endsAt, absence, context),
  toAgency: ({ toAgencyCode }: StoredAbsence, _: unknown, { loaders }: FleetContext) => toAgencyCode && loaders.agency.load(toAgencyCode),
};
