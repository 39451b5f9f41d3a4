import type { Ask } from '@ycyw/service/graph';
import { z } from 'zod';
import type { Database } from '../data/database.ts';
import type { Person } from '../data/user.ts';
import type { Holding, Holdings } from './holdings.ts';
import { ownHoldings } from './own.ts';

const page = z.object({
  records: z.array(z.object({ kind: z.string(), at: z.string(), data: z.string() })),
  next: z.string().nullable(),
});

/** Everything that the domain behind `field` holds on the person, page by page. Throws when a page does not come: half an archive is none. */
async function recordsOf(ask: Ask, field: string, id: string): Promise<Holding[]> {
  const query = `query PersonalRecords($id: ID!, $after: String) {
    user(id: $id) { records: ${field}(first: 100, after: $after) { records { kind at data } next } } }`;
  const holdings: Holding[] = [];
  let after: string | null = null;
  do {
    const { user } = (await ask(query, { id, after }, 'en')) as { user?: { records?: unknown } | null };
    const { data: found } = page.safeParse(user?.records);
    if (!found) throw new Error(`${field} did not come`);
    for (const { kind, at, data } of found.records) holdings.push({ kind, at, data: JSON.parse(data) as Holding['data'] });
    after = found.next;
  } while (after !== null);
  return holdings;
}

/** Everything that all five domains hold on the person. */
export async function gather(db: Database, ask: Ask, person: Person): Promise<Holdings> {
  return {
    identity: await ownHoldings(db, person),
    booking: await recordsOf(ask, 'bookingRecords', person.id),
    support: await recordsOf(ask, 'supportRecords', person.id),
    notifications: await recordsOf(ask, 'notificationRecords', person.id),
    fleet: await recordsOf(ask, 'fleetRecords', person.id),
  };
}
