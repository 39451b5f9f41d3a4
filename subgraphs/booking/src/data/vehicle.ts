import type { Sql } from '@ycyw/service/sql';

export interface VehicleFacts {
  id: string;
  acriss: string;
  agency: string;
  version: number;
}

/** Takes over units; returns how many of them are new, by agency and class. */
export async function saveVehicles(
  tx: Sql,
  vehicles: readonly VehicleFacts[],
): Promise<{ agency: string; acriss: string; units: number }[]> {
  return tx.$queryRaw<{ agency: string; acriss: string; units: number }[]>`
    WITH saved AS (
      INSERT INTO vehicle (id, acriss, agency, version)
      SELECT id, acriss, agency, version FROM jsonb_to_recordset(${JSON.stringify(vehicles)}::jsonb) AS v(id uuid, acriss text, agency text, version int)
      ON CONFLICT (id) DO NOTHING
      RETURNING agency, acriss)
    SELECT agency, acriss::text, count(*)::int AS units FROM saved GROUP BY 1, 2 ORDER BY 1, 2`;
}

/** Locks the unit; null when there is none of this id. */
export async function lockVehicle(tx: Sql, id: string): Promise<VehicleFacts | null> {
  const rows = await tx.$queryRaw<
    VehicleFacts[]
  >`SELECT id::text, acriss::text, agency, version FROM vehicle WHERE id = ${id}::uuid FOR UPDATE`;
  return rows[0] ?? null;
}

export async function moveVehicle(tx: Sql, id: string, agency: string): Promise<void> {
  await tx.$executeRaw`UPDATE vehicle SET agency = ${agency} WHERE id = ${id}::uuid`;
}
