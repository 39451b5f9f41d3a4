import { Refusal } from '@ycyw/service/refusal';

/** What the protocol calls a person of ours. */
export const matrixId = (userId: string): string => `@${userId}:ycyw`;

/** The name of one browser's keys, chosen by it: 8 to 32 capitals and digits, else BAD_INPUT. */
export function deviceIdOf(text: string): string {
  if (!/^[A-Z0-9]{8,32}$/.test(text)) throw new Refusal('BAD_INPUT', 'deviceId');
  return text;
}
