import { acrissPatterns } from '../src/acrissFilter.ts';
import { bodyShape } from '../src/bodyShape.ts';
import { freeUntil, refundNow } from '../src/cancellation.ts';
import { readRefusal } from '../src/refusal.ts';

const nothing = { category: [], type: [], transmission: [], fuel: [] };
const euros = (minor: number) => ({ minor, currency: 'EUR' });
const now = new Date('2026-07-01T00:00:00Z');
const tiers = [
  { from: null, refund: euros(1000) },
  { from: '2026-07-07T08:00:00Z', refund: euros(250) },
  { from: '2026-07-14T08:00:00Z', refund: euros(0) },
];

test('turns chosen filters into ACRISS patterns', () => {
  expect(acrissPatterns(nothing)).toBeUndefined();
  expect(acrissPatterns({ ...nothing, category: ['C***', 'I'] })).toEqual(['C***', 'I***']);
  expect(acrissPatterns({ ...nothing, category: ['C'], transmission: ['**A*', '**B*'] })).toEqual(['C*A*', 'C*B*']);
});

test('tells the body of a car from its code', () => {
  const shapes = ['CDMR', 'SDAR', 'IWMR', 'IFAE', 'SVMR', 'STMR', 'FPBD', 'PSAR'].map(bodyShape);
  expect(shapes).toEqual(['hatchback', 'sedan', 'wagon', 'suv', 'van', 'convertible', 'pickup', 'coupe']);
});

test('says until when cancelling is free', () => {
  expect(freeUntil(tiers, euros(1000), now)).toEqual({ until: '2026-07-07T08:00:00Z' });
  expect(freeUntil(tiers, euros(1000), new Date('2026-07-08T00:00:00Z'))).toBeNull();
  expect(freeUntil(tiers.slice(1), euros(1000), now)).toBeNull();
  expect(freeUntil(tiers.slice(0, 1), euros(1000), now)).toEqual({ until: null });
});

test('says what cancelling gives back now', () => {
  expect(refundNow(tiers, now)).toEqual(euros(1000));
  expect(refundNow(tiers, new Date('2026-07-07T08:00:00Z'))).toEqual(euros(250));
  expect(refundNow(tiers, new Date('2026-08-01T00:00:00Z'))).toEqual(euros(0));
});

test('reads a refusal, a masked failure, a failing server and a dead network apart', () => {
  expect(readRefusal({ graphQLErrors: [{ message: 'Fermée.', extensions: { code: 'AGENCY_CLOSED' } }] })).toEqual({
    code: 'AGENCY_CLOSED',
    message: 'Fermée.',
  });
  expect(readRefusal({ graphQLErrors: [{ message: 'x', extensions: { code: 'INTERNAL' } }] })).toEqual({ code: 'INTERNAL', message: null });
  expect(readRefusal({ networkError: new Error('Service Unavailable'), response: { status: 503 } })).toEqual({
    code: 'INTERNAL',
    message: null,
  });
  expect(readRefusal({ networkError: new Error('down') })).toEqual({ code: 'OFFLINE', message: null });
});
