import { parseAcriss } from '@ycyw/service/acriss';
import { dataFile } from '../src/seed/dataFile.ts';

test('every class and model of the data files has a code that means something, and vans have the seats of their category', () => {
  const rows = [...dataFile('vehicle-classes.csv'), ...dataFile('models.csv')];
  expect(rows.length).toBeGreaterThan(150);
  for (const row of rows) expect(parseAcriss(row.acriss ?? '')).toBe(row.acriss);
  const vans = rows.filter((row) => row.acriss?.charAt(1) === 'V');
  for (const van of vans)
    expect([van.acriss, Number(van.seats) >= ({ F: 7, L: 9, X: 12 }[van.acriss?.charAt(0) ?? ''] ?? 99)]).toEqual([van.acriss, true]);
});
