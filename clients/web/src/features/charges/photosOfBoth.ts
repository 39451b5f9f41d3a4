type Inspection = { kind: string; photos: readonly { photo?: { id: string } | null }[] };

const mostOfOne = 6;

/** Photos of the hand-over and of the return, and whether there are of both: damage is charged with nothing less. */
export function photosOfBoth(inspections: readonly Inspection[]): { ids: string[]; both: boolean } {
  const of = (kind: string): string[] =>
    inspections
      .filter((inspection) => inspection.kind === kind)
      .flatMap(({ photos }) => photos.flatMap(({ photo }) => photo?.id ?? []))
      .slice(0, mostOfOne);
  const [before, after] = [of('HAND_OVER'), of('TAKE_BACK')];
  return { ids: [...before, ...after], both: before.length > 0 && after.length > 0 };
}
