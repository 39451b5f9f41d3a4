import { distanceKm, type Point } from '@ycyw/core/distance';
import type { BookQuoteInput, DeliveryLeg } from '@ycyw/core/generated/graphql';

/** Where the car is to be brought, and fetched: one address for both. */
export type PlacesDraft = {
  legs: DeliveryLeg[];
  line1: string;
  postalCode: string;
  city: string;
  instructions: string;
  point: Point | null;
};

export type PlacesProblem = 'line1' | 'postalCode' | 'city' | 'point';

const key = 'ycyw.places';
const none: PlacesDraft = { legs: [], line1: '', postalCode: '', city: '', instructions: '', point: null };

/** What was typed survives a reload of this tab, not the tab: the quote itself keeps no address. */
export const keptPlaces = {
  read: (): PlacesDraft => {
    try {
      return { ...none, ...(JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<PlacesDraft>) };
    } catch {
      return none;
    }
  },
  write: (draft: PlacesDraft) => {
    sessionStorage.setItem(key, JSON.stringify(draft));
  },
  forget: () => {
    sessionStorage.removeItem(key);
  },
};

export const placesProblems = ({ legs, line1, postalCode, city, point }: PlacesDraft): PlacesProblem[] =>
  legs.length === 0
    ? []
    : [
        ...(line1.trim() === '' ? (['line1'] as const) : []),
        ...(postalCode.trim() === '' ? (['postalCode'] as const) : []),
        ...(city.trim() === '' ? (['city'] as const) : []),
        ...(point === null ? (['point'] as const) : []),
      ];

/** What bookQuote is told, for the legs that the quote is for. */
export function placesOf(
  draft: PlacesDraft,
  quoted: readonly DeliveryLeg[],
  country: string,
): Pick<BookQuoteInput, 'delivery' | 'collection'> {
  const { point, line1, postalCode, city, instructions } = draft;
  if (!point) return {};
  const address = { line1: line1.trim(), postalCode: postalCode.trim(), city: city.trim(), country };
  const place = { address, point, instructions: instructions.trim() || null };
  return {
    ...(quoted.includes('DELIVERY') && { delivery: place }),
    ...(quoted.includes('COLLECTION') && { collection: place }),
  };
}

type Band = { upToKm: number };

export const bandAt = <Each extends Band>(bands: readonly Each[], km: number): Each | undefined => bands.find(({ upToKm }) => km <= upToKm);

const kmPerDegree = 111.195;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** The point so many kilometres away in a direction, in degrees from north. */
export const pointAt = (from: Point, km: number, bearing: number): Point => ({
  latitude: from.latitude + (km * Math.cos(radians(bearing))) / kmPerDegree,
  longitude: from.longitude + (km * Math.sin(radians(bearing))) / (kmPerDegree * Math.cos(radians(from.latitude))),
});

/** East and north of it, in kilometres. */
export const offsetOf = (from: Point, to: Point): { east: number; north: number } => ({
  east: (to.longitude - from.longitude) * kmPerDegree * Math.cos(radians(from.latitude)),
  north: (to.latitude - from.latitude) * kmPerDegree,
});

/** Whole kilometres and an eighth of the compass. */
export function heading(from: Point, to: Point): { km: number; eighth: number } {
  const { east, north } = offsetOf(from, to);
  const degrees = (Math.atan2(east, north) * 180) / Math.PI;
  return { km: Math.round(distanceKm(from, to)), eighth: Math.round(((degrees + 360) % 360) / 45) % 8 };
}
