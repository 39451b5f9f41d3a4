import { apart } from './apart.ts';

export interface Picture {
  bytes: Buffer;
  width: number;
  height: number;
}

const decoder = new URL('decoder.ts', import.meta.url);

/**
 * The picture made anew without anything that came beside it: a JPEG of at most 1600 pixels a side, upright, or for a signature a PNG of
 * at most 800; null where the bytes are no whole JPEG, PNG or WebP of eight bits and at most 16 million pixels, or 50 in a JPEG that is not
 * progressive.
 */
export async function pictureOf(bytes: Buffer, kind: 'photo' | 'signature'): Promise<Picture | null> {
  const made = await apart(decoder, bytes, kind);
  return made && made.length > 8 ? { width: made.readUInt32BE(0), height: made.readUInt32BE(4), bytes: made.subarray(8) } : null;
}
