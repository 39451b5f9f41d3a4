import { connection, decodeCursor, pageSize } from '@ycyw/service/connection';
import { Refusal } from '@ycyw/service/refusal';
import { requireStaff } from '@ycyw/service/viewer';
import { z } from 'zod';
import { countVehicles, vehiclePage, type VehicleFilter } from '../data/vehicle.ts';
import { allClasses } from '../data/vehicleClass.ts';
import { acrissPattern } from '@ycyw/service/acrissPattern';
import { marksOf } from '../domain/plate.ts';
import type { VehicleState } from '../domain/vehicleState.ts';
import type { FleetContext } from './context.ts';

interface Arguments {
  agency?: string | null;
  state?: VehicleState | null;
  acriss?: string | null;
  plate?: string | null;
  first?: number | null;
  after?: string | null;
}

const cursorShape = z.tuple([z.iso.datetime(), z.uuid()]);

function cursorOf(after: string | null | undefined): { at: Date; id: string } | null {
  const key = decodeCursor(after);
  if (!key) return null;
  const read = cursorShape.safeParse(key);
  if (!read.success) throw new Refusal('BAD_INPUT', 'cursor');
  return { at: new Date(read.data[0]), id: read.data[1] };
}

async function filterOf({ agency, state, acriss, plate }: Arguments, context: FleetContext): Promise<VehicleFilter> {
  const meant = acriss ? acrissPattern(acriss) : null;
  const codes = meant && (await allClasses(context.db)).map((each) => each.acriss).filter(meant);
  return { agency: agency?.toUpperCase() ?? null, state: state ?? null, acriss: codes, marks: marksOf(plate ?? '') };
}

export async function vehicles(_: unknown, asked: Arguments, context: FleetContext) {
  requireStaff(context.viewer);
  const size = pageSize(asked.first);
  const after = cursorOf(asked.after);
  const filter = await filterOf(asked, context);
  const rows = await vehiclePage(context.db, filter, size + 1, after);
  return {
    ...connection(rows, size, (row) => [row.updatedAt.toISOString(), row.id], asked.after),
    totalCount: () => countVehicles(context.db, filter),
  };
}

export function vehicle(_: unknown, { id }: { id: string }, { viewer, loaders }: FleetContext) {
  requireStaff(viewer);
  return loaders.vehicle.load(id);
}
