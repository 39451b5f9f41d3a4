import type { CallPartsFragment } from '@ycyw/core/generated/graphql';
import type { TFunction } from 'i18next';

/** Seconds as people say them: 48 s, 3 min 12, 1 h 05. */
export function spoken(seconds: number, t: TFunction): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  const pair = (value: number): string => String(value).padStart(2, '0');
  if (hours > 0) return t('call.hours', { hours, minutes: pair(minutes) });
  return minutes > 0 ? t('call.minutes', { minutes, seconds: pair(rest) }) : t('call.seconds', { seconds: rest });
}

/** A call that is over, in words: what it was, and how long, or why not. */
export function callWords({ media, state, durationSeconds }: CallPartsFragment, t: TFunction): string {
  const what = t(`call.kind.${media}`);
  if (state === 'ENDED')
    return typeof durationSeconds === 'number' ? `${what}, ${spoken(durationSeconds, t)}` : t('call.over.ENDED', { what });
  return state === 'DECLINED' || state === 'MISSED' || state === 'FAILED' ? t(`call.over.${state}`, { what }) : what;
}
