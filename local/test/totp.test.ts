import { generateSync } from 'otplib';
import { newTotpSecret, nextCodeAt, totpCode } from '../totp.ts';

test('makes the codes of RFC 6238', () => {
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  for (const [seconds, code] of [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [20_000_000_000, '353130'],
  ] as const) {
    expect(totpCode(secret, new Date(seconds * 1000))).toBe(code);
  }
});

test('makes secrets that identity reads alike', () => {
  const secret = newTotpSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(totpCode(secret, new Date(1_900_000_000_000))).toBe(generateSync({ secret, epoch: 1_900_000_000 }));
  expect(nextCodeAt(new Date(59_999))).toEqual(new Date(60_000));
});
