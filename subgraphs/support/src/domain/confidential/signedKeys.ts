import { createPublicKey, verify } from 'node:crypto';
import { Refusal } from '@ycyw/service/refusal';
import { z } from 'zod';
import { matrixId } from './names.ts';

const key = z.string().regex(/^[A-Za-z0-9+/]{43}$/);
const signature = z.string().regex(/^[A-Za-z0-9+/]{86}$/);
const signatures = z.record(z.string(), z.record(z.string(), signature));
const deviceShape = z.strictObject({
  user_id: z.string(),
  device_id: z.string(),
  algorithms: z.array(z.string().max(60)).min(1).max(10),
  keys: z.record(z.string(), key),
  signatures,
});
const oneTimeShape = z.record(z.string().regex(/^signed_curve25519:[A-Za-z0-9+/_-]{1,32}$/), z.strictObject({ key, signatures }));

/** Bytes of a device's keys, and of all its one-time keys together. */
const mostBytes = { device: 4096, oneTime: 60_000 };
const mostOneTimeKeys = 100;

/** Matrix's canonical JSON: names sorted, no spaces. */
function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`).join(',')}}`;
}

function read<Shape extends z.ZodType>(shape: Shape, text: string, longest: number, field: string): z.infer<Shape> {
  if (Buffer.byteLength(text) > longest) throw new Refusal('BAD_INPUT', field);
  try {
    const found = shape.safeParse(JSON.parse(text));
    if (found.success) return found.data;
  } catch {
    // Said below.
  }
  throw new Refusal('BAD_INPUT', field);
}

interface Device {
  userId: string;
  deviceId: string;
}

function requireSigned(
  signed: { signatures: Record<string, Record<string, string>> },
  { userId, deviceId }: Device,
  by: string,
  field: string,
): void {
  const { signatures: given, ...content } = signed;
  const found = given[matrixId(userId)]?.[`ed25519:${deviceId}`];
  const x = Buffer.from(by, 'base64').toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  if (!found || !verify(null, Buffer.from(canonical(content)), publicKey, Buffer.from(found, 'base64')))
    throw new Refusal('BAD_INPUT', field);
}

/** The public keys of a device of this person, as it signed them; BAD_INPUT where they are another's, too large, or not signed by themselves. */
export function deviceKeysOf(text: string, device: Device): { keys: string; signingKey: string } {
  const field = 'deviceKeys';
  const found = read(deviceShape, text, mostBytes.device, field);
  const names = [`curve25519:${device.deviceId}`, `ed25519:${device.deviceId}`];
  const signingKey = found.keys[`ed25519:${device.deviceId}`];
  const isItsOwn = found.user_id === matrixId(device.userId) && found.device_id === device.deviceId;
  if (!isItsOwn || signingKey === undefined || Object.keys(found.keys).sort().join() !== names.join())
    throw new Refusal('BAD_INPUT', field);
  requireSigned(found, device, signingKey, field);
  return { keys: JSON.stringify(found), signingKey };
}

/** The signing key in what deviceKeysOf gave. */
export const signingKeyIn = (keys: string, deviceId: string): string =>
  deviceShape.parse(JSON.parse(keys)).keys[`ed25519:${deviceId}`] ?? '';

/** At most a hundred one-time keys, by their ids, each signed by the device; else BAD_INPUT. */
export function oneTimeKeysOf(text: string, device: Device, signingKey: string): { keyId: string; key: string }[] {
  const field = 'oneTimeKeys';
  const found = Object.entries(read(oneTimeShape, text, mostBytes.oneTime, field));
  if (found.length > mostOneTimeKeys) throw new Refusal('BAD_INPUT', field);
  return found.map(([name, oneTime]) => {
    requireSigned(oneTime, device, signingKey, field);
    return { keyId: name.slice('signed_curve25519:'.length), key: JSON.stringify(oneTime) };
  });
}
