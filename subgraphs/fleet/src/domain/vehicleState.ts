export type VehicleState =
  'AVAILABLE' | 'ASSIGNED' | 'OUT' | 'RETURNED' | 'CLEANING' | 'MAINTENANCE' | 'IN_TRANSFER' | 'DAMAGED' | 'RETIRED';

/**
 * Where a unit may go from where it is. A desk's hand-over (ASSIGNED, OUT) is told afterwards: it has happened, and only a
 * retired unit cannot have been meant.
 */
const transitions: Readonly<Record<VehicleState, readonly VehicleState[]>> = {
  AVAILABLE: ['ASSIGNED', 'CLEANING', 'MAINTENANCE', 'IN_TRANSFER', 'DAMAGED', 'RETIRED'],
  ASSIGNED: ['OUT', 'AVAILABLE', 'MAINTENANCE', 'DAMAGED'],
  OUT: ['RETURNED'],
  RETURNED: ['ASSIGNED', 'AVAILABLE', 'CLEANING', 'MAINTENANCE', 'IN_TRANSFER', 'DAMAGED'],
  CLEANING: ['ASSIGNED', 'AVAILABLE', 'MAINTENANCE', 'IN_TRANSFER', 'DAMAGED'],
  MAINTENANCE: ['ASSIGNED', 'AVAILABLE', 'DAMAGED', 'RETIRED'],
  IN_TRANSFER: ['ASSIGNED', 'AVAILABLE', 'DAMAGED'],
  DAMAGED: ['ASSIGNED', 'AVAILABLE', 'MAINTENANCE', 'RETIRED'],
  RETIRED: [],
};

/** Whether a unit may go through `path`, step by step. A step to where it is already is none. */
export function canGo(from: VehicleState, ...path: VehicleState[]): boolean {
  let state = from;
  return path.every((next) => {
    const allowed = next === state || transitions[state].includes(next);
    state = next;
    return allowed;
  });
}

export const vehicleStates = Object.keys(transitions) as VehicleState[];
