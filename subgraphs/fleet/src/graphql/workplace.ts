import { Refusal } from '@ycyw/service/refusal';
import { worksAt, type SignedIn } from '@ycyw/service/viewer';
import { validate as isUuid } from 'uuid';
import { agenciesByCode, type Agency } from '../data/agency.ts';
import type { Transaction } from '../data/database.ts';
import { lockUnits, saveUnit, type StoredUnit } from '../data/unit.ts';
import { settled } from '../domain/unit.ts';

/** The agency, where the viewer works; another one is NOT_FOUND, like one that is not there. */
export function requireAt<A extends Agency>(viewer: SignedIn, agency: A | null | undefined): A {
  if (!agency || !worksAt(viewer, agency)) throw new Refusal('NOT_FOUND');
  return agency;
}

interface AtWork {
  unit: StoredUnit;
  agency: Agency;
}

/** The unit, locked, and the agency whose staff it is for: where it stands, unless `responsible` says another one. */
export async function lockUnitAt(
  tx: Transaction,
  viewer: SignedIn,
  id: string,
  responsible = (unit: StoredUnit): string => unit.agencyCode,
): Promise<AtWork> {
  const [unit] = isUuid(id) ? await lockUnits(tx, [id]) : [];
  if (!unit) throw new Refusal('NOT_FOUND');
  const [agency] = await agenciesByCode(tx, [responsible(unit)]);
  return { unit, agency: requireAt(viewer, agency) };
}

/** Does `work` on the unit as it is by now, and what is due after it; whether that has changed anything. */
export async function workOn(tx: Transaction, unit: StoredUnit, now: Date, work: (unit: StoredUnit) => StoredUnit): Promise<boolean> {
  const before = settled(unit, now);
  const after = work(before);
  await saveUnit(tx, unit, settled(after, now), now);
  return after !== before;
}

/** The idempotency key of a request that was asked for at an agency. */
export const requestOf = (viewer: SignedIn, agency: Agency, key: string, ...input: unknown[]) => ({
  actor: viewer.id,
  region: viewer.region ?? agency.region,
  key,
  input,
});
