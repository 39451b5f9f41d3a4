import { Refusal } from '@ycyw/service/refusal';

const longestMs = 30 * 86_400_000;

/** Until when a conversation rests: in the next thirty days, by the machine's time; else BAD_INPUT. */
export function snoozeUntil(text: string, now: Date): Date {
  const until = new Date(text);
  const ms = until.getTime() - now.getTime();
  if (!(ms > 0 && ms <= longestMs)) throw new Refusal('BAD_INPUT', 'until');
  return until;
}
