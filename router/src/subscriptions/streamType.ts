import type { ClientError } from '../edge/refusal.ts';

export type StreamType = 'text/event-stream' | 'multipart/mixed';

interface Framing {
  contentType: string;
  begin: Buffer;
  /** Around an answer's JSON. */
  head: Buffer;
  tail: Buffer;
  error: (errors: readonly ClientError[]) => Buffer;
  heartbeat: Buffer;
  heartbeatMs: number;
  end: Buffer;
}

const event = (name: string, data: string): string => `event: ${name}\ndata: ${data}\n\n`;
const part = (json: string): string => `\r\ncontent-type: application/json\r\n\r\n${json}\r\n--graphql`;
const partsOf = (around: string): { head: Buffer; tail: Buffer } => {
  const [head = '', tail = ''] = around.split('…');
  return { head: Buffer.from(head), tail: Buffer.from(tail) };
};

export const framings: Readonly<Record<StreamType, Framing>> = {
  /** graphql-sse, distinct connections mode. */
  'text/event-stream': {
    contentType: 'text/event-stream; charset=utf-8',
    begin: Buffer.from(':\n\n'),
    ...partsOf(event('next', '…')),
    error: (errors) => Buffer.from(event('next', JSON.stringify({ errors }))),
    heartbeat: Buffer.from(':\n\n'),
    heartbeatMs: 12_000,
    end: Buffer.from(event('complete', '')),
  },
  /** Apollo's protocol for subscriptions over multipart. Each part ends with the next one's boundary, so that it is read at once. */
  'multipart/mixed': {
    contentType: 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0"',
    begin: Buffer.from(`--graphql${part('{}')}`),
    ...partsOf(part('{"payload":…}')),
    error: (errors) => Buffer.from(part(JSON.stringify({ payload: null, errors }))),
    heartbeat: Buffer.from(part('{}')),
    heartbeatMs: 5000,
    end: Buffer.from('--\r\n'),
  },
};

/** The whole of a stream that has one answer. */
export const singleEvent = (json: string): string => event('next', json) + event('complete', '');

/** The kind of stream that a client takes for a subscription. */
export function streamTypeOf(accept: string | undefined): StreamType | undefined {
  const ranges = (accept ?? '').toLowerCase().split(',');
  if (ranges.some((range) => /^\s*text\/event-stream\s*(;|$)/.test(range))) return 'text/event-stream';
  return ranges.some((range) => /^\s*multipart\/mixed\s*;.*\bsubscriptionspec="?1\.0"?/.test(range)) ? 'multipart/mixed' : undefined;
}
