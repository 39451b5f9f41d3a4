import type { InspectedFragment, PhotoAngle, PhotoPartsFragment } from './generated/graphql.ts';

/** Where one stands for each photo, walking once around the car. */
export const photoAngles = ['FRONT', 'RIGHT', 'REAR', 'LEFT', 'DASHBOARD', 'INTERIOR'] as const satisfies readonly PhotoAngle[];

type Inspected = Pick<InspectedFragment, 'kind' | 'photos' | 'marks'>;
type Mark = InspectedFragment['marks'][number];

export interface CloseUp {
  photo: PhotoPartsFragment;
  /** What it shows, where it was marked. */
  mark: Mark | null;
}

export interface AnglePair {
  angle: PhotoAngle;
  before: PhotoPartsFragment | null;
  after: PhotoPartsFragment | null;
}

export interface Evidence {
  /** Photos of the damage itself, and whatever else is none of a walk around the car. */
  closeUps: CloseUp[];
  /** Before and after from the same place: where the damage is first. */
  pairs: AnglePair[];
  /** How many of the pairs show where the damage is. */
  telling: number;
}

/** An inspection takes one photo of each; others have no counterpart to stand beside. */
const isPaired = (angle: PhotoAngle): boolean => angle !== 'OTHER';

const foundAtReturn = (inspections: readonly Inspected[]): Mark[] =>
  inspections.flatMap(({ kind, marks }) => (kind === 'TAKE_BACK' ? marks.filter(({ isNew }) => isNew) : []));

/** The angles as they are walked, those that show one of the marks first. */
function anglesFor(marks: readonly Mark[]): PhotoAngle[] {
  const shows = (angle: PhotoAngle): boolean => marks.some(({ view }) => view === angle);
  return [...photoAngles.filter(shows), ...photoAngles.filter((angle) => !shows(angle))];
}

/** The photos of a charge as they are looked at. */
export function evidenceOf(photos: readonly PhotoPartsFragment[], inspections: readonly Inspected[]): Evidence {
  const angleIn = (kind: Inspected['kind'], { id }: PhotoPartsFragment): PhotoAngle | undefined =>
    inspections
      .filter((inspection) => inspection.kind === kind)
      .flatMap((inspection) => inspection.photos)
      .find(({ angle, photo }) => photo?.id === id && isPaired(angle))?.angle;
  const found = foundAtReturn(inspections);
  const closeUps = photos
    .filter((photo) => !angleIn('HAND_OVER', photo) && !angleIn('TAKE_BACK', photo))
    .map((photo) => ({ photo, mark: found.find((mark) => mark.photo?.id === photo.id) ?? null }));
  const marked = closeUps.flatMap(({ mark }) => mark ?? []);
  const shown = marked.length > 0 ? marked : found;
  const at = (kind: Inspected['kind'], angle: PhotoAngle) => photos.find((photo) => angleIn(kind, photo) === angle) ?? null;
  const pairs = anglesFor(shown)
    .map((angle) => ({ angle, before: at('HAND_OVER', angle), after: at('TAKE_BACK', angle) }))
    .filter(({ before, after }) => before ?? after);
  return { closeUps, pairs, telling: pairs.filter(({ angle }) => shown.some(({ view }) => view === angle)).length };
}

const mostPhotos = 12;
const mostCloseUps = 4;

/** Which photos go with a charge for damage of that kind, what tells most first; `both`: some of each inspection, with nothing less is damage charged. */
export function photosFor(
  inspections: readonly Inspected[],
  damage: Pick<Mark, 'kind' | 'severity'> | null,
): { ids: string[]; both: boolean } {
  const found = foundAtReturn(inspections);
  const alike = found.filter(({ kind, severity }) => kind === damage?.kind && severity === damage.severity);
  const marks = alike.length > 0 ? alike : found;
  const of = (kind: Inspected['kind'], sought: PhotoAngle): string[] =>
    inspections
      .filter((inspection) => inspection.kind === kind)
      .flatMap(({ photos }) => photos.flatMap(({ angle, photo }) => (photo && angle === sought ? [photo.id] : [])))
      .slice(0, 1);
  const sides = [...anglesFor(marks), 'OTHER' as const].map((angle) => ({ before: of('HAND_OVER', angle), after: of('TAKE_BACK', angle) }));
  const isWhole = ({ before, after }: (typeof sides)[number]): boolean => before.length > 0 && after.length > 0;
  const ids = marks.flatMap(({ photo }) => photo?.id ?? []).slice(0, mostCloseUps);
  for (const { before, after } of [...sides.filter(isWhole), ...sides.filter((side) => !isWhole(side))])
    if (ids.length + before.length + after.length <= mostPhotos) ids.push(...before, ...after);
  return {
    ids,
    both: sides.some(({ before }) => before.length > 0) && sides.some(({ after }) => after.length > 0),
  };
}
