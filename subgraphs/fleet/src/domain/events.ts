import type { OpeningHours } from './openingHours.ts';
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
  active: boolean;
  version: number;
}

export const agencyChanged = (agency: AgencyFacts, openingHours: readonly OpeningHours[]): FleetEvent => {
  const { code, name, city, country, subdivision, region, timeZone, currency, latitude, longitude, active, version } = agency;
  return {
    type: 'fleet.agency.changed',
    payload: { code, name, city, country, subdivision, region, timeZone, currency, latitude, longitude, openingHours, active, version },
  };
};

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
  version: number;
}

const perEvent = 500;

/** Vehicles that stand at one agency now, at most 500 an event. */
export function vehiclesChanged(agency: string, vehicles: readonly VehicleFacts[]): FleetEvent[] {
  return Array.from({ length: Math.ceil(vehicles.length / perEvent) }, (_, part) => ({
    type: 'fleet.vehicles.changed',
    payload: {
      agency,
      vehicles: vehicles
        .slice(part * perEvent, (part + 1) * perEvent)
        .map(({ id, acriss, agencyCode, state, version }) => ({ id, acriss, agency: agencyCode, state, version })),
    },
  }));
}
