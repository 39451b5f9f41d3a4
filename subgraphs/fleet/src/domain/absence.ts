import type { VehicleState } from './vehicleState.ts';

export type AbsenceKind = 'MAINTENANCE' | 'DAMAGE' | 'TRANSFER';

/** A half-open time in which a unit is not for rent; `endsAt` null: until somebody ends it. */
export interface Absence {
  id: string;
  kind: AbsenceKind;
  state: 'PLANNED' | 'UNDER_WAY' | 'ENDED' | 'CANCELLED';
  /** Where the unit is missing. */
  agencyCode: string;
  toAgencyCode: string | null;
  startsAt: Date;
  endsAt: Date | null;
  reason: string | null;
}

/** The state of a unit while an absence is under way. */
export const stateDuring = { MAINTENANCE: 'MAINTENANCE', DAMAGE: 'DAMAGED', TRANSFER: 'IN_TRANSFER' } as const satisfies Record<
  AbsenceKind,
  VehicleState
>;

export const isOpen = ({ state }: Absence): boolean => state === 'PLANNED' || state === 'UNDER_WAY';

const end = ({ endsAt }: Pick<Absence, 'endsAt'>): number => endsAt?.getTime() ?? Infinity;

type Span = Pick<Absence, 'startsAt' | 'endsAt'>;
export const overlap = (a: Span, b: Span): boolean => a.startsAt.getTime() < end(b) && b.startsAt.getTime() < end(a);

export const isPast = (absence: Absence, now: Date): boolean => end(absence) <= now.getTime();

/** What is left of an absence that is over now: its history when it had begun. */
export function closed(absence: Absence, now: Date): Absence {
  if (absence.state === 'PLANNED') return { ...absence, state: 'CANCELLED' };
  const over = Math.max(absence.startsAt.getTime(), Math.min(end(absence), now.getTime()));
  return { ...absence, state: 'ENDED', endsAt: new Date(over) };
}
