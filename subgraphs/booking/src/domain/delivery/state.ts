import type { BookingState } from '../bookingState.ts';
import { addMinutes } from '../period.ts';
import type { Leg } from './terms.ts';

export type DeliveryState = 'PLANNED' | 'REQUESTED' | 'ACCEPTED' | 'EN_ROUTE' | 'ARRIVED' | 'DELIVERED' | 'FAILED' | 'CANCELLED';

/** A carrier's news may overtake one another, so states may be skipped, and what comes late is nothing new. FAILED: the next carrier begins at PLANNED. */
const transitions: Record<DeliveryState, readonly DeliveryState[]> = {
  PLANNED: ['REQUESTED', 'FAILED', 'CANCELLED'],
  REQUESTED: ['ACCEPTED', 'EN_ROUTE', 'ARRIVED', 'DELIVERED', 'FAILED', 'CANCELLED'],
  ACCEPTED: ['EN_ROUTE', 'ARRIVED', 'DELIVERED', 'FAILED', 'CANCELLED'],
  EN_ROUTE: ['ARRIVED', 'DELIVERED', 'FAILED', 'CANCELLED'],
  ARRIVED: ['DELIVERED', 'FAILED', 'CANCELLED'],
  DELIVERED: [],
  FAILED: [],
  CANCELLED: [],
};

export const mayDeliver = (from: DeliveryState, to: DeliveryState): boolean => transitions[from].includes(to);

export const isUnderWay = (state: DeliveryState): boolean => state === 'EN_ROUTE' || state === 'ARRIVED';
export const isOver = (state: DeliveryState): boolean => transitions[state].length === 0;

/** Bookings that are driven for, and those that may yet be. */
const drivenFor: Record<Leg, readonly BookingState[]> = { DELIVERY: ['CONFIRMED'], COLLECTION: ['CONFIRMED', 'IN_PROGRESS'] };
const undecided: readonly BookingState[] = ['HELD', 'PENDING_PAYMENT', 'EXPIRED', 'REACCOMMODATION'];

export const isDrivenFor = (leg: Leg, booking: BookingState): boolean => drivenFor[leg].includes(booking);
export const isUndecided = (booking: BookingState): boolean => undecided.includes(booking);

/** How often a carrier is told that a job is over: for about half a day. Whom nobody could tell is called by the desk. */
export const tellings = 20;

/** How long to wait after so many that failed, in seconds: from five on, up to an hour. */
export const tellAgainSeconds = (failed: number): number => Math.min(5 * 2 ** failed, 3600);

/** Why an attempt failed. */
export type FailureReason =
  'REFUSED' | 'UNREACHABLE' | 'NOT_ACCEPTED' | 'NOT_STARTED' | 'SILENT' | 'NOT_HANDED_OVER' | 'CARRIER' | 'CODE' | 'DESK';

export interface Progress {
  state: DeliveryState;
  since: Date;
  /** When the car was last seen. */
  movedAt: Date | null;
  windowFrom: Date;
}

const acceptMinutes = 15;
const startGraceMinutes = 15;
export const silentMinutes = 10;
const waitMinutes = 60;

const askMinutes = { least: 5 / 60, most: 5 };

/** After how long a carrier that tells nothing by itself is asked again: every few seconds, once it has accepted seldom while its window is far. */
export function askAgainMinutes({ state, windowFrom }: Pick<Progress, 'state' | 'windowFrom'>, now: Date): number {
  if (state !== 'ACCEPTED') return askMinutes.least;
  const left = (windowFrom.getTime() - now.getTime()) / 60_000;
  return Math.max(askMinutes.least, Math.min(askMinutes.most, left / 24));
}

/** Until when a carrier has to be heard of again, and what it is told to have done otherwise; null where nothing is awaited. */
export function deadlineOf({ state, since, movedAt, windowFrom }: Progress): { at: Date; reason: FailureReason } | null {
  const later = (one: Date, other: Date): Date => (one > other ? one : other);
  switch (state) {
    case 'REQUESTED':
      return { at: addMinutes(since, acceptMinutes), reason: 'NOT_ACCEPTED' };
    case 'ACCEPTED':
      return { at: addMinutes(later(since, windowFrom), startGraceMinutes), reason: 'NOT_STARTED' };
    case 'EN_ROUTE':
      return { at: addMinutes(movedAt ?? since, silentMinutes), reason: 'SILENT' };
    case 'ARRIVED':
      return { at: addMinutes(later(since, windowFrom), waitMinutes), reason: 'NOT_HANDED_OVER' };
    default:
      return null;
  }
}
