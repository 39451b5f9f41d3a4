import { bySize, decode, parseAcriss } from '@ycyw/service/acriss';
import { acrissPattern } from '@ycyw/service/acrissPattern';
import { dataFile } from '../src/seed/dataFile.ts';

const refusal = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return (error as { extensions?: { code?: unknown } }).extensions?.code;
  }
  return undefined;
};

test('says in both languages what the four letters mean', () => {
  expect(decode('EDMV', 'fr')).toEqual({
    code: 'EDMV',
    category: 'Économique',
    type: '4-5 portes',
    transmission: 'Manuelle',
    fuelAndAir: 'Essence, climatisation',
  });
  expect(decode('pdac', 'en')).toEqual({
    code: 'PDAC',
    category: 'Premium',
    type: '4-5 door',
    transmission: 'Automatic',
    fuelAndAir: 'Electric, 400 km or more, air conditioning',
  });
});

test('reads PSMR as an ordinary code: premium, sport, manual, unspecified fuel with air', () => {
  expect(decode('PSMR', 'en')).toMatchObject({ category: 'Premium', type: 'Sport', transmission: 'Manual' });
});

test.each(['', 'E', 'EDM', 'EDMVV', 'ASUV', 'E*MV', 'ZZZZ', 'EDMG', '__proto__'])(
  'refuses %j as an exact code with UNKNOWN_ACRISS',
  (code) => {
    expect(refusal(() => parseAcriss(code))).toBe('UNKNOWN_ACRISS');
  },
);

test.each([
  ['C***', ['CDMV', 'CFAV'], ['EDMV', 'IDAH']],
  ['**A*', ['CFAV', 'PDAC'], ['CDMV']],
  ['edmv', ['EDMV'], ['EDMD']],
  ['ASUV', ['IFAV', 'LFAV'], ['FVAV', 'IDAH']],
  ['AELC', ['PDAC', 'CDAE'], ['IDAH', 'IDAI']],
  ['AHYB', ['IDAH', 'IDAI'], ['PDAC']],
  ['AVAN', ['FVAV', 'XVAV'], ['IFAV']],
  ['ASIX', ['IVAV', 'FVAV'], ['IFAV', 'MVAV']],
  ['AEIG', ['LVMD', 'PVAV'], ['FVAV', 'LFAV']],
  ['ANIN', ['LVMD', 'OVAV'], ['PVAV']],
  ['ALLD', ['EDMV', 'IWMV', 'IFAV'], ['STAV', 'SEAV']],
  ['AMAN', ['EDMV', 'CDNV'], ['CDAV']],
  ['AUTO', ['CDAV', 'SJBV'], ['EDMV']],
  ['AELT', ['NBMV', 'HBMV'], ['MBMV']],
  ['ACAR', ['EDMV'], ['SKMD', 'SHMD']],
  ['APUP', ['FQAV', 'SPAV'], ['IFAV']],
  ['ADSL', ['CDMD'], ['CDMV']],
])('%s means %j and not %j', (pattern, meant, others) => {
  expect(meant.filter(acrissPattern(pattern))).toEqual(meant);
  expect(others.filter(acrissPattern(pattern))).toEqual([]);
});

test.each(['', '*', '*****', 'A***', 'ABCD', 'Q***', 'C**1', 'constructor'])('refuses the pattern %j with UNKNOWN_ACRISS', (pattern) => {
  expect(refusal(() => acrissPattern(pattern))).toBe('UNKNOWN_ACRISS');
});

test('puts smaller categories first', () => {
  expect(['LDAV', 'CDMV', 'MBMV', 'EDMV', 'CDAV'].sort(bySize)).toEqual(['MBMV', 'EDMV', 'CDAV', 'CDMV', 'LDAV']);
});

test('every class and model of the data files has a code that means something, and vans have the seats of their category', () => {
  const rows = [...dataFile('vehicle-classes.csv'), ...dataFile('models.csv')];
  expect(rows.length).toBeGreaterThan(150);
  for (const row of rows) expect(parseAcriss(row.acriss ?? '')).toBe(row.acriss);
  const vans = rows.filter((row) => row.acriss?.charAt(1) === 'V');
  for (const van of vans)
    expect([van.acriss, Number(van.seats) >= ({ F: 7, L: 9, X: 12 }[van.acriss?.charAt(0) ?? ''] ?? 99)]).toEqual([van.acriss, true]);
});
