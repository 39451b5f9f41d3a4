import { Refusal } from '@ycyw/service/refusal';
import { addMinutes, graceMinutes } from './period.ts';
import { isCharged, isElectric } from './upgrade.ts';

export type MarkView = 'FRONT' | 'REAR' | 'LEFT' | 'RIGHT' | 'TOP';
export type MarkKind = 'SCRATCH' | 'DENT' | 'CRACK' | 'MISSING';
export type MarkSeverity = 'SLIGHT' | 'MODERATE' | 'SEVERE';
export type PhotoAngle = 'FRONT' | 'REAR' | 'LEFT' | 'RIGHT' | 'DASHBOARD' | 'INTERIOR' | 'OTHER';

/** Damage as an inspection finds it; `x` and `y` are thousandths of the outline seen from that side, from its upper left corner. */
export interface FoundMark {
  view: MarkView;
  x: number;
  y: number;
  kind: MarkKind;
  severity: MarkSeverity;
  photoId: string | null;
}

/** Damage that is known of a car; its id stays as long as the damage. */
export interface Mark extends FoundMark {
  id: string;
}

/** A photo of an inspection, and from where it shows the car. */
export interface AngledPhoto {
  id: string;
  angle: PhotoAngle;
}

const mostMarks = 60;
const mostPhotos = 60;
const side = 1000;
/** Within so many thousandths the same kind of damage is the same damage. */
const near = 25;

/** Refuses with BAD_INPUT what no odometer shows. */
export function requireOdometer(odometerKm: number): void {
  if (odometerKm < 0 || odometerKm > 2_000_000) throw new Refusal('BAD_INPUT', 'odometerKm');
}

/** Refuses with BAD_INPUT, naming the field. */
export function requireMarks(marks: readonly FoundMark[]): void {
  if (marks.length > mostMarks) throw new Refusal('BAD_INPUT', `marks ≤ ${String(mostMarks)}`);
  const isOut = (at: number): boolean => at < 0 || at > side;
  if (marks.some(({ x, y }) => isOut(x) || isOut(y))) throw new Refusal('BAD_INPUT', `marks x, y 0…${String(side)}`);
}

/** Refuses with BAD_INPUT a photo that is given twice, and too many. */
export function requirePhotos(photos: readonly AngledPhoto[]): void {
  if (photos.length > mostPhotos) throw new Refusal('BAD_INPUT', `photos ≤ ${String(mostPhotos)}`);
  if (new Set(photos.map(({ id }) => id)).size < photos.length) throw new Refusal('BAD_INPUT', 'photos');
}

const isSame = (one: FoundMark, other: FoundMark): boolean =>
  one.view === other.view && one.kind === other.kind && Math.hypot(one.x - other.x, one.y - other.y) <= near;

/** All marks on a car of which `known` was found before: what is found again, as far as one can tell, is no other damage. */
export const withFound = (known: readonly Mark[], found: readonly FoundMark[], newId: () => string): Mark[] =>
  found.reduce<Mark[]>(
    (marks, mark) => (marks.some((each) => isSame(each, mark)) ? marks : [...marks, { ...mark, id: newId() }]),
    [...known],
  );

/** The ids of the marks that were not there before. */
export function newMarks(before: readonly Mark[], after: readonly Mark[]): Set<string> {
  const known = new Set(before.map(({ id }) => id));
  return new Set(after.flatMap(({ id }) => (known.has(id) ? [] : [id])));
}

/**
 * Fuel in eighths of the tank, charge in per cent, as a car of this class has them: an electric car's eighths follow its charge, where that
 * was read. Refuses with BAD_INPUT, naming the field.
 */
export function energyOf(
  acriss: string,
  { fuelEighths, chargePercent = null }: { fuelEighths: number; chargePercent?: number | null },
): { fuelEighths: number; chargePercent: number | null } {
  if (fuelEighths < 0 || fuelEighths > 8) throw new Refusal('BAD_INPUT', 'fuelEighths 0…8');
  if (chargePercent === null) return { fuelEighths, chargePercent };
  if (!isCharged(acriss)) throw new Refusal('BAD_INPUT', `chargePercent: ${acriss}`);
  if (chargePercent < 0 || chargePercent > 100) throw new Refusal('BAD_INPUT', 'chargePercent 0…100');
  return { fuelEighths: isElectric(acriss) ? Math.round((chargePercent * 8) / 100) : fuelEighths, chargePercent };
}

/** When a rental ended beside when it was to: whole minutes, none late within the grace. */
export function punctuality(dropOffAt: Date, returnedAt: Date): { minutesLate: number; minutesEarly: number } {
  const minutes = Math.floor((returnedAt.getTime() - dropOffAt.getTime()) / 60_000);
  const isLate = returnedAt > addMinutes(dropOffAt, graceMinutes);
  return { minutesLate: isLate ? minutes : 0, minutesEarly: Math.max(0, -minutes) };
}
