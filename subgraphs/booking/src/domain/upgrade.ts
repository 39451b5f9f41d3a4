/** Smallest first, each with its Elite; X is of no size. */
const sizes = 'MNEHCDIJSRFGPULWO';

const passenger = 'BCDLWFGMVJSTEN';
const fourDoors = 'DLWFGMV';

/** By body type, those that carry the same people and luggage and are driven for the same reason; of any other only itself is. */
const asGood: Readonly<Record<string, string>> = {
  B: passenger,
  C: 'CDLWFGMVJ',
  D: fourDoors,
  L: 'LDWFG',
  W: 'WFVM',
  F: 'F',
  G: 'GF',
  M: 'MV',
  S: 'STEN',
  E: 'ESTN',
  T: 'TN',
  N: 'NT',
  Z: `Z${passenger}`,
};

const driven = 'NCBD';
const automatic = 'ABD';
const electric = 'EC';
const unaired = 'NQSBFZX';

/** The category's place among the sizes; a category of no size is comparable with itself alone. */
const sizeOf = (acriss: string): number => sizes.indexOf(acriss.charAt(0));

/** How many categories `given` is above `booked`, an Elite counting as its category; negative below. */
export const categoriesUp = (booked: string, given: string): number => Math.floor(sizeOf(given) / 2) - Math.floor(sizeOf(booked) / 2);

/** Whether who booked class `booked` (four ACRISS letters) would have less in `given`: size, body, gearbox, driven wheels, electric range or cool air. */
export function isLesser(booked: string, given: string): boolean {
  const keeps = (place: number, letters: string): boolean =>
    !letters.includes(booked.charAt(place)) || letters.includes(given.charAt(place));
  const comparable = booked.charAt(0) === given.charAt(0) || (sizeOf(booked) >= 0 && sizeOf(given) >= 0);
  const sameUse = (asGood[booked.charAt(1)] ?? booked.charAt(1)).includes(given.charAt(1));
  const aired = unaired.includes(booked.charAt(3)) || !unaired.includes(given.charAt(3));
  const ranges = !booked.endsWith('C') || given.endsWith('C');
  const large = comparable && sizeOf(given) >= sizeOf(booked);
  return !(large && sameUse && keeps(2, driven) && keeps(2, automatic) && keeps(3, electric) && aired && ranges);
}
