import { Refusal } from '@ycyw/service/refusal';
import type { Market } from '../market.ts';
import { addMinutes, type Span } from '../period.ts';
import { distanceKm, isPoint, type Point } from './place.ts';

/** DELIVERY: the car is brought to the renter. COLLECTION: it is fetched from them. */
export type Leg = 'DELIVERY' | 'COLLECTION';

/** What of a delivery a price is made for: the band of distance from the agency, in kilometres. */
export interface Band {
  upToKm: number;
}

/** The band in which a point lies; refuses BAD_INPUT where the market delivers nothing, or not that far. */
export function bandOf(market: Market | undefined, agency: Point, point: Point, field: string): Band {
  const bands = market?.delivery?.bands ?? [];
  if (!isPoint(point)) throw new Refusal('BAD_INPUT', field);
  const km = distanceKm(agency, point);
  const band = bands.find(({ upToKm }) => km <= upToKm);
  if (!band) throw new Refusal('BAD_INPUT', `${field} ≤ ${String(bands.at(-1)?.upToKm ?? 0)} km`);
  return { upToKm: band.upToKm };
}

const leadHoursOf = (market: Market | undefined): number => market?.delivery?.leadHours ?? 0;

/** Whether a car can still be brought in time. */
export const isInTime = (market: Market | undefined, pickUpAt: Date, now: Date): boolean =>
  addMinutes(now, leadHoursOf(market) * 60) <= pickUpAt;

/** Refuses BAD_INPUT where a car can no longer be brought in time. */
export function requireLeadTime(market: Market | undefined, pickUpAt: Date, now: Date): void {
  if (!isInTime(market, pickUpAt, now)) throw new Refusal('BAD_INPUT', `delivery ≥ ${String(leadHoursOf(market))} h`);
}

/** When whoever drives is expected: half an hour around the appointed time. */
export const windowAround = (at: Date): Span & { to: Date } => ({ from: addMinutes(at, -30), to: addMinutes(at, 30) });

/** How long what is to be asked for waits, each time, while its booking is not confirmed. */
export const undecidedMinutes = 1;

/** When a carrier is first asked. */
export const askFrom = (windowFrom: Date): Date => addMinutes(windowFrom, -24 * 60);
