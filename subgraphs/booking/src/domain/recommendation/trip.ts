/** What is known of a trip before a class is chosen; dates are calendar dates, e.g. 2026-07-14. */
export interface Trip {
  from: string;
  nights: number;
  bookedOn: string;
  /** Country where the driver lives, where it is said to be another than the pick-up's; else null. */
  residence: string | null;
  /** Code of the pick-up agency, and its country; null where several are looked at. */
  agency: string | null;
  country: string | null;
}

export const traitNames = ['length', 'month', 'lead', 'residence', 'agency', 'country'] as const;
export type TraitName = (typeof traitNames)[number];

/** Something that a trip has in common with others, e.g. length 7-8. */
export interface Trait {
  name: TraitName;
  value: string;
}

const dayMs = 86_400_000;
/** The last of each but the last; 9 stands for 9 to 14. */
const lengths = [0, 2, 4, 7, 9, 15];
const leads = [0, 2, 8, 31, 91, 181];

const stepOf = (steps: readonly number[], count: number): string => String(steps.findLast((step) => step <= count) ?? 0);

export const lengthOf = (nights: number): string => stepOf(lengths, nights);
export const monthOf = (date: string): string => String(Number(date.slice(5, 7)));

/** The traits of a trip by which bookings are counted; learning does the same in SQL (data/recommendation/taste.ts). */
export function traitsOf({ from, nights, bookedOn, residence, agency, country }: Trip): Trait[] {
  const traits: Trait[] = [
    { name: 'length', value: lengthOf(nights) },
    { name: 'month', value: monthOf(from) },
    { name: 'lead', value: stepOf(leads, Math.round((Date.parse(from) - Date.parse(bookedOn)) / dayMs)) },
  ];
  if (residence !== null) traits.push({ name: 'residence', value: residence });
  if (agency !== null) traits.push({ name: 'agency', value: agency });
  if (country !== null) traits.push({ name: 'country', value: country });
  return traits;
}
