import { formatSeconds } from '@ycyw/core/countdown';
import type { SlaPartsFragment } from '@ycyw/core/generated/graphql';
import type { TFunction } from 'i18next';

/** What a conversation's clock shows now: seconds left (negative: late) of its first response, or of its resolution; null where neither runs. */
export function slaLeft(sla: SlaPartsFragment | null | undefined, now: Date): { clock: 'response' | 'resolution'; seconds: number } | null {
  if (!sla) return null;
  const clock = sla.firstRespondedAt ? 'resolution' : 'response';
  if (clock === 'resolution' && sla.paused) return null;
  const due = clock === 'response' ? sla.firstResponseDueAt : sla.resolutionDueAt;
  return { clock, seconds: Math.floor((Date.parse(due) - now.getTime()) / 1000) };
}

const minute = 60;
const hour = 60 * minute;

/** A clock's seconds, early or late, in words: hours and minutes, or minutes; seconds only where there are no two minutes. */
export function slaTime(seconds: number, t: TFunction): string {
  const whole = Math.abs(seconds);
  if (whole < 2 * minute) return formatSeconds(whole);
  const minutes = Math.floor(whole / minute);
  if (whole < hour) return t('desk.minutes', { minutes });
  return t('desk.hours', { hours: Math.floor(minutes / 60), minutes: String(minutes % 60).padStart(2, '0') });
}
