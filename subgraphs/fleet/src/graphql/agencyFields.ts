import type { Agency } from '../data/agency.ts';
import type { FleetContext } from './context.ts';

/** Agencies are public: whoever may ask the graph may know them. */
export const agencyFields = {
  id: (agency: Agency) => agency.code,
  location: ({ latitude, longitude }: Agency) => ({ latitude, longitude }),
  openingHours: (agency: Agency, _: unknown, { loaders }: FleetContext) => loaders.week.load(agency.code),
  exceptions: (agency: Agency, _: unknown, { loaders }: FleetContext) => loaders.exceptions.load(agency.code),
  __resolveReference: (reference: { id?: string; code?: string }, { loaders }: FleetContext) =>
    loaders.agency.load((reference.code ?? reference.id ?? '').toUpperCase()),
};
