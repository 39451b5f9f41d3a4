import type { Sql } from '@ycyw/service/sql';

/** Takes over a newer version of a class; true when it was newer. */
export async function saveVehicleClass(tx: Sql, acriss: string, name: string, version: number): Promise<boolean> {
  const changed = await tx.$executeRaw`
    INSERT INTO vehicle_class (acriss, name, version) VALUES (${acriss}, ${name}, ${version})
    ON CONFLICT (acriss) DO UPDATE SET name = excluded.name, version = excluded.version WHERE vehicle_class.version < excluded.version`;
  return changed === 1;
}
