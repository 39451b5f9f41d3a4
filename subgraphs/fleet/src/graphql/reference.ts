import DataLoader from 'dataloader';
import { agenciesByCode, type Agency } from '../data/agency.ts';
import type { Database } from '../data/database.ts';
import { classesByCode, type VehicleClass } from '../data/vehicleClass.ts';
import { inOrder } from './inOrder.ts';

const maxAgeMs = 1000;

/** Reads rows by key as they were at most a second ago; null where there is none. */
export function recent<Row>(read: (keys: readonly string[]) => Promise<(Row | null)[]>): (key: string) => Promise<Row | null> {
  let loader = new DataLoader(read);
  let until = 0;
  return (key) => {
    const now = performance.now();
    if (now >= until) {
      loader = new DataLoader(read);
      until = now + maxAgeMs;
    }
    const asked = loader;
    return asked.load(key).catch((error: unknown) => {
      asked.clear(key);
      throw error;
    });
  };
}

/** The agencies and classes that other subgraphs' answers name, the same few again and again: each search names twenty. */
export interface Reference {
  agency: (code: string) => Promise<Agency | null>;
  vehicleClass: (acriss: string) => Promise<VehicleClass | null>;
}

export const reference = (db: Database): Reference => ({
  agency: recent((codes) => inOrder(codes, agenciesByCode(db, codes), ({ code }) => code)),
  vehicleClass: recent((codes) => inOrder(codes, classesByCode(db, codes), ({ acriss }) => acriss)),
});
