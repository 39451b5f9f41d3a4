import { Refusal } from '@ycyw/service/refusal';
import { z } from 'zod';
import type { CallState } from './callState.ts';

export type CallSignalKind = 'OFFER' | 'ANSWER' | 'CANDIDATE' | 'HANG_UP';

/** Bytes of UTF-8. */
const longestPayload = 16_384;
/** A call, a side; hanging up is always heard. */
export const mostSignals = 200;

const description = (type: 'offer' | 'answer') => z.strictObject({ type: z.literal(type), sdp: z.string().startsWith('v=0') });
const shapes: Record<CallSignalKind, z.ZodType> = {
  OFFER: description('offer'),
  ANSWER: description('answer'),
  CANDIDATE: z.strictObject({
    candidate: z.string().max(1000),
    sdpMid: z.string().max(100).nullable(),
    sdpMLineIndex: z.int().min(0).max(100).nullable(),
    usernameFragment: z.string().max(256).nullish(),
  }),
  HANG_UP: z.strictObject({}),
};

/** `text` as it is passed on: JSON of the kind's shape, at most 16 KB, else BAD_INPUT. */
export function payloadOf(kind: CallSignalKind, text: string): string {
  if (Buffer.byteLength(text) > longestPayload) throw new Refusal('BAD_INPUT', 'payload');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal('BAD_INPUT', 'payload');
  }
  const { success, data } = shapes[kind].safeParse(value);
  if (!success) throw new Refusal('BAD_INPUT', 'payload');
  return JSON.stringify(data);
}

/** How a call stands for whoever signals in it. */
interface Standing {
  state: CallState;
  /** Signals that their side sent so far. */
  sent: number;
  /** Whether the other side has made an offer. */
  wasOffered: boolean;
}

/** Refuses with WRONG_STATE before the call was accepted, after it ended and an answer to nothing; with RATE_LIMITED beyond the two hundredth. */
export function requireSignal(kind: Exclude<CallSignalKind, 'HANG_UP'>, { state, sent, wasOffered }: Standing): void {
  if (state !== 'CONNECTING' && state !== 'ACTIVE') throw new Refusal('WRONG_STATE');
  if (kind === 'ANSWER' && !wasOffered) throw new Refusal('WRONG_STATE');
  if (sent >= mostSignals) throw new Refusal('RATE_LIMITED');
}
