import { plate } from '../src/domain/plate.ts';

test.each([
  ['FR', /^[A-Z]{2}-\d{3}-[A-Z]{2}$/],
  ['GB', /^[A-Z]{2}\d{2} [A-Z]{3}$/],
  ['US', /^\d[A-Z]{3}\d{3}$/],
  ['ES', /^\d{4} [BCDFGHJKLMNPRSTVWXYZ]{3}$/],
  ['JP', /^[A-Z]{3}-\d{4}$/],
])('gives plates of %s their form', (country, form) => {
  for (const serial of [0, 1, 42, 999_999]) expect(plate(country, serial)).toMatch(form);
});

test.each(['FR', 'SI', 'AT', 'LU', 'IE'])('never gives one of %s twice', (country) => {
  const plates = new Set(Array.from({ length: 100_000 }, (_, serial) => plate(country, serial * 10)));
  expect(plates.size).toBe(100_000);
});
