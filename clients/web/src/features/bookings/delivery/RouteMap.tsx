import type { Point } from '@ycyw/core/distance';

type Props = { agency: Point; code: string; door: Point; home: string; car: Point | null; trail: readonly Point[]; label: string };

const width = 480;
const height = 200;
const margin = { x: 40, y: 44 };

/** Puts all points on the sheet, north up, to one scale both ways. */
function sheetOf(points: readonly Point[]): (point: Point) => { x: number; y: number } {
  const latitude = (points[0]?.latitude ?? 0) * (Math.PI / 180);
  const flat = points.map((point) => ({ x: point.longitude * Math.cos(latitude), y: -point.latitude }));
  const [left, right] = [Math.min(...flat.map(({ x }) => x)), Math.max(...flat.map(({ x }) => x))];
  const [top, bottom] = [Math.min(...flat.map(({ y }) => y)), Math.max(...flat.map(({ y }) => y))];
  const scale = Math.min((width - 2 * margin.x) / Math.max(right - left, 1e-5), (height - 2 * margin.y) / Math.max(bottom - top, 1e-5));
  return ({ latitude: y, longitude: x }) => ({
    x: width / 2 + (x * Math.cos(latitude) - (left + right) / 2) * scale,
    y: height / 2 + (-y - (top + bottom) / 2) * scale,
  });
}

/** The line from the agency to the door and the car on it: drawn here, no map is asked of anybody. */
export function RouteMap({ agency, code, door, home, car, trail, label }: Props) {
  const onSheet = sheetOf([agency, door, ...(car ? [car] : []), ...trail]);
  const [yard, end] = [onSheet(agency), onSheet(door)];
  const driven = [yard, ...trail.map(onSheet), ...(car ? [onSheet(car)] : [])];
  const at = car && onSheet(car);
  const anchor = ({ x }: { x: number }) => (x < width * 0.25 ? 'start' : x > width * 0.75 ? 'end' : 'middle');
  const beside = (point: { x: number; y: number }, other: { y: number }) => point.y + (point.y < other.y ? -18 : 30);
  return (
    <svg className="route-map" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <line className="way" x1={yard.x} y1={yard.y} x2={end.x} y2={end.y} />
      {car && <polyline className="driven" points={driven.map(({ x, y }) => `${x},${y}`).join(' ')} />}
      <rect className="yard" x={yard.x - 7} y={yard.y - 7} width="14" height="14" rx="2" />
      <text x={yard.x} y={beside(yard, end)} textAnchor={anchor(yard)}>
        {code}
      </text>
      <path className="door" d={`M${end.x - 10} ${end.y + 1}l10 -10l10 10M${end.x - 7} ${end.y - 2}v12h14v-12`} />
      <text x={end.x} y={beside(end, yard)} textAnchor={anchor(end)}>
        {home}
      </text>
      {at && (
        <g className="car" style={{ transform: `translate(${String(at.x)}px, ${String(at.y)}px)` }}>
          <circle r="15" />
          <circle r="7" />
        </g>
      )}
    </svg>
  );
}
