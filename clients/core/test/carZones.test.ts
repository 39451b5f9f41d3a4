import { carZones, energyOf, markViews, partAt } from '../src/carZones.ts';

test('each part lies where its name is found again, on every side', () => {
  for (const view of markViews) for (const { part, x, y } of carZones[view]) expect(partAt(view, x, y)).toBe(part);
});

test('the right side is the left one mirrored', () => {
  expect(partAt('LEFT', 60, 600)).toBe('frontBumper');
  expect(partAt('RIGHT', 940, 600)).toBe('frontBumper');
});

test.each([
  ['EDMV', 'fuel'],
  ['CDAE', 'charge'],
  ['PDAC', 'charge'],
  ['CDAI', 'both'],
  ['CDAH', 'fuel'],
])('a car of class %s takes %s', (acriss, energy) => {
  expect(energyOf(acriss)).toBe(energy);
});
