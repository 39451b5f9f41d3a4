import type { Resolvers } from '@ycyw/service/schema';
import { allClasses } from '../data/vehicleClass.ts';
import { bySize, parseAcriss } from '@ycyw/service/acriss';
import { endAbsence, planMaintenance, planTransfer } from './absences.ts';
import { absenceFields } from './absenceFields.ts';
import { addAgency } from './addAgency.ts';
import { addVehicleClass } from './addVehicleClass.ts';
import { addFleetImportLines } from './addFleetImportLines.ts';
import { addVehicles } from './addVehicles.ts';
import { agencies } from './agencies.ts';
import { agencyFields } from './agencyFields.ts';
import { changeAgency, removeOpeningException, setOpeningException } from './changeAgency.ts';
import { changeVehicle } from './changeVehicle.ts';
import { changeVehicleClass } from './changeVehicleClass.ts';
import type { FleetContext } from './context.ts';
import { receiveVehicle } from './receiveVehicle.ts';
import { setVehicleState } from './setVehicleState.ts';
import { fleetImport, fleetImportFields, fleetImports, refusedRowFields } from './fleetImports.ts';
import { startFleetImport } from './startFleetImport.ts';
import { vehicleClassFields, vehicleFields } from './vehicleFields.ts';
import { userFields } from './userFields.ts';
import { vehicle, vehicles } from './vehicles.ts';

export const resolvers: Resolvers<FleetContext> = {
  Query: {
    agencies,
    agency: (_: unknown, { code }: { code: string }, { loaders }: FleetContext) => loaders.agency.load(code.trim().toUpperCase()),
    vehicleClass: (_: unknown, { acriss }: { acriss: string }, { loaders }: FleetContext) => loaders.vehicleClass.load(parseAcriss(acriss)),
    vehicleClasses: async (_: unknown, __: unknown, { db }: FleetContext) =>
      (await allClasses(db)).sort((a, b) => bySize(a.acriss, b.acriss)),
    vehicles,
    vehicle,
    fleetImports,
    fleetImport,
  },
  Mutation: {
    addAgency,
    changeAgency,
    setOpeningException,
    removeOpeningException,
    addVehicleClass,
    changeVehicleClass,
    addVehicles,
    changeVehicle,
    setVehicleState,
    planMaintenance,
    planTransfer,
    endAbsence,
    receiveVehicle,
    startFleetImport,
    addFleetImportLines,
  },
  Agency: agencyFields,
  VehicleClass: vehicleClassFields,
  Vehicle: vehicleFields,
  Absence: absenceFields,
  FleetImport: fleetImportFields,
  RefusedRow: refusedRowFields,
  User: userFields,
};
