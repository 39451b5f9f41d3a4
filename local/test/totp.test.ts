import { generateSync } from 'otplib';
import { staffCodes } from '../codes.ts';
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

test('shows the codes of those who have a secret, and until when', () => {
  const demo = {
    accounts: [{ email: 'claire@example.com' }, { email: 'ada@example.com', totpSecret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' }],
  };
  const shown = staffCodes(JSON.stringify(demo), new Date(59_000));
  expect(shown).toContain('287082   ada@example.com\n');
  expect(shown).not.toContain('claire');
});
