import type { Agency } from '../data/agency.ts';
import { fromToday } from '../domain/openingHours.ts';
import type { FleetContext } from './context.ts';

/** Agencies are public: whoever may ask the graph may know them. */
export const agencyFields = {
  id: (agency: Agency) => agency.code,
  location: ({ latitude, longitude }: Agency) => ({ latitude, longitude }),
  openingHours: (agency: Agency, _: unknown, { loaders }: FleetContext) => loaders.week.load(agency.code),
  exceptions: async (agency: Agency, _: unknown, { loaders, clock }: FleetContext) =>
    fromToday(await loaders.exceptions.load(agency.code), agency, clock.now()).map((each) => ({ ...each, closed: each.opens === null })),
  distanceKm: (agency: Agency & { distanceKm?: number | null }) => agency.distanceKm ?? null,
  __resolveReference: (reference: { id?: string; code?: string }, { loaders }: FleetContext) =>
    loaders.namedAgency.load((reference.code ?? reference.id ?? '').toUpperCase()),
};
