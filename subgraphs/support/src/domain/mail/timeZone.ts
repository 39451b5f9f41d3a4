import { Refusal } from '@ycyw/service/refusal';
import type { Region } from '@ycyw/service/viewer';

const ofRegion: Record<Region, string> = { EU: 'Europe/Paris', UK: 'Europe/London', US: 'America/New_York' };

/** The zone named, or where none is the region's; refuses with BAD_INPUT (timeZone) what is none. */
export function timeZoneOf(name: string | null | undefined, region: Region): string {
  if (!name) return ofRegion[region];
  try {
    if (name.length > 64) throw new RangeError();
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    throw new Refusal('BAD_INPUT', 'timeZone');
  }
}
