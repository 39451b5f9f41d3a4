import { put } from '../../../subgraphs/fleet/src/domain/unit.ts';
import { vehicleMoves, vehicleStates } from '../src/vehicleMoves.ts';

test('offers exactly the states that the fleet lets staff put a unit in', () => {
  const now = new Date('2026-07-14T10:00Z');
  for (const from of vehicleStates) {
    const unit = { state: from, agencyCode: 'CDG', odometerKm: 0, absences: [] };
    const taken = vehicleStates.filter((to) => {
      try {
        return put(unit, to, now, 'damage') !== unit;
      } catch {
        return false;
      }
    });
    expect([from, [...vehicleMoves[from]].sort()]).toEqual([from, taken.sort()]);
  }
});
