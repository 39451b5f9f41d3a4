import type { Sql } from '@ycyw/service/sql';
import { forgetOldDeliveries } from '../data/delivery/delivery.ts';
import { forgetOldDrivers } from '../data/driver.ts';
import { forgetOldNotes } from '../data/inspection.ts';
import { forgetOldPhotos } from '../data/photo.ts';
import { evidenceFrom } from '../domain/retention.ts';

const batch = 1000;
/** Of each kind in one go; the next hour does the rest. */
const batches = 20;

/** Forgets who drove, where the car was brought, and what inspections noted and show, of bookings that are evidence no longer. */
export async function forgetOld(sql: Sql, now: Date): Promise<void> {
  const before = evidenceFrom(now);
  for (const forget of [forgetOldPhotos, forgetOldNotes, forgetOldDeliveries, forgetOldDrivers])
    for (let turn = 0; turn < batches && (await forget(sql, before, batch)) === batch; turn += 1);
}
