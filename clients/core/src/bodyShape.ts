export type BodyShape = 'hatchback' | 'sedan' | 'wagon' | 'suv' | 'van' | 'convertible' | 'pickup' | 'coupe';

const byType: Partial<Record<string, BodyShape>> = {
  B: 'hatchback',
  W: 'wagon',
  V: 'van',
  M: 'van',
  K: 'van',
  R: 'van',
  H: 'van',
  L: 'sedan',
  S: 'coupe',
  E: 'coupe',
  T: 'convertible',
  N: 'convertible',
  F: 'suv',
  J: 'suv',
  G: 'suv',
  P: 'pickup',
  Q: 'pickup',
};

/** The silhouette that an ACRISS code stands for. Doors say little (C, D, X, Z): small categories are hatchbacks, larger ones sedans. */
export function bodyShape(acriss: string): BodyShape {
  return byType[acriss.charAt(1)] ?? ('MNEHCD'.includes(acriss.charAt(0)) ? 'hatchback' : 'sedan');
}
