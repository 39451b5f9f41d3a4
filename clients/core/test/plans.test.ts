import { distanceKm } from '../src/distance.ts';
import { type Plan, plansWorthShowing } from '../src/plans.ts';

const euros = (minor: number) => ({ minor, currency: 'EUR' });
const aPlan = (code: string, minor: number, { payment = 'NOW', share = 0.25 } = {}): Plan => ({
  id: code,
  ratePlan: { code, payment },
  price: { total: euros(minor), due: euros(minor) },
  cancellation: [
    { from: null, refund: euros(minor) },
    { from: '2026-07-07T08:00:00Z', refund: euros(Math.round(minor * share)) },
  ],
});
const codes = (plans: readonly Plan[]) => plans.map(({ id }) => id);

test('shows of two plans paid at the same time and as forgiving only the cheaper one', () => {
  const plans = [aPlan('PREPAID', 21401), aPlan('FLEX', 23600, { payment: 'AT_HAND_OVER' }), aPlan('EARLY', 19987)];
  expect(codes(plansWorthShowing(plans))).toEqual(['EARLY', 'FLEX']);
});

test('shows a dearer plan that gives more back', () => {
  expect(codes(plansWorthShowing([aPlan('PREPAID', 21401), aPlan('LAST', 18000, { share: 0 })]))).toEqual(['LAST', 'PREPAID']);
  expect(codes(plansWorthShowing([aPlan('PREPAID', 21401), { ...aPlan('FINAL', 18000), cancellation: [] }]))).toEqual(['FINAL', 'PREPAID']);
});

test('measures how far apart two places are', () => {
  const paris = { latitude: 48.8566, longitude: 2.3522 };
  const london = { latitude: 51.5074, longitude: -0.1278 };
  expect(Math.round(distanceKm(paris, london))).toBe(344);
  expect(distanceKm(paris, paris)).toBe(0);
});
