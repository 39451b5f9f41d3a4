import type { VehicleClassModel } from '../generated/prisma/models.ts';
import type { Database, Transaction } from './database.ts';

export type VehicleClass = Omit<VehicleClassModel, 'updatedAt'>;

// As many codes as there can be families on one price list; a longer list would be a mistake.
const most = 500;

export const allClasses = (db: Database): Promise<VehicleClass[]> => db.vehicleClass.findMany({ omit: { updatedAt: true }, take: most });

export const classesByCode = (db: Database | Transaction, codes: readonly string[]): Promise<VehicleClass[]> =>
  db.vehicleClass.findMany({ where: { acriss: { in: [...codes] } }, omit: { updatedAt: true } });

/** The class, locked until the transaction ends; null when it is not sold. */
export async function lockClass(tx: Transaction, acriss: string): Promise<VehicleClass | null> {
  await tx.$queryRaw`SELECT 1 FROM vehicle_class WHERE acriss = ${acriss} FOR UPDATE`;
  return tx.vehicleClass.findUnique({ where: { acriss }, omit: { updatedAt: true } });
}

/** Writes the class as its next version. */
export const saveClass = (tx: Transaction, { acriss, version, ...rest }: VehicleClass, now: Date): Promise<VehicleClass> =>
  tx.vehicleClass.update({ where: { acriss }, data: { ...rest, version: version + 1, updatedAt: now }, omit: { updatedAt: true } });

/** Adds those whose code is free; returns how many. */
export async function insertClasses(tx: Transaction, classes: readonly Omit<VehicleClass, 'version'>[], now: Date): Promise<number> {
  const { count } = await tx.vehicleClass.createMany({ data: classes.map((each) => ({ ...each, updatedAt: now })), skipDuplicates: true });
  return count;
}
