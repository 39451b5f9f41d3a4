import { isOpen, type Absence } from './absence.ts';
import type { OpeningException, OpeningHours } from './openingHours.ts';
import type { VehicleState } from './vehicleState.ts';

interface FleetEvent {
  type: string;
  payload: Record<string, unknown>;
}

interface AgencyFacts {
  code: string;
  name: string;
  city: string;
  country: string;
  subdivision: string | null;
  region: string;
  timeZone: string;
  currency: string;
  latitude: number;
  longitude: number;
  outOfHoursReturn: boolean;
  active: boolean;
  version: number;
}

/** `exceptions`: from today on, soonest first; opens and closes null where the agency is closed all day. */
export function agencyChanged(
  agency: AgencyFacts,
  openingHours: readonly OpeningHours[],
  exceptions: readonly OpeningException[],
): FleetEvent {
  const { code, name, city, country, subdivision, region, timeZone, currency, latitude, longitude, ...rest } = agency;
  const { outOfHoursReturn, active, version } = rest;
  const where = { code, name, city, country, subdivision, region, timeZone, currency, latitude, longitude };
  return { type: 'fleet.agency.changed', payload: { ...where, openingHours, exceptions, outOfHoursReturn, active, version } };
}

interface ClassFacts {
  acriss: string;
  nameFr: string;
  nameEn: string;
  exampleMake: string;
  exampleModel: string;
  seats: number;
  doors: number;
  bags: number;
  version: number;
}

/** `name` is the French one, our first language; `names` holds it in each. */
export const vehicleClassChanged = ({
  acriss,
  nameFr,
  nameEn,
  exampleMake,
  exampleModel,
  seats,
  doors,
  bags,
  version,
}: ClassFacts): FleetEvent => ({
  type: 'fleet.vehicleClass.changed',
  payload: {
    acriss,
    id: acriss,
    name: nameFr,
    names: { fr: nameFr, en: nameEn },
    exampleModel: `${exampleMake} ${exampleModel}`,
    seats,
    doors,
    bags,
    version,
  },
});

interface VehicleFacts {
  id: string;
  acriss: string;
  agencyCode: string;
  state: VehicleState;
  odometerKm: number;
  version: number;
  updatedAt: Date;
  absences: readonly Absence[];
}

/** When the unit is missing: its absences that are not over, soonest first; for good once it is retired. */
const missing = ({ state, updatedAt, absences }: VehicleFacts): { from: Date; to: Date | null }[] =>
  state === 'RETIRED'
    ? [{ from: updatedAt, to: null }]
    : absences
        .filter(isOpen)
        .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
        .map(({ startsAt: from, endsAt: to }) => ({ from, to }));

/** Whether a unit counts where and when it did before: what the other domains make of it. */
export const countsAlike = (before: VehicleFacts, after: VehicleFacts): boolean =>
  before.acriss === after.acriss &&
  before.agencyCode === after.agencyCode &&
  JSON.stringify(missing(before)) === JSON.stringify(missing(after));

const perEvent = 500;

/** Vehicles as they are now, each with all that it will be missing for (instants): by the agency where they stand, at most 500 an event. */
export const vehiclesChanged = (vehicles: readonly VehicleFacts[]): FleetEvent[] =>
  [...Map.groupBy(vehicles, ({ agencyCode }) => agencyCode)].flatMap(([agency, there]) => {
    const told = there.map((vehicle) => {
      const { id, acriss, agencyCode, state, odometerKm, version } = vehicle;
      return { id, acriss, agency: agencyCode, state, odometerKm, version, absences: missing(vehicle) };
    });
    return Array.from({ length: Math.ceil(told.length / perEvent) }, (_, part) => ({
      type: 'fleet.vehicles.changed',
      payload: { agency, vehicles: told.slice(part * perEvent, (part + 1) * perEvent) },
    }));
  });
