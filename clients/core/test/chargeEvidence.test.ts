import { evidenceOf, photosFor } from '../src/chargeEvidence.ts';
import type { InspectedFragment, PhotoAngle } from '../src/generated/graphql.ts';

type Mark = InspectedFragment['marks'][number];

const photo = (id: string) => ({ id, url: `/${id}`, takenAt: '2027-06-08T08:00:00Z', width: 4, height: 3 });
const angles: readonly PhotoAngle[] = ['FRONT', 'REAR', 'LEFT', 'RIGHT', 'DASHBOARD', 'INTERIOR'];
const scratch: Mark = { id: 'm', view: 'LEFT', x: 400, y: 500, kind: 'SCRATCH', severity: 'SLIGHT', isNew: true, photo: photo('scratch') };
const old: Mark = { ...scratch, id: 'o', view: 'REAR', isNew: false, photo: photo('old') };
const walk = (kind: InspectedFragment['kind'], marks: Mark[] = [], taken = angles): InspectedFragment => ({
  kind,
  marks,
  photos: taken.map((angle) => ({ angle, photo: photo(`${kind} ${angle}`) })),
});
const both = [walk('HAND_OVER'), walk('TAKE_BACK', [old, scratch])];
const all = ['HAND_OVER', 'TAKE_BACK'].flatMap((kind) => angles.map((angle) => photo(`${kind} ${angle}`)));

test('the photo of the damage comes first, then its side before and after, then the walk around the car', () => {
  const { closeUps, pairs, telling } = evidenceOf([...all, photo('scratch')], both);
  expect(closeUps).toEqual([{ photo: photo('scratch'), mark: scratch }]);
  expect(pairs.map(({ angle }) => angle)).toEqual(['LEFT', 'FRONT', 'RIGHT', 'REAR', 'DASHBOARD', 'INTERIOR']);
  expect(pairs[0]).toMatchObject({ before: { id: 'HAND_OVER LEFT' }, after: { id: 'TAKE_BACK LEFT' } });
  expect(telling).toBe(1);
});

test('what belongs to no inspection stands alone, and one of a pair may be missing', () => {
  expect(evidenceOf([photo('fine')], both)).toEqual({ closeUps: [{ photo: photo('fine'), mark: null }], pairs: [], telling: 0 });
  expect(evidenceOf([photo('HAND_OVER REAR')], both).pairs).toEqual([{ angle: 'REAR', before: photo('HAND_OVER REAR'), after: null }]);
  expect(evidenceOf([], [])).toEqual({ closeUps: [], pairs: [], telling: 0 });
});

test('a charge for damage takes its photos, and whole pairs as far as twelve go', () => {
  const { ids, both: isBoth } = photosFor(both, { kind: 'SCRATCH', severity: 'SLIGHT' });
  expect(ids.slice(0, 3)).toEqual(['scratch', 'HAND_OVER LEFT', 'TAKE_BACK LEFT']);
  expect(ids).toHaveLength(11);
  expect(ids).not.toContain('old');
  expect(isBoth).toBe(true);
});

test('damage that was not marked goes with what was found, and photos of one inspection alone are not enough', () => {
  expect(photosFor(both, { kind: 'DENT', severity: 'SEVERE' }).ids[0]).toBe('scratch');
  expect(photosFor([walk('HAND_OVER'), walk('TAKE_BACK', [], [])], null)).toMatchObject({ both: false });
  expect(photosFor([], null)).toEqual({ ids: [], both: false });
});
