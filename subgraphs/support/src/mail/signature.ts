import { createHmac, timingSafeEqual } from 'node:crypto';

const toleranceSeconds = 300;

/** `t=seconds,v1=hex`: HMAC-SHA256 over `seconds.body`, in the header x-mail-signature. */
export const signMail = (secret: string, seconds: number, body: Uint8Array | string): string =>
  `t=${String(seconds)},v1=${createHmac('sha256', secret)
    .update(`${String(seconds)}.`)
    .update(body)
    .digest('hex')}`;

/** Whether a signature has its form and says less than five minutes ago, by real time: what can be refused before a byte of the body is read. */
export function isTimely(signature: string): boolean {
  const seconds = Number(/^t=(\d{1,12}),v1=[0-9a-f]{64}$/.exec(signature)?.[1] ?? NaN);
  return Math.abs(Date.now() / 1000 - seconds) <= toleranceSeconds;
}

/** Whether one of the secrets signed this body, at the instant that the signature names. */
export function isSigned(secrets: readonly string[], body: Uint8Array, signature: string): boolean {
  const seconds = Number(/^t=(\d{1,12}),/.exec(signature)?.[1] ?? NaN);
  const given = Buffer.from(signature);
  return secrets.some((secret) => {
    const expected = Buffer.from(signMail(secret, seconds, body));
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
}
