import { z } from 'zod';
import { newAgency } from '../domain/agency.ts';
import { readWeek } from '../domain/openingHours.ts';
import { splitModel } from '../domain/model.ts';
import { dataFile } from './dataFile.ts';

const agencyRow = z.object({
  code: z.string(),
  name: z.string(),
  city: z.string(),
  subdivision: z.string(),
  country: z.string(),
  region: z.enum(['EU', 'UK', 'US']),
  latitude: z.coerce.number(),
  longitude: z.coerce.number(),
  time_zone: z.string(),
  currency: z.string(),
  size: z.enum(['big', 'medium', 'small']),
  opening_hours: z.string(),
  aliases: z.string(),
});

const count = z.coerce.number().int();
const classRow = z.object({
  acriss: z.string(),
  name_fr: z.string(),
  name_en: z.string(),
  example_model: z.string(),
  seats: count,
  doors: count,
  bags: count,
  markets: z.string(),
});

const modelRow = z.object({ make: z.string(), model: z.string(), sold_as: z.string(), offers: count });

/** The agencies of data/agencies.csv with their weeks and sizes. */
export const seedAgencies = () =>
  dataFile('agencies.csv').map((row) => {
    const { latitude, longitude, time_zone: timeZone, aliases, opening_hours, size, ...rest } = agencyRow.parse(row);
    const input = { ...rest, timeZone, location: { latitude, longitude }, openingHours: readWeek(opening_hours) };
    const { agency, week } = newAgency(input, aliases);
    return { agency: { ...agency, outOfHoursReturn: size !== 'small' }, week, size };
  });

/** The classes of data/vehicle-classes.csv; `stock` says by region how common one is: 1 everywhere, 3 at the big agencies. */
export const seedClasses = () =>
  dataFile('vehicle-classes.csv').map((row) => {
    const { name_fr: nameFr, name_en: nameEn, example_model, markets, ...rest } = classRow.parse(row);
    const example = splitModel(example_model);
    if (!example) throw new Error(`vehicle-classes.csv: ${example_model} is not a make and a model`);
    const stock = new Map(markets.split(' ').map((market) => [market.slice(0, 2), Number(market.slice(3))]));
    return { vehicleClass: { ...rest, nameFr, nameEn, exampleMake: example.make, exampleModel: example.model }, stock };
  });

/** The models of data/models.csv by the class that they are sold as. */
export const seedModels = () => {
  const models = dataFile('models.csv').map((row) => modelRow.parse(row));
  return Map.groupBy(
    models.flatMap(({ sold_as, ...model }) => sold_as.split(' ').map((acriss) => ({ ...model, acriss }))),
    (model) => model.acriss,
  );
};
