export interface Point {
  latitude: number;
  longitude: number;
}

/** Where a car is brought to or fetched from: who reads it knows where somebody is. */
export interface DeliveryPlace {
  address: { line1: string; city: string; postalCode: string; country: string };
  point: Point;
  /** For whoever drives, at most 300 characters. */
  instructions: string | null;
}

export const earthRadiusKm = 6371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great-circle distance in kilometres (haversine). */
export function distanceKm(one: Point, other: Point): number {
  const a =
    Math.sin(radians(other.latitude - one.latitude) / 2) ** 2 +
    Math.cos(radians(one.latitude)) * Math.cos(radians(other.latitude)) * Math.sin(radians(other.longitude - one.longitude) / 2) ** 2;
  return 2 * earthRadiusKm * Math.asin(Math.sqrt(a));
}

export const isPoint = ({ latitude, longitude }: Point): boolean => Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;

/** Roads are longer than the line, and towns slow. */
const roadFactor = 1.3;
const kmPerMinute = 40 / 60;

/** How long a car drives from one to the other, in minutes. */
export const driveMinutes = (from: Point, to: Point): number => (distanceKm(from, to) * roadFactor) / kmPerMinute;
