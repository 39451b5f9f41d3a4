import { depositToMend, differenceToPay } from '../src/dues.ts';

const aPayment = (kind: string, state: string, createdAt = '2026-07-13T08:00:00Z') => ({ kind, state, createdAt });

test('a deposit is to be mended while the latest of them was not granted', () => {
  const refused = aPayment('DEPOSIT', 'REQUIRES_ACTION');
  expect(depositToMend([aPayment('RENTAL', 'CAPTURED'), refused])).toBe(refused);
  expect(depositToMend([refused, aPayment('DEPOSIT', 'AUTHORISED', '2026-07-13T09:00:00Z')])).toBeNull();
  expect(depositToMend([aPayment('RENTAL', 'FAILED')])).toBeNull();
});

test('the difference of a change is to be paid until it is', () => {
  const due = aPayment('RENTAL', 'REQUIRES_PAYMENT');
  expect(differenceToPay([aPayment('RENTAL', 'CAPTURED'), due])).toBe(due);
  expect(differenceToPay([aPayment('RENTAL', 'CAPTURED'), aPayment('RENTAL', 'VOIDED')])).toBeNull();
});
