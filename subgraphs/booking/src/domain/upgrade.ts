/** Categories from the least on. Oversize and special cars stand beside the others: they are worth more to nobody in general. */
const categories = 'MNEHCDIJSRFGPULW';

/**
 * The body types that serve whoever reserved one, the same first: as many doors and seats at least, and room for the same luggage. What
 * is reserved for itself (convertible, sports car, pick-up, van for goods …) is served by itself alone.
 */
const types: Readonly<Record<string, string>> = {
  B: 'BCDLWGF',
  C: 'CDLWGF',
  D: 'DLWGFM',
  L: 'LGF',
  W: 'WFM',
  G: 'GF',
  M: 'MV',
  P: 'PQ',
  Z: 'ZBCDLWGF',
};

/** By an automatic whoever reserved a manual car is served, never the other way round; four-wheel and all-wheel drive stay what they are. */
const transmissions: Readonly<Record<string, string>> = { M: 'MACDNB', N: 'NB', C: 'CD', A: 'ADB' };

/** What a car runs on, whatever its air conditioning. */
const drives: Readonly<Record<string, string>> = {
  ...{ R: 'any', N: 'any', D: 'diesel', Q: 'diesel', H: 'hybrid', I: 'plugIn', E: 'electric', C: 'electricFar' },
  ...{ L: 'gas', S: 'gas', A: 'hydrogen', B: 'hydrogen', M: 'multi', F: 'multi', V: 'petrol', Z: 'petrol', U: 'ethanol', X: 'ethanol' },
};
/** Nobody is sent to another pump, or to a charging point, than they reserved for; a hybrid drinks what a petrol car does. */
const driven: Readonly<Record<string, readonly string[]>> = {
  any: ['petrol', 'diesel', 'hybrid'],
  petrol: ['hybrid'],
  electric: ['electricFar'],
};
const withoutAir = 'NQSBFZX';

/** -1 where there are none. */
const stepsBetween = (least: string, most: string): number =>
  categories.includes(least) && categories.includes(most) ? categories.indexOf(most) - categories.indexOf(least) : -1;

/** What a category counts beside another body type, transmission or drive. */
const category = 10;

/**
 * How far `given` stands above `reserved`, both exact ACRISS codes, where it may go out in its place at no cost: 0 for the same class, ten for
 * each category and one for each other letter that differs. Null where it would be a lesser car, or simply another one.
 */
export function upgradeSteps(reserved: string, given: string): number | null {
  if (given === reserved) return 0;
  const [size = '', type = '', transmission = '', fuel = ''] = reserved;
  const [otherSize = '', otherType = '', otherTransmission = '', otherFuel = ''] = given;
  const steps = size === otherSize ? 0 : stepsBetween(size, otherSize);
  const drive = drives[fuel] ?? '';
  const otherDrive = drives[otherFuel] ?? '';
  const serves =
    steps >= 0 &&
    (types[type] ?? type).includes(otherType) &&
    (transmissions[transmission] ?? transmission).includes(otherTransmission) &&
    (drive === otherDrive || (driven[drive] ?? []).includes(otherDrive)) &&
    (withoutAir.includes(fuel) || !withoutAir.includes(otherFuel));
  const others = [type !== otherType, transmission !== otherTransmission, fuel !== otherFuel].filter(Boolean).length;
  return serves ? steps * category + others : null;
}

/** Whether who reserved one would have less in `given`, or simply another car. */
export const isLesser = (reserved: string, given: string): boolean => upgradeSteps(reserved, given) === null;

const rankOf = (acriss: string): number => Math.floor(categories.indexOf(acriss.charAt(0)) / 2);

/** How many categories `given` is above `reserved`, an Elite counting as its category. */
export const categoriesUp = (reserved: string, given: string): number => rankOf(given) - rankOf(reserved);

/** Whether it is charged, alone or besides. */
export const isCharged = (acriss: string): boolean => 'IEC'.includes(acriss.charAt(3));
/** Whether it runs on nothing else. */
export const isElectric = (acriss: string): boolean => 'EC'.includes(acriss.charAt(3));
