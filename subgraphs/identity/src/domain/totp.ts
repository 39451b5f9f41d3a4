import { generateSecret, generateURI, verifySync } from 'otplib';

const issuer = 'Your Car Your Way';
const stepSeconds = 30;

/** 160 random bits, base32. */
export const newSecret = (): string => generateSecret();

/** What a QR code says to an authenticator app (Key URI format). */
export const otpauthUrl = (secret: string, email: string): string => generateURI({ issuer, label: email, secret });

/** The 30 s step (RFC 6238: since 1970) whose code this is, the present one or one beside it; null when it is none of theirs. */
export function stepOf(secret: string, code: string, now: Date): number | null {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const found = verifySync({ secret, token, epoch: Math.floor(now.getTime() / 1000), epochTolerance: stepSeconds });
  return found.valid && 'timeStep' in found ? found.timeStep : null;
}
