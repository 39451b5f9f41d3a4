import { Refusal } from '@ycyw/service/refusal';
import { z } from 'zod';

const base64 = z.string().regex(/^[A-Za-z0-9+/_=-]+$/);

/** A message of a thousand code points, padded by nothing: some 6 kB at four bytes each. */
const mostBytes = { message: 12_000, toDevice: 65_536 };

const megolm = z.strictObject({
  algorithm: z.literal('m.megolm.v1.aes-sha2'),
  ciphertext: base64,
  device_id: z.string().max(32),
  sender_key: base64.max(60),
  session_id: base64.max(60),
});
const olm = z.looseObject({
  algorithm: z.literal('m.olm.v1.curve25519-aes-sha2'),
  ciphertext: z.record(base64.max(60), z.strictObject({ type: z.union([z.literal(0), z.literal(1)]), body: base64 })),
  sender_key: base64.max(60),
  'org.matrix.msgid': z.string().max(60).optional(),
});

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

/** A message encrypted for the conversation's devices, and the device that did; BAD_INPUT for whatever is no Megolm event, or more than 12 kB. */
export function megolmOf(text: string): { ciphertext: string; deviceId: string } {
  const event = read(megolm, text, mostBytes.message, 'ciphertext');
  return { ciphertext: JSON.stringify(event), deviceId: event.device_id };
}

/** What one device tells another, encrypted for it alone: BAD_INPUT for whatever is no Olm event, or more than 64 kB. */
export const olmOf = (text: string): string => JSON.stringify(read(olm, text, mostBytes.toDevice, 'content'));
