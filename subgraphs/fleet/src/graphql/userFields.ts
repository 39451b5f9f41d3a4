import { personalRecords, type RecordsArgs } from '@ycyw/service/personalRecords';
import { personalSources } from '../data/personal.ts';
import type { FleetContext } from './context.ts';

/** What this domain adds to another's User. */
export const userFields = {
  __resolveReference: ({ id }: { id: string }) => ({ id }),
  fleetRecords: ({ id }: { id: string }, args: RecordsArgs, { viewer, db }: FleetContext) =>
    personalRecords(viewer, personalSources(db, id), args),
};
