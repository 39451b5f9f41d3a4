import { isDeepStrictEqual } from 'node:util';
import type { Sql } from '@ycyw/service/sql';
import { always, difference, joined, presence, type Shift } from '../domain/supply.ts';
import { rentalsOf } from './booking.ts';
import { shift } from './ledger.ts';
import { addVehicles, lockVehicles, raiseOdometers, saveVehicles, type Vehicle, type VehicleFacts } from './vehicle.ts';

/**
 * Brings the ledgers to what `units`, as they now are, come to: where and when each counts. `was` are the same, locked, before;
 * `more` changes the ledgers in the same breath. A unit of `fresh` counts as if it had always been there: nobody sells the past,
 * and the clock may be moved.
 */
export async function recount(
  tx: Sql,
  was: readonly Vehicle[],
  units: readonly Vehicle[],
  now: Date,
  more: readonly Shift[] = [],
  fresh: ReadonlySet<string> = new Set(),
): Promise<void> {
  if (units.length === 0) return;
  const rentals = await rentalsOf(
    tx,
    units.map(({ id }) => id),
    now,
  );
  const before = new Map(was.map((unit) => [unit.id, { ...unit, counted: unit.counted ?? always(unit) }]));
  const recounted = units.map((unit) => ({ ...unit, counted: joined(presence(unit, rentals.get(unit.id) ?? [])) }));
  await shift(tx, [
    ...recounted.flatMap(({ id, counted }) => difference(before.get(id)?.counted ?? [], counted, fresh.has(id) ? new Date(0) : now)),
    ...more,
  ]);
  await saveVehicles(
    tx,
    recounted.filter((unit) => !isDeepStrictEqual(unit, before.get(unit.id))),
  );
}

/** What a newer word of fleet makes of a unit: it cannot move back one that a one-way rental has brought elsewhere since. */
function told(unit: Vehicle, { acriss, agency, version, absences }: VehicleFacts): Vehicle {
  const arrived = unit.movedTo === null || unit.movedTo === agency;
  const stays = unit.movedTo ?? unit.agency;
  return {
    ...unit,
    ...{ acriss, version, absences },
    agency: arrived ? agency : stays,
    movedTo: arrived ? null : unit.movedTo,
    readyAt: arrived && agency !== unit.agency ? null : unit.readyAt,
  };
}

/** Takes over what fleet says of its units, and counts the difference; what is not newer than what is known changes nothing. */
export async function takeOver(tx: Sql, facts: readonly VehicleFacts[], now: Date): Promise<void> {
  const fresh = new Set(await addVehicles(tx, facts));
  const locked = await lockVehicles(
    tx,
    facts.map(({ id }) => id),
  );
  const words = new Map(facts.map((each) => [each.id, each]));
  const added = locked.filter(({ id }) => fresh.has(id));
  const changed = locked.flatMap((unit) => {
    const word = words.get(unit.id);
    return word && word.version > unit.version ? [{ unit: told(unit, word), word }] : [];
  });
  await raiseOdometers(
    tx,
    changed.map(({ word }) => word),
  );
  // All at once: the stocks are locked in one order.
  await recount(tx, locked, [...added, ...changed.map(({ unit }) => unit)], now, [], fresh);
}
