import type { Region } from '@ycyw/service/viewer';
import { topics, type Topic } from '../routing/topic.ts';
import type { OpenHours } from './openTime.ts';

/** What a region promises about a topic, in minutes during which its desk is open. */
export interface SlaPolicy {
  /** region.topic.version: conversations keep it, so a version is never changed once it was in use; a new one is added. */
  name: string;
  hours: OpenHours;
  firstResponseMinutes: number;
  resolutionMinutes: number;
}

const everyDay = (opens: string, closes: string) => [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens, closes }));

const hours2026: Record<Region, OpenHours> = {
  EU: { zone: 'Europe/Paris', week: everyDay('07:00', '22:00'), holidays: ['01-01', '05-01', '12-25'] },
  UK: { zone: 'Europe/London', week: everyDay('07:00', '22:00'), holidays: ['01-01', '12-25', '12-26'] },
  US: { zone: 'America/New_York', week: everyDay('06:00', '24:00'), holidays: ['01-01', '07-04', '12-25'] },
};

/** First response and resolution: who stands at the roadside waits least. */
const minutes2026: Record<Topic, readonly [number, number]> = {
  VEHICLE: [5, 240],
  BOOKING: [10, 480],
  PAYMENT: [15, 960],
  ACCOUNT: [20, 960],
  OTHER: [20, 960],
};

const version = '2026-11';

/** The policy in force. */
export function policyFor(region: Region, topic: Topic): SlaPolicy {
  const [firstResponseMinutes, resolutionMinutes] = minutes2026[topic];
  return { name: `${region}.${topic}.${version}`, hours: hours2026[region], firstResponseMinutes, resolutionMinutes };
}

const policies = new Map(
  (['EU', 'UK', 'US'] as const).flatMap((region) =>
    topics.map((topic) => {
      const policy = policyFor(region, topic);
      return [policy.name, policy] as const;
    }),
  ),
);

/** The policy that a conversation was promised, in force or not; null for a name that none has. */
export const policyNamed = (name: string): SlaPolicy | null => policies.get(name) ?? null;
