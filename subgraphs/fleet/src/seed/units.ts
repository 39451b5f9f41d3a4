import { v7 as uuidv7 } from 'uuid';
import type { NewVehicle } from '../data/vehicle.ts';
import { plate } from '../domain/plate.ts';
import { bytesOf, draw, drawBetween, drawWeighted } from './draw.ts';
import type { seedAgencies, seedClasses, seedModels } from './priceList.ts';

type Agencies = ReturnType<typeof seedAgencies>;
type Classes = ReturnType<typeof seedClasses>;

const sizes = {
  big: { classes: [14, 20], units: [3, 8] },
  medium: { classes: [9, 12], units: [2, 4] },
  small: { classes: [5, 7], units: [1, 3] },
} as const;

/** The classes that an agency has: the common ones of its region first, then by lot. */
function classesAt({ agency, size }: Agencies[number], classes: Classes): string[] {
  const [least, most] = sizes[size].classes;
  return classes
    .flatMap(({ vehicleClass, stock }) => {
      const rank = stock.get(agency.region);
      return rank ? [{ acriss: vehicleClass.acriss, order: rank + draw(agency.code, vehicleClass.acriss) }] : [];
    })
    .sort((a, b) => a.order - b.order)
    .slice(0, drawBetween(least, most, agency.code, 'classes'))
    .map(({ acriss }) => acriss);
}

const firstDay = Date.UTC(2026, 0, 1);
const [kmAYearLeast, kmAYearMost] = [9_000, 26_000];

/** Every unit of the seed, agency by agency; `serials` gives each its number, `year` is the newest model year. */
export function seedUnits(
  agencies: Agencies,
  classes: Classes,
  models: ReturnType<typeof seedModels>,
  year: number,
): Omit<NewVehicle, 'plate'>[] {
  return agencies.flatMap((at) =>
    classesAt(at, classes).flatMap((acriss) => {
      const { code, country } = at.agency;
      const [least, most] = sizes[at.size].units;
      return Array.from({ length: drawBetween(least, most, code, acriss, 'units') }, (_, unit) => {
        const model = drawWeighted(models.get(acriss) ?? [], (each) => each.offers, code, acriss, unit, 'model');
        if (!model) throw new Error(`models.csv: nothing is sold as ${acriss}`);
        const age = drawBetween(0, 3, code, acriss, unit, 'age');
        const km = drawBetween(kmAYearLeast, kmAYearMost, code, acriss, unit, 'km');
        return {
          id: uuidv7({ msecs: firstDay + unit, random: bytesOf(code, acriss, unit) }),
          country,
          make: model.make,
          model: model.model,
          year: year - age,
          acriss,
          agencyCode: code,
          odometerKm: Math.round(km * (age + draw(code, acriss, unit, 'months'))),
        };
      });
    }),
  );
}

export const withPlates = (units: readonly Omit<NewVehicle, 'plate'>[], serials: readonly number[]): NewVehicle[] =>
  units.map((unit, index) => ({ ...unit, plate: plate(unit.country, serials[index] ?? 0) }));
