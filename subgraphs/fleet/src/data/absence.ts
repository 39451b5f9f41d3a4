import type { Absence } from '../domain/absence.ts';
import type { AbsenceModel } from '../generated/prisma/models.ts';
import type { Sql } from '@ycyw/service/sql';
import type { Database, Transaction } from './database.ts';

export type StoredAbsence = Omit<AbsenceModel, 'createdAt'>;

const columns = { createdAt: true } as const;

/** What is not over of several vehicles, soonest first. */
export const openAbsences = (db: Sql, vehicleIds: readonly string[]): PromiseLike<StoredAbsence[]> =>
  db.$queryRaw<StoredAbsence[]>`
    SELECT id::text, vehicle_id::text AS "vehicleId", kind::text, state::text, agency_code AS "agencyCode", to_agency_code AS "toAgencyCode",
      starts_at AS "startsAt", ends_at AS "endsAt", reason
    FROM absence WHERE vehicle_id = ANY(${[...vehicleIds]}::uuid[]) AND absence.state IN ('PLANNED', 'UNDER_WAY')
    ORDER BY starts_at, absence.id`;

export const absenceById = (db: Database | Transaction, id: string): Promise<StoredAbsence | null> =>
  db.absence.findUnique({ where: { id }, omit: columns });

/** Writes absences as they are now; what is over goes first, so that what takes its place meets nothing there. */
export async function saveAbsences(tx: Sql, rows: readonly (Absence & { vehicleId: string })[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO absence (id, vehicle_id, kind, state, agency_code, to_agency_code, starts_at, ends_at, reason, created_at)
    SELECT id, "vehicleId", kind, state, "agencyCode", "toAgencyCode", "startsAt", "endsAt", reason, ${now}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS a(id uuid, "vehicleId" uuid, kind absence_kind, state absence_state,
      "agencyCode" text, "toAgencyCode" text, "startsAt" timestamptz, "endsAt" timestamptz, reason text)
    ORDER BY state IN ('PLANNED', 'UNDER_WAY')
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, agency_code = excluded.agency_code, ends_at = excluded.ends_at`;
}
