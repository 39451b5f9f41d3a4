import type { Language } from './language.ts';

export type Words = Readonly<Record<Language, string>>;

export const words = (fr: string, en: string): Words => ({ fr, en });

/** What each letter of an ACRISS code says, by position. Source: acriss.org's expanded matrix and its page on electric and hybrid cars. */
export const categories: Readonly<Record<string, Words>> = {
  M: words('Mini', 'Mini'),
  N: words('Mini Élite', 'Mini Elite'),
  E: words('Économique', 'Economy'),
  H: words('Économique Élite', 'Economy Elite'),
  C: words('Compacte', 'Compact'),
  D: words('Compacte Élite', 'Compact Elite'),
  I: words('Intermédiaire', 'Intermediate'),
  J: words('Intermédiaire Élite', 'Intermediate Elite'),
  S: words('Standard', 'Standard'),
  R: words('Standard Élite', 'Standard Elite'),
  F: words('Grande', 'Full-size'),
  G: words('Grande Élite', 'Full-size Elite'),
  P: words('Premium', 'Premium'),
  U: words('Premium Élite', 'Premium Elite'),
  L: words('Luxe', 'Luxury'),
  W: words('Luxe Élite', 'Luxury Elite'),
  O: words('Très grande', 'Oversize'),
  X: words('Spéciale', 'Special'),
};

export const types: Readonly<Record<string, Words>> = {
  B: words('2-3 portes', '2-3 door'),
  C: words('2/4 portes', '2/4 door'),
  D: words('4-5 portes', '4-5 door'),
  W: words('Break', 'Wagon/Estate'),
  V: words('Minibus', 'Passenger van'),
  L: words('Limousine/Berline', 'Limousine/Saloon'),
  S: words('Sport', 'Sport'),
  T: words('Cabriolet', 'Convertible'),
  F: words('SUV', 'SUV'),
  J: words('Tout-terrain découvrable', 'Open-air all terrain'),
  X: words('Spécial', 'Special'),
  P: words('Pick-up simple cabine', 'Pick-up, single or extended cab'),
  Q: words('Pick-up double cabine', 'Pick-up, double cab'),
  Z: words('Offre spéciale', 'Special offer car'),
  E: words('Coupé', 'Coupé'),
  M: words('Monospace', 'Monospace'),
  R: words('Véhicule de loisirs', 'Recreational vehicle'),
  H: words('Camping-car', 'Motor home'),
  Y: words('Deux-roues', 'Two-wheeler'),
  N: words('Roadster', 'Roadster'),
  G: words('Crossover', 'Crossover'),
  K: words('Utilitaire', 'Commercial van or truck'),
};

export const transmissions: Readonly<Record<string, Words>> = {
  M: words('Manuelle', 'Manual'),
  N: words('Manuelle, 4 roues motrices', 'Manual, four-wheel drive'),
  C: words('Manuelle, transmission intégrale', 'Manual, all-wheel drive'),
  A: words('Automatique', 'Automatic'),
  B: words('Automatique, 4 roues motrices', 'Automatic, four-wheel drive'),
  D: words('Automatique, transmission intégrale', 'Automatic, all-wheel drive'),
};

export const fuelsAndAir: Readonly<Record<string, Words>> = {
  R: words('Carburant non précisé, climatisation', 'Unspecified fuel, air conditioning'),
  N: words('Carburant non précisé, sans climatisation', 'Unspecified fuel, no air conditioning'),
  D: words('Diesel, climatisation', 'Diesel, air conditioning'),
  Q: words('Diesel, sans climatisation', 'Diesel, no air conditioning'),
  H: words('Hybride, climatisation', 'Hybrid, air conditioning'),
  I: words('Hybride rechargeable, climatisation', 'Plug-in hybrid, air conditioning'),
  E: words('Électrique, moins de 400 km, climatisation', 'Electric, under 400 km, air conditioning'),
  C: words('Électrique, 400 km ou plus, climatisation', 'Electric, 400 km or more, air conditioning'),
  L: words('GPL, climatisation', 'LPG, air conditioning'),
  S: words('GPL, sans climatisation', 'LPG, no air conditioning'),
  A: words('Hydrogène, climatisation', 'Hydrogen, air conditioning'),
  B: words('Hydrogène, sans climatisation', 'Hydrogen, no air conditioning'),
  M: words('Polycarburant, climatisation', 'Multi-fuel, air conditioning'),
  F: words('Polycarburant, sans climatisation', 'Multi-fuel, no air conditioning'),
  V: words('Essence, climatisation', 'Petrol, air conditioning'),
  Z: words('Essence, sans climatisation', 'Petrol, no air conditioning'),
  U: words('Éthanol, climatisation', 'Ethanol, air conditioning'),
  X: words('Éthanol, sans climatisation', 'Ethanol, no air conditioning'),
};

/** The fewest seats of a passenger van (second letter V), by category. */
export const vanSeats: Readonly<Record<string, number>> = { I: 6, J: 6, S: 7, R: 7, F: 7, G: 7, P: 8, U: 8, L: 9, W: 9, X: 12, O: 15 };

export const seatsOrMore = (seats: number): Words => words(`${seats} places ou plus`, `${seats} seats or more`);
