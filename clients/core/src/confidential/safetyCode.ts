import type { DeviceName } from './wire.ts';

/** A device and the key that it signs with, base64. */
export type Fingerprinted = DeviceName & { signingKey: string };

/** Of a text's UTF-8. */
type Sha512 = (text: string) => Promise<ArrayBuffer>;

const groups = 6;
const digits = 5;

/** Six groups of five digits of one device: some 99 bits, so that nobody finds another key with the same. */
async function half({ userId, deviceId, signingKey }: Fingerprinted, sha512: Sha512): Promise<string[]> {
  const bytes = new Uint8Array(await sha512(`ycyw confidential 1 ${userId} ${deviceId} ${signingKey}`));
  return Array.from({ length: groups }, (_, group) => {
    const value = bytes.slice(group * digits, (group + 1) * digits).reduce((sum, byte) => sum * 256 + byte, 0);
    return String(value % 10 ** digits).padStart(digits, '0');
  });
}

/** Twelve groups of five digits that two devices show alike, and only where each has the other's true key: read aloud, they tell that nobody stands between. */
export async function safetyCode(one: Fingerprinted, other: Fingerprinted, sha512: Sha512): Promise<string[]> {
  const halves = await Promise.all([half(one, sha512), half(other, sha512)]);
  return halves
    .map((each) => each.join(' '))
    .sort()
    .flatMap((each) => each.split(' '));
}
