export type VehicleState =
  'AVAILABLE' | 'ASSIGNED' | 'OUT' | 'RETURNED' | 'CLEANING' | 'MAINTENANCE' | 'IN_TRANSFER' | 'DAMAGED' | 'RETIRED';

/** Where a unit may go from where it is. */
const transitions: Readonly<Record<VehicleState, readonly VehicleState[]>> = {
  AVAILABLE: ['ASSIGNED', 'CLEANING', 'MAINTENANCE', 'IN_TRANSFER', 'DAMAGED', 'RETIRED'],
  ASSIGNED: ['OUT', 'AVAILABLE', 'MAINTENANCE', 'DAMAGED'],
  OUT: ['RETURNED'],
  RETURNED: ['AVAILABLE', 'CLEANING', 'MAINTENANCE', 'DAMAGED'],
  CLEANING: ['AVAILABLE', 'MAINTENANCE', 'DAMAGED'],
  MAINTENANCE: ['AVAILABLE', 'DAMAGED', 'RETIRED'],
  IN_TRANSFER: ['AVAILABLE', 'DAMAGED'],
  DAMAGED: ['MAINTENANCE', 'RETIRED'],
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
