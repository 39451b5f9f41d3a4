import { isService, requireSignedIn, requireStaff, type Viewer } from '@ycyw/service/viewer';
import type { Vehicle } from '../data/vehicle.ts';
import type { VehicleClass } from '../data/vehicleClass.ts';
import type { FleetContext } from './context.ts';

/** Vehicle classes are public, as the price list is. */
export const vehicleClassFields = {
  id: (vehicleClass: VehicleClass) => vehicleClass.acriss,
  acriss: async ({ acriss }: VehicleClass, _: unknown, { language, decode }: FleetContext) => (await decode(acriss))[language],
  name: (vehicleClass: VehicleClass, _: unknown, { language }: FleetContext) =>
    language === 'fr' ? vehicleClass.nameFr : vehicleClass.nameEn,
  exampleModel: (vehicleClass: VehicleClass) => `${vehicleClass.exampleMake} ${vehicleClass.exampleModel}`,
  imageUrl: () => null,
  __resolveReference: ({ id }: { id: string }, { loaders }: FleetContext) => loaders.namedClass.load(id),
};

/** A single unit is seen through a booking, whose own subgraph decides to whom it shows it; the anonymous see none. */
function requireRenterOrStaff(viewer: Viewer): void {
  if (!isService(viewer)) requireSignedIn(viewer);
}

export const vehicleFields = {
  vehicleClass: (vehicle: Vehicle, _: unknown, { loaders }: FleetContext) => loaders.vehicleClass.load(vehicle.acriss),
  agency: (vehicle: Vehicle, _: unknown, { loaders }: FleetContext) => loaders.agency.load(vehicle.agencyCode),
  changedAt: (vehicle: Vehicle) => vehicle.updatedAt,
  absences: async (vehicle: Vehicle, _: unknown, { viewer, loaders }: FleetContext) => {
    requireStaff(viewer);
    return loaders.absences.load(vehicle.id);
  },
  // Asynchronous, so that a refusal empties this unit's place and not the whole batch.
  __resolveReference: async ({ id }: { id: string }, { viewer, loaders }: FleetContext) => {
    requireRenterOrStaff(viewer);
    return loaders.vehicle.load(id);
  },
};
