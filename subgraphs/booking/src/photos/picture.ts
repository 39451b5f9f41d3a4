import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Turns } from './turns.ts';

export interface Picture {
  bytes: Buffer;
  width: number;
  height: number;
}

const noPicture = 65;
const patienceMs = 20_000;
const decoder = fileURLToPath(new URL('decoder.ts', import.meta.url));
/** Pictures are decoded one at a time. */
const turns = new Turns(1);

/**
 * The picture made anew without anything that came beside it: a JPEG of at most 1600 pixels a side, upright, or for a signature a PNG of
 * at most 800; null where the bytes are no whole JPEG, PNG or WebP of eight bits and at most 16 million pixels, or 50 in a JPEG that is not
 * progressive. What decodes strangers' bytes is a
 * process of its own, with nothing in its environment, ended with the picture: a decoder that fails takes nobody along, and leaves no memory taken.
 */
export const pictureOf = (bytes: Buffer, kind: 'photo' | 'signature'): Promise<Picture | null> => turns.with(1, () => decoded(bytes, kind));

function decoded(bytes: Buffer, kind: 'photo' | 'signature'): Promise<Picture | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--max-old-space-size=48', decoder, kind], {
      env: { MALLOC_ARENA_MAX: '1' },
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: patienceMs,
      killSignal: 'SIGKILL',
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    // It may end before it has read all.
    child.stdin.on('error', () => undefined);
    child.stdin.end(bytes);
    child.on('close', (code) => {
      const made = Buffer.concat(chunks);
      if (code === 0 && made.length > 8) resolve({ width: made.readUInt32BE(0), height: made.readUInt32BE(4), bytes: made.subarray(8) });
      else if (code === noPicture || code === null) resolve(null);
      else reject(new Error(`the decoder of pictures ended with ${String(code)}`));
    });
  });
}
