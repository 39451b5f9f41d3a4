import type { Region } from '@ycyw/service/viewer';
import type { Topic } from '../routing/topic.ts';
import { afterOpenTime, openTimeBetween } from './openTime.ts';
import { policyFor, policyNamed } from './policies.ts';

export type SlaClock = 'FIRST_RESPONSE' | 'RESOLUTION';

/** When staff have to be told of a clock: at 80 % of its time, and when it has run out. */
export interface SlaAlert {
  clock: SlaClock;
  level: 'WARNING' | 'BREACH';
  at: Date;
}

export interface SlaPromise {
  policy: string;
  since: Date;
  firstResponseDueAt: Date;
  resolutionDueAt: Date;
  alerts: SlaAlert[];
}

const warningShare = 0.8;
const minuteMs = 60_000;

/** What is promised of a conversation that is opened, or opened again, at `since`. */
export function promiseOf(region: Region, topic: Topic, since: Date): SlaPromise {
  const { name, hours, firstResponseMinutes, resolutionMinutes } = policyFor(region, topic);
  const at = (minutes: number): Date => afterOpenTime(hours, since, minutes * minuteMs);
  const [firstResponseDueAt, resolutionDueAt] = [at(firstResponseMinutes), at(resolutionMinutes)];
  return {
    policy: name,
    since,
    firstResponseDueAt,
    resolutionDueAt,
    alerts: [
      { clock: 'FIRST_RESPONSE', level: 'WARNING', at: at(firstResponseMinutes * warningShare) },
      { clock: 'FIRST_RESPONSE', level: 'BREACH', at: firstResponseDueAt },
      { clock: 'RESOLUTION', level: 'WARNING', at: at(resolutionMinutes * warningShare) },
      { clock: 'RESOLUTION', level: 'BREACH', at: resolutionDueAt },
    ],
  };
}

interface Paused {
  policy: string;
  pausedAt: Date;
  dueAt: Date;
}

/**
 * When a resolution is due, and to be warned of, whose clock stood still from `pausedAt` until `now`: as much open time is left as
 * there was. Null where it had run out before, or where the policy is no longer known.
 */
export function resumed({ policy, pausedAt, dueAt }: Paused, now: Date): { dueAt: Date; warnAt: Date } | null {
  const named = policyNamed(policy);
  if (!named || dueAt <= pausedAt || now <= pausedAt) return null;
  const { hours, resolutionMinutes } = named;
  const left = openTimeBetween(hours, pausedAt, dueAt);
  const beforeWarning = Math.max(0, left - resolutionMinutes * (1 - warningShare) * minuteMs);
  return { dueAt: afterOpenTime(hours, now, left), warnAt: afterOpenTime(hours, now, beforeWarning) };
}

interface Clocks {
  state: string;
  slaPolicy: string | null;
  firstResponseDueAt: Date | null;
  resolutionDueAt: Date | null;
  answeredAt: Date | null;
  resolvedAt: Date | null;
  closedAt: Date | null;
  slaPausedAt: Date | null;
}

/** How a conversation's clocks stand; null where nothing was promised. */
export function standingOf(row: Clocks, now: Date) {
  const { firstResponseDueAt, resolutionDueAt } = row;
  if (!firstResponseDueAt || !resolutionDueAt) return null;
  const ended = row.resolvedAt ?? row.closedAt;
  return {
    policy: row.slaPolicy,
    firstResponseDueAt,
    firstRespondedAt: row.answeredAt,
    firstResponseBreached: (row.answeredAt ?? ended ?? now) > firstResponseDueAt,
    resolutionDueAt,
    resolutionBreached: (ended ?? row.slaPausedAt ?? now) > resolutionDueAt,
    paused: row.slaPausedAt !== null,
  };
}
