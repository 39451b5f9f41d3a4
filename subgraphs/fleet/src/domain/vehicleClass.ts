import { Refusal } from '@ycyw/service/refusal';
import { splitModel } from './model.ts';

interface ClassFacts {
  nameFr: string;
  nameEn: string;
  seats: number;
  doors: number;
  bags: number;
}

const bounds = { seats: [1, 20], doors: [0, 7], bags: [0, 20] } as const;
const longestName = 80;

/** A class as it is kept; BAD_INPUT names what is wrong. */
export function checkedClass<C extends ClassFacts>(vehicleClass: C): C {
  for (const field of ['seats', 'doors', 'bags'] as const) {
    const [least, most] = bounds[field];
    if (vehicleClass[field] < least || vehicleClass[field] > most)
      throw new Refusal('BAD_INPUT', `${field} ${String(least)}…${String(most)}`);
  }
  const [nameFr, nameEn] = [vehicleClass.nameFr.trim(), vehicleClass.nameEn.trim()];
  if (![nameFr, nameEn].every((name) => name !== '' && name.length <= longestName)) throw new Refusal('BAD_INPUT', 'name');
  return { ...vehicleClass, nameFr, nameEn };
}

/** Make and model of a class's example, e.g. Ford Fiesta. */
export function exampleOf(text: string): { exampleMake: string; exampleModel: string } {
  const example = splitModel(text);
  if (!example) throw new Refusal('BAD_INPUT', 'exampleModel');
  return { exampleMake: example.make, exampleModel: example.model };
}
