import type { Absence } from '../domain/absence.ts';
import type { AbsenceModel } from '../generated/prisma/models.ts';
import type { Database, Transaction } from './database.ts';

export type StoredAbsence = Omit<AbsenceModel, 'createdAt'>;

const columns = { createdAt: true } as const;

/** What is not over of several vehicles, soonest first. */
export const openAbsences = (db: Database | Transaction, vehicleIds: readonly string[]): Promise<StoredAbsence[]> =>
  db.absence.findMany({
    where: { vehicleId: { in: [...vehicleIds] }, state: { in: ['PLANNED', 'UNDER_WAY'] } },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    omit: columns,
  });

export const absenceById = (db: Database | Transaction, id: string): Promise<StoredAbsence | null> =>
  db.absence.findUnique({ where: { id }, omit: columns });

/** Writes absences as they are now; what is over goes first, so that what takes its place meets nothing there. */
export async function saveAbsences(tx: Transaction, rows: readonly (Absence & { vehicleId: string })[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO absence (id, vehicle_id, kind, state, agency_code, to_agency_code, starts_at, ends_at, reason, created_at)
    SELECT id, "vehicleId", kind, state, "agencyCode", "toAgencyCode", "startsAt", "endsAt", reason, ${now}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS a(id uuid, "vehicleId" uuid, kind absence_kind, state absence_state,
      "agencyCode" text, "toAgencyCode" text, "startsAt" timestamptz, "endsAt" timestamptz, reason text)
    ORDER BY state IN ('PLANNED', 'UNDER_WAY')
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, agency_code = excluded.agency_code, ends_at = excluded.ends_at`;
}
