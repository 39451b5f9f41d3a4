import { connect, type Socket } from 'node:net';

/** Where clamd listens. */
export type ClamdAddress = { host: string; port: number } | { path: string };

/** `found` is the name of what is wrong with it, as clamd's signatures call it; null where nothing is. */
export interface Finding {
  found: string | null;
}

export interface Scanner {
  /** What clamd says of the bytes. Rejects where it says nothing, or nonsense, or `giveUp` is aborted: that is no answer. */
  scan(bytes: Buffer, giveUp: AbortSignal): Promise<Finding>;
}

/** tcp://host:port or unix:/path; null where it is neither. */
export function clamdAddress(url: string): ClamdAddress | null {
  const path = /^unix:(\/.+)$/.exec(url)?.[1];
  if (path) return { path };
  const parsed = URL.parse(url);
  return parsed?.protocol === 'tcp:' && parsed.hostname && parsed.port
    ? { host: parsed.hostname.replace(/^\[|\]$/g, ''), port: Number(parsed.port) }
    : null;
}

const chunkBytes = 256 * 1024;
/** It answers in a line. */
const mostAnswer = 1000;

/** The stream as INSTREAM wants it: each chunk after its length, none at the end. */
function* framed(bytes: Buffer): Generator<Buffer> {
  yield Buffer.from('zINSTREAM\0');
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const chunk = bytes.subarray(at, at + chunkBytes);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    yield length;
    yield chunk;
  }
  yield Buffer.alloc(4);
}

function findingIn(answer: string): Finding {
  if (answer === 'stream: OK') return { found: null };
  const found = /^stream: (\S{1,200}) FOUND$/.exec(answer)?.[1];
  if (found === undefined) throw new Error(`clamd said neither OK nor FOUND: ${JSON.stringify(answer.slice(0, 100))}`);
  return { found };
}

/** The answer up to its NUL. */
async function answerOf(socket: Socket): Promise<string> {
  let said = '';
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    said += chunk.toString('latin1');
    const end = said.indexOf('\0');
    if (end >= 0) return said.slice(0, end);
    if (said.length > mostAnswer) throw new Error('clamd talks without end');
  }
  throw new Error('clamd closed without an answer');
}

/** A connection for each file, by clamd's own protocol: its command INSTREAM. */
export const clamdAt = (address: ClamdAddress): Scanner => ({
  scan: async (bytes, giveUp) => {
    giveUp.throwIfAborted();
    const socket = connect(address);
    const stop = (): void => {
      socket.destroy(new Error('clamd says nothing'));
    };
    giveUp.addEventListener('abort', stop);
    // Heard by whoever reads the answer.
    socket.on('error', () => undefined);
    try {
      for (const piece of framed(bytes)) socket.write(piece);
      return findingIn(await answerOf(socket));
    } finally {
      giveUp.removeEventListener('abort', stop);
      socket.destroy();
    }
  },
});
