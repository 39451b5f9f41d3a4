import { daysOf, graceMinutes, hoursOf } from '../period.ts';
import { millionths, roundRatio, type Rounding } from '../rounding.ts';
import type { ChargeTariff, ReadingKind } from './chargeTariff.ts';

/** What an inspection read. */
export interface Reading {
  odometerKm: number;
  fuelEighths: number;
  /** RFC 3339. */
  at: string;
}

/** How a charge was computed, with the figures it was computed from: amounts in minor units of its currency. */
export type Basis =
  | { kind: 'MILEAGE'; drivenKm: number; includedKm: number; extraKm: number; perKmMinor: number }
  | { kind: 'FUEL'; electric: boolean; before: number; after: number; missing: number; perEighthMinor: number; feeMinor: number }
  | { kind: 'LATE_RETURN'; minutes: number; unit: 'HOUR' | 'DAY'; count: number; unitMinor: number }
  | { kind: 'CLEANING'; grade: string }
  | { kind: 'DAMAGE'; mark: string | null; severity: string | null }
  | { kind: 'FINE' | 'TOLL'; passedOnMinor: number; feeMinor: number };

export interface Driven {
  includedKm: number;
  perExtraKmMinor: number;
  /** What a day of the rental costs by the list. */
  dayMinor: number;
  acriss: string;
  /** As it was to come back. */
  dropOffLocal: string;
  dropOffAt: Date;
  zone: string;
}

/** A charge that follows from readings; `listMinor` holds the taxes where the market's list does. */
export interface Draft {
  basis: Extract<Basis, { kind: ReadingKind }>;
  quantity: number;
  listMinor: number;
}

const isElectric = (acriss: string): boolean => acriss[3] === 'E' || acriss[3] === 'C';

function mileage({ includedKm, perExtraKmMinor }: Driven, before: Reading, after: Reading): Draft[] {
  const drivenKm = after.odometerKm - before.odometerKm;
  const extraKm = drivenKm - includedKm;
  if (extraKm <= 0 || perExtraKmMinor === 0) return [];
  const basis = { kind: 'MILEAGE', drivenKm, includedKm, extraKm, perKmMinor: perExtraKmMinor } as const;
  return [{ basis, quantity: extraKm, listMinor: extraKm * perExtraKmMinor }];
}

function fuel({ acriss }: Driven, before: Reading, after: Reading, { fuel: tank, power }: ChargeTariff, amount: Amounts): Draft[] {
  const missing = before.fuelEighths - after.fuelEighths;
  if (missing <= 0) return [];
  const category = acriss[0] ?? '';
  const electric = isElectric(acriss);
  const [unitMinor, size, fee] = electric
    ? [power.kwhMinor, power.batteryKwh[category] ?? power.otherKwh, power.feeMinor]
    : [tank.litreMinor, tank.tankLitres[category] ?? tank.otherLitres, tank.feeMinor];
  const [perEighthMinor, feeMinor] = [amount((unitMinor * size) / 8), amount(fee)];
  const read = { before: before.fuelEighths, after: after.fuelEighths, missing };
  return [
    {
      basis: { kind: 'FUEL', electric, ...read, perEighthMinor, feeMinor },
      quantity: missing,
      listMinor: missing * perEighthMinor + feeMinor,
    },
  ];
}

function late(
  { dayMinor, dropOffLocal, dropOffAt, zone }: Driven,
  after: Reading,
  { late: rule }: ChargeTariff,
  rounding: Rounding,
): Draft[] {
  const at = new Date(after.at);
  const minutes = Math.floor((at.getTime() - dropOffAt.getTime()) / 60_000);
  if (minutes <= graceMinutes) return [];
  const hourMinor = roundRatio(dayMinor * millionths(rule.hourShare), 1e6, rounding);
  const hours = hoursOf(dropOffAt, at);
  const [unit, count, unitMinor] =
    hours * hourMinor < dayMinor ? (['HOUR', hours, hourMinor] as const) : (['DAY', daysOf(dropOffLocal, zone, at), dayMinor] as const);
  return [{ basis: { kind: 'LATE_RETURN', minutes, unit, count, unitMinor }, quantity: count, listMinor: count * unitMinor }];
}

/** Of hundredths of the list's unit, in minor units of the booking's currency. */
type Amounts = (listMinor: number) => number;

/**
 * What the readings at hand-over and return say that the renter owes: kilometres beyond those included, at the price frozen with
 * the booking; what is missing in the tank or battery, by eighths, and the fee for filling it; a return after the grace, by begun
 * hours up to a day and then by days begun, as the days of a rental are counted.
 */
export function draftsOf(
  driven: Driven,
  before: Reading,
  after: Reading,
  tariff: ChargeTariff,
  amount: Amounts,
  rounding: Rounding,
): Draft[] {
  return [...mileage(driven, before, after), ...fuel(driven, before, after, tariff, amount), ...late(driven, after, tariff, rounding)];
}
