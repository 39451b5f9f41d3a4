import { audit } from '@ycyw/service/audit';
import { append } from '@ycyw/service/outbox';
import { Refusal } from '@ycyw/service/refusal';
import { requireRole } from '@ycyw/service/viewer';
import { agenciesByCode, insertAgencies, type Agency } from '../data/agency.ts';
import { insertWeeks, weeksOf } from '../data/openingHours.ts';
import { newAgency, sameAgency, type AgencyInput } from '../domain/agency.ts';
import { agencyChanged } from '../domain/events.ts';
import type { FleetContext } from './context.ts';

export async function addAgency(_: unknown, { input }: { input: AgencyInput }, { viewer, db, clock }: FleetContext): Promise<Agency> {
  requireRole(viewer, 'ADMIN');
  const now = clock.now();
  const { agency, week } = newAgency(input);
  return db.$transaction(async (tx) => {
    const added = await insertAgencies(tx, [agency], now);
    if (added.length > 0) await insertWeeks(tx, new Map([[agency.code, week]]));
    const [[saved], weeks] = [await agenciesByCode(tx, [agency.code]), await weeksOf(tx, [agency.code])];
    const savedWeek = weeks.get(agency.code) ?? [];
    if (!saved || !sameAgency({ agency: saved, week: savedWeek }, { agency, week })) throw new Refusal('IDEMPOTENCY_CONFLICT');
    if (added.length > 0) {
      await append(tx, [agencyChanged(saved, savedWeek, [])], now);
      await audit(tx, viewer, { action: 'fleet.agency.added', subjectKind: 'agency', subjectId: saved.code }, now);
    }
    return saved;
  });
}
