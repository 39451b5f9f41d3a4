import type { MarkKind, MarkSeverity } from '../inspection.ts';

/** What a rental may cost after its return. */
export const chargeKinds = ['MILEAGE', 'FUEL', 'LATE_RETURN', 'CLEANING', 'DAMAGE', 'FINE', 'TOLL'] as const;
export type ChargeKind = (typeof chargeKinds)[number];

/** Those that the inspections' readings say by themselves. */
export const readingKinds = ['MILEAGE', 'FUEL', 'LATE_RETURN'] as const;
export type ReadingKind = (typeof readingKinds)[number];
export type PassedOnKind = 'FINE' | 'TOLL';

export const isReadingKind = (kind: ChargeKind): kind is ReadingKind => readingKinds.some((each) => each === kind);

export const cleaningGrades = ['INTERIOR', 'STAINS', 'SMOKE'] as const;
export type CleaningGrade = (typeof cleaningGrades)[number];
export const markKinds = ['SCRATCH', 'DENT', 'CRACK', 'MISSING'] as const satisfies readonly MarkKind[];
export const severities = ['SLIGHT', 'MODERATE', 'SEVERE'] as const satisfies readonly MarkSeverity[];

/** What charges cost in a market; amounts in hundredths of the list's unit, as classes' rates are. */
export interface ChargeTariff {
  version: string;
  /** From the announcement; whoever has not disputed it by then is asked for the money. */
  disputeHours: number;
  /** After the return. */
  announceDays: Readonly<Record<ChargeKind, number>>;
  /** Above these a manager announces it. */
  caps: Readonly<Record<ChargeKind, number>>;
  /** What an agent may forgive of one charge; above, a manager who has not announced it. */
  forgivenMinor: number;
  /** Kinds that no tax falls on. Of what is passed on, the fee for handling it is taxed. */
  untaxed: readonly ChargeKind[];
  /** Tanks by the category's letter. */
  fuel: { litreMinor: number; feeMinor: number; tankLitres: Readonly<Record<string, number>>; otherLitres: number };
  power: { kwhMinor: number; feeMinor: number; batteryKwh: Readonly<Record<string, number>>; otherKwh: number };
  /** Share of a day for each begun hour, a decimal string. */
  late: { hourShare: string };
  cleaning: Readonly<Record<CleaningGrade, number>>;
  damage: Readonly<Record<MarkKind, Readonly<Record<MarkSeverity, number>>>>;
  handling: Readonly<Record<PassedOnKind, number>>;
}

export interface ChargeTariffs {
  /** What is frozen with a price that is made now. */
  version: string;
  /** The tariff that was frozen with a price; of one from before there was any, the first. */
  of(version: string | undefined, country: string): ChargeTariff;
}
