import type { MarkView } from './generated/graphql.ts';

export const markViews = ['FRONT', 'LEFT', 'TOP', 'RIGHT', 'REAR'] as const satisfies readonly MarkView[];

/** A part of the car as people name it, and its middle in thousandths of the outline from one side. */
export interface CarZone {
  part: CarPart;
  x: number;
  y: number;
}

export type CarPart =
  | 'bumper'
  | 'bonnet'
  | 'boot'
  | 'windscreen'
  | 'rearWindow'
  | 'roof'
  | 'lights'
  | 'plate'
  | 'frontWing'
  | 'rearWing'
  | 'frontDoor'
  | 'rearDoor'
  | 'frontWheel'
  | 'rearWheel'
  | 'windows'
  | 'mirror'
  | 'frontBumper'
  | 'rearBumper';

const zone = (part: CarPart, x: number, y: number): CarZone => ({ part, x, y });

/** The left side has its front on the left. */
const left: readonly CarZone[] = [
  zone('frontBumper', 60, 600),
  zone('frontWing', 190, 520),
  zone('frontWheel', 250, 800),
  zone('mirror', 330, 400),
  zone('frontDoor', 430, 600),
  zone('windows', 520, 320),
  zone('rearDoor', 620, 600),
  zone('rearWheel', 780, 800),
  zone('rearWing', 840, 520),
  zone('rearBumper', 950, 600),
];

export const carZones: Readonly<Record<MarkView, readonly CarZone[]>> = {
  FRONT: [
    zone('roof', 500, 140),
    zone('windscreen', 500, 300),
    zone('bonnet', 500, 460),
    zone('lights', 230, 560),
    zone('plate', 500, 720),
    zone('bumper', 500, 840),
  ],
  REAR: [
    zone('roof', 500, 140),
    zone('rearWindow', 500, 300),
    zone('boot', 500, 500),
    zone('lights', 230, 520),
    zone('plate', 500, 640),
    zone('bumper', 500, 840),
  ],
  LEFT: left,
  RIGHT: left.map(({ part, x, y }) => zone(part, 1000 - x, y)),
  TOP: [
    zone('bonnet', 170, 500),
    zone('windscreen', 350, 500),
    zone('roof', 570, 500),
    zone('rearWindow', 780, 500),
    zone('boot', 910, 500),
  ],
};

/** The part that a point of an outline lies on, or next to. */
export function partAt(view: MarkView, x: number, y: number): CarPart {
  const away = (each: CarZone): number => Math.hypot(each.x - x, each.y - y);
  return carZones[view].reduce((nearest, each) => (away(each) < away(nearest) ? each : nearest)).part;
}

/** What a car of an ACRISS class is filled with: fuel alone, charge alone, or both. */
export function energyOf(acriss: string): 'fuel' | 'charge' | 'both' {
  const letter = acriss.charAt(3);
  if (letter === 'I') return 'both';
  return letter === 'E' || letter === 'C' ? 'charge' : 'fuel';
}
