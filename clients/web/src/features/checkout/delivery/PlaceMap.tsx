import type { Point } from '@ycyw/core/distance';
import type { PointerEvent } from 'react';
import { offsetOf, pointAt } from './placesDraft.ts';

type Props = { agency: Point; code: string; bands: readonly { upToKm: number }[]; point: Point | null; onPoint: (point: Point) => void };

/** The agency in its rings of distance; a tap puts the pin. The fields beside it say the same without a pointer. */
export function PlaceMap({ agency, code, bands, point, onPoint }: Props) {
  const radius = bands.at(-1)?.upToKm ?? 50;
  const edge = radius * 1.08;
  const unit = radius / 50;
  const pin = point && offsetOf(agency, point);
  const put = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const east = ((event.clientX - box.left) / box.width - 0.5) * 2 * edge;
    const north = (0.5 - (event.clientY - box.top) / box.height) * 2 * edge;
    const km = Math.min(Math.hypot(east, north), radius);
    onPoint(pointAt(agency, km, (Math.atan2(east, north) * 180) / Math.PI));
  };
  return (
    <svg className="place-map" viewBox={`${-edge} ${-edge} ${2 * edge} ${2 * edge}`} aria-hidden="true" onPointerDown={put}>
      {bands.toReversed().map(({ upToKm }) => (
        <g key={upToKm}>
          <circle r={upToKm} />
          <text y={-upToKm + 5.4 * unit} fontSize={4.6 * unit} textAnchor="middle">
            {upToKm} km
          </text>
        </g>
      ))}
      <rect className="yard" x={-1.3 * unit} y={-1.3 * unit} width={2.6 * unit} height={2.6 * unit} />
      <text className="yard" y={6.4 * unit} fontSize={4.6 * unit} textAnchor="middle">
        {code}
      </text>
      {pin && (
        <>
          <line x2={pin.east} y2={-pin.north} strokeWidth={0.5 * unit} strokeDasharray={`${1.6 * unit} ${1.2 * unit}`} />
          <circle className="pin" cx={pin.east} cy={-pin.north} r={2 * unit} />
        </>
      )}
    </svg>
  );
}
