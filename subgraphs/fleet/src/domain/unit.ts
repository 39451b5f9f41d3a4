import { Refusal } from '@ycyw/service/refusal';
import { closed, isOpen, isPast, overlap, stateDuring, type Absence } from './absence.ts';
import { canGo, type VehicleState } from './vehicleState.ts';

/** A car as the desks move it; `absences` are those that are not over, soonest first. One under way is its state. */
export interface Unit {
  state: VehicleState;
  agencyCode: string;
  odometerKm: number;
  absences: readonly Absence[];
}

const mostAbsences = 100;

/** Where staff themselves may put a unit; the rest follows from rentals and absences. */
const settable: ReadonlySet<VehicleState> = new Set(['AVAILABLE', 'CLEANING', 'DAMAGED', 'RETIRED']);
const canBegin: ReadonlySet<VehicleState> = new Set(['AVAILABLE', 'CLEANING', 'RETURNED']);

/** The unit with those of its absences over that `which` picks. */
const without = <U extends Unit>(unit: U, now: Date, which: (absence: Absence) => boolean): U => ({
  ...unit,
  absences: unit.absences.map((absence) => (isOpen(absence) && which(absence) ? closed(absence, now) : absence)),
});

const underWay = ({ state }: Absence): boolean => state === 'UNDER_WAY';

/** The unit back from what keeps it from being rented. */
const free = <U extends Unit>(unit: U, now: Date): U => ({ ...without(unit, now, underWay), state: 'AVAILABLE' });

/** What the time does by itself: absences that have run out end, and one whose time has come begins where the unit stands still. */
export function settled<U extends Unit>(before: U, now: Date): U {
  const past = before.absences.filter((absence) => isOpen(absence) && isPast(absence, now));
  const unit = past.some(underWay) ? free(before, now) : before;
  const rest = past.length > 0 ? without(unit, now, (absence) => isPast(absence, now)) : unit;
  const due = rest.absences.find((absence) => absence.state === 'PLANNED' && absence.startsAt <= now);
  if (!due || !canBegin.has(rest.state)) return rest;
  const absences = rest.absences.map((absence) => (absence === due ? { ...absence, state: 'UNDER_WAY' as const } : absence));
  return { ...rest, state: stateDuring[due.kind], absences };
}

/** The unit with one more absence planned; WRONG_STATE when it has one at that time already, or is retired. */
export function planned<U extends Unit>(before: U, absence: Absence, now: Date): U {
  // A workshop that begins now is what repairs a damage.
  const repaired = before.state === 'DAMAGED' && absence.kind === 'MAINTENANCE' && absence.startsAt <= now;
  const unit = repaired ? free(before, now) : before;
  const open = unit.absences.filter(isOpen);
  if (unit.state === 'RETIRED' || open.some((other) => overlap(other, absence))) throw new Refusal('WRONG_STATE');
  if (open.length >= mostAbsences) throw new Refusal('BAD_INPUT', `absences <= ${String(mostAbsences)}`);
  return { ...unit, absences: [...unit.absences, absence] };
}

/** The unit without that absence: cancelled when it has not begun. What is over already stays so. */
export function ended<U extends Unit>(unit: U, id: string, now: Date): U {
  const absence = unit.absences.find((each) => each.id === id);
  if (!absence || !isOpen(absence)) return unit;
  if (absence.state === 'PLANNED') return without(unit, now, (each) => each === absence);
  if (absence.kind === 'TRANSFER') throw new Refusal('WRONG_STATE');
  return free(unit, now);
}

/** The unit in the state that staff put it in; `damageId` is the id of the absence that a damage opens. */
export function put<U extends Unit>(unit: U, state: VehicleState, now: Date, damageId: string): U {
  if (!settable.has(state)) throw new Refusal('BAD_INPUT', 'state');
  if (state === unit.state) return unit;
  const travels = unit.state === 'IN_TRANSFER' && state === 'AVAILABLE';
  if (travels || !canGo(unit.state, state)) throw new Refusal('WRONG_STATE');
  if (state === 'AVAILABLE' || state === 'CLEANING') return { ...without(unit, now, underWay), state };
  const alone = without(unit, now, () => true);
  if (state === 'RETIRED') return { ...alone, state };
  const damage = { kind: 'DAMAGE', state: 'UNDER_WAY', toAgencyCode: null, endsAt: null, reason: null } as const;
  return { ...alone, state, absences: [...alone.absences, { ...damage, id: damageId, agencyCode: unit.agencyCode, startsAt: now }] };
}

/** The unit at the agency that it was sent to; WRONG_STATE when it is not on its way. */
export function received<U extends Unit>(unit: U, odometerKm: number, now: Date): U {
  const transfer = unit.absences.find((absence) => underWay(absence) && absence.kind === 'TRANSFER');
  if (!transfer?.toAgencyCode) throw new Refusal('WRONG_STATE');
  if (odometerKm < unit.odometerKm) throw new Refusal('BAD_INPUT', `odometerKm >= ${String(unit.odometerKm)}`);
  return { ...free(unit, now), agencyCode: transfer.toAgencyCode, odometerKm };
}

/** What is planned for the unit goes where it stands; a transfer to there is needed no more. */
export function standingAt<U extends Unit>(unit: U, agencyCode: string, now: Date): U {
  if (unit.agencyCode === agencyCode) return unit;
  const there = without({ ...unit, agencyCode }, now, (absence) => absence.toAgencyCode === agencyCode);
  return { ...there, absences: there.absences.map((absence) => (isOpen(absence) ? { ...absence, agencyCode } : absence)) };
}

/** What a desk has seen of a unit. */
export interface Inspected {
  agency: string;
  odometerKm: number;
  /** What was read before was too much. */
  corrected: boolean;
  /** What this corrects, where it is said afterwards. */
  misreadKm: number | null;
}

/** An odometer runs on, but for what a manager has corrected. */
const readAt = ({ odometerKm }: Unit, read: Inspected): number =>
  read.corrected ? read.odometerKm : Math.max(odometerKm, read.odometerKm);

/** The unit out with a renter, as the desk tells afterwards: what was under way waits until it is back. Null: a retired one, or out already. */
export function handedOver<U extends Unit>(unit: U, read: Inspected, now: Date): U | null {
  if (!canGo(unit.state, 'ASSIGNED', 'OUT')) return null;
  const absences = unit.absences.map((absence) => (underWay(absence) ? { ...absence, state: 'PLANNED' as const } : absence));
  return standingAt({ ...unit, state: 'OUT', odometerKm: readAt(unit, read), absences }, read.agency, now);
}

/** The unit with an odometer that was misread when it came back, as long as nobody has read it since. Null: somebody has. */
export function reread<U extends Unit>(unit: U, { odometerKm, misreadKm }: Inspected): U | null {
  return unit.odometerKm === misreadKm ? { ...unit, odometerKm } : null;
}

/** The unit back at a desk. Nobody cleans or inspects between rentals yet: it is free at once. Null: it was not out. */
export function takenBack<U extends Unit>(unit: U, read: Inspected, now: Date): U | null {
  if (!canGo(unit.state, 'RETURNED', 'AVAILABLE')) return null;
  return standingAt({ ...unit, state: 'AVAILABLE', odometerKm: readAt(unit, read) }, read.agency, now);
}
