import type { VehicleState } from './generated/fleet/graphql.ts';

/** Where staff themselves may put a unit from where it is; rentals, maintenance and transfers do the rest. The fleet's own table decides. */
export const vehicleMoves: Readonly<Record<VehicleState, readonly VehicleState[]>> = {
  AVAILABLE: ['CLEANING', 'DAMAGED', 'RETIRED'],
  ASSIGNED: ['AVAILABLE', 'DAMAGED'],
  OUT: [],
  RETURNED: ['AVAILABLE', 'CLEANING', 'DAMAGED'],
  CLEANING: ['AVAILABLE', 'DAMAGED'],
  MAINTENANCE: ['AVAILABLE', 'DAMAGED', 'RETIRED'],
  IN_TRANSFER: ['DAMAGED'],
  DAMAGED: ['AVAILABLE', 'RETIRED'],
  RETIRED: [],
};

export const vehicleStates = Object.keys(vehicleMoves) as VehicleState[];
