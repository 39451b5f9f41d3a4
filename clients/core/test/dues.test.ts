import { depositToMend, paidMinor, waitingPayment } from '../src/dues.ts';

const aPayment = (kind: string, state: string, createdAt = '2026-07-13T08:00:00Z') => ({ kind, state, createdAt });

test('a deposit is to be mended while the latest of them was not granted', () => {
  const refused = aPayment('DEPOSIT', 'REQUIRES_ACTION');
  expect(depositToMend([aPayment('RENTAL', 'CAPTURED'), refused])).toBe(refused);
  expect(depositToMend([refused, aPayment('DEPOSIT', 'AUTHORISED', '2026-07-13T09:00:00Z')])).toBeNull();
  expect(depositToMend([aPayment('RENTAL', 'FAILED')])).toBeNull();
  expect(depositToMend([aPayment('DEPOSIT', 'REQUIRES_PAYMENT')])).toBeNull();
});

test('a payment waits for its renter until it is made or given up', () => {
  const due = aPayment('RENTAL', 'REQUIRES_PAYMENT');
  expect(waitingPayment([aPayment('RENTAL', 'CAPTURED'), due])).toBe(due);
  expect(waitingPayment([aPayment('RENTAL', 'CAPTURED'), aPayment('RENTAL', 'VOIDED')])).toBeNull();
});

test('what is paid is what was taken less what went back, deposits aside', () => {
  const euros = (minor: number) => ({ amount: { minor, currency: 'EUR' } });
  const payments = [
    { ...aPayment('RENTAL', 'PART_REFUNDED'), ...euros(14009) },
    { ...aPayment('RENTAL', 'VOIDED'), ...euros(10973) },
    { ...aPayment('DEPOSIT', 'AUTHORISED'), ...euros(30000) },
  ];
  const refunds = [
    { state: 'SUCCEEDED', ...euros(4009) },
    { state: 'FAILED', ...euros(500) },
  ];
  expect(paidMinor(payments, refunds)).toBe(10000);
  expect(paidMinor([], [])).toBe(0);
});
