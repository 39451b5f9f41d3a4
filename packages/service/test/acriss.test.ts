import { bySize, decode, parseAcriss } from '../src/acriss.ts';
import { acrissPattern } from '../src/acrissPattern.ts';

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
