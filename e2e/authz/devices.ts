import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** A browser's keys, as they are published: both JSON. */
export interface DeviceKeys {
  deviceKeys: string;
  oneTimeKeys: string;
}

const raw = (key: KeyObject): string =>
  Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url')
    .toString('base64')
    .replace(/=+$/, '');
const exchangeKey = (): string => raw(generateKeyPairSync('x25519').publicKey);

/** Keys of a device that nobody holds the other half of: published and given, never used. */
export function deviceKeysOf(userId: string, deviceId: string): DeviceKeys {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const user = `@${userId}:ycyw`;
  // Names in their order, as they are signed.
  const signed = (content: object) => {
    const signature = sign(null, Buffer.from(JSON.stringify(content)), privateKey)
      .toString('base64')
      .replace(/=+$/, '');
    return { ...content, signatures: { [user]: { [`ed25519:${deviceId}`]: signature } } };
  };
  const keys = { [`curve25519:${deviceId}`]: exchangeKey(), [`ed25519:${deviceId}`]: raw(publicKey) };
  const algorithms = ['m.olm.v1.curve25519-aes-sha2', 'm.megolm.v1.aes-sha2'];
  const names = Array.from({ length: 20 }, (_, index) => `signed_curve25519:${String(index)}`);
  return {
    deviceKeys: JSON.stringify(signed({ algorithms, device_id: deviceId, keys, user_id: user })),
    oneTimeKeys: JSON.stringify(Object.fromEntries(names.map((name) => [name, signed({ key: exchangeKey() })]))),
  };
}

/** As one device tells another, and all of a conversation: of the right shape, and nobody can open it. */
export const olmEvent = JSON.stringify({
  algorithm: 'm.olm.v1.curve25519-aes-sha2',
  ciphertext: { [exchangeKey()]: { type: 0, body: 'TWF0cml4' } },
  sender_key: exchangeKey(),
});
export const megolmEvent = (deviceId: string): string =>
  JSON.stringify({
    algorithm: 'm.megolm.v1.aes-sha2',
    ciphertext: 'TWF0cml4',
    device_id: deviceId,
    sender_key: exchangeKey(),
    session_id: exchangeKey(),
  });
