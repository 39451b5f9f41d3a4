import { daysOf, graceMinutes, hoursOf } from '../period.ts';
import { isElectric } from '../upgrade.ts';
import { millionths, roundRatio, type Rounding } from '../rounding.ts';
import type { ChargeTariff, ReadingKind } from './chargeTariff.ts';

/** What an inspection read. */
export interface Reading {
  odometerKm: number;
  fuelEighths: number;
  /** Of cars that are charged; null where it was not read. */
  chargePercent: number | null;
  /** When the car left or came back, RFC 3339. */
  at: string;
}

/** How a charge was computed, with the figures it was computed from: amounts in minor units of its currency. */
export type Basis =
  /** `chargedKm`: extra kilometres that an earlier charge is for, left out where there is none. */
  | { kind: 'MILEAGE'; drivenKm: number; includedKm: number; extraKm: number; perKmMinor: number; chargedKm?: number }
  /** `of` parts: eighths of a tank, or hundredths of a battery. */
  | { kind: 'FUEL'; electric: boolean; before: number; after: number; missing: number; of: 8 | 100; perPartMinor: number; feeMinor: number }
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

function mileage({ includedKm, perExtraKmMinor }: Driven, before: Reading, after: Reading): Draft[] {
  const drivenKm = after.odometerKm - before.odometerKm;
  const extraKm = drivenKm - includedKm;
  if (extraKm <= 0 || perExtraKmMinor === 0) return [];
  const basis = { kind: 'MILEAGE', drivenKm, includedKm, extraKm, perKmMinor: perExtraKmMinor } as const;
  return [{ basis, quantity: extraKm, listMinor: extraKm * perExtraKmMinor }];
}

/** The charge of a battery where both inspections read it, else eighths. */
const levels = ({ fuelEighths, chargePercent }: Reading, of: 8 | 100): number => (of === 8 ? fuelEighths : (chargePercent ?? 0));

function fuel({ acriss }: Driven, from: Reading, to: Reading, { fuel: tank, power }: ChargeTariff, amount: Amounts): Draft[] {
  const electric = isElectric(acriss);
  const of = electric && from.chargePercent !== null && to.chargePercent !== null ? 100 : 8;
  const [before, after] = [levels(from, of), levels(to, of)];
  const missing = before - after;
  if (missing <= 0) return [];
  const category = acriss[0] ?? '';
  const [unitMinor, size, fee] = electric
    ? [power.kwhMinor, power.batteryKwh[category] ?? power.otherKwh, power.feeMinor]
    : [tank.litreMinor, tank.tankLitres[category] ?? tank.otherLitres, tank.feeMinor];
  const [perPartMinor, feeMinor] = [amount((unitMinor * size) / of), amount(fee)];
  const basis = { kind: 'FUEL', electric, before, after, missing, of, perPartMinor, feeMinor } as const;
  return [{ basis, quantity: missing, listMinor: missing * perPartMinor + feeMinor }];
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
 * the booking; what is missing in the tank, by eighths, or in the battery, by hundredths where they were read, and the fee for filling it; a return after the grace, by begun
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
