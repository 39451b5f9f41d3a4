export type Point = { latitude: number; longitude: number };

const earthKm = 6371;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Kilometres as the crow flies, by the haversine formula. */
export function distanceKm(from: Point, to: Point): number {
  const [phi, other] = [radians(from.latitude), radians(to.latitude)];
  const half =
    Math.sin((other - phi) / 2) ** 2 + Math.cos(phi) * Math.cos(other) * Math.sin(radians(to.longitude - from.longitude) / 2) ** 2;
  return 2 * earthKm * Math.asin(Math.min(1, Math.sqrt(half)));
}
