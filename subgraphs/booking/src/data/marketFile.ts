import { z } from 'zod';
import type { Market } from '../domain/market.ts';

const kinds = [
  'RENTAL',
  'ONE_WAY',
  'YOUNG_DRIVER',
  'OUT_OF_HOURS',
  'EXTRA',
  'INSURANCE',
  'DELIVERY',
  'AIRPORT_SURCHARGE',
  'CONCESSION_FEE',
  'PROMOTION',
  'ROUNDING',
  'FUEL',
  'MILEAGE',
  'DAMAGE',
  'LATE_RETURN',
  'FINE',
  'TOLL',
  'CLEANING',
] as const;
const minor = z.int().min(0).max(1e9);
const code = z.string().min(1).max(60);
const charge = {
  subdivisions: z.array(code).exactOptional(),
  exceptSubdivisions: z.array(code).exactOptional(),
  agencies: z.array(code).exactOptional(),
  zones: z.array(z.enum(['HUB', 'AIRPORT', 'CITY'])).exactOptional(),
  rate: z
    .string()
    .regex(/^0\.\d{1,6}$/)
    .exactOptional(),
  perDayMinor: minor.exactOptional(),
  maxDays: z.int().min(1).exactOptional(),
  minor: minor.exactOptional(),
  on: z.array(z.enum(kinds)).exactOptional(),
  source: z.string().exactOptional(),
};
const isOneAmount = (amount: { rate?: string; perDayMinor?: number; minor?: number }): boolean =>
  [amount.rate, amount.perDayMinor, amount.minor].filter((each) => each !== undefined).length === 1;
const oneAmount = 'exactly one of rate, perDayMinor and minor';

const rounding = z.strictObject({ rule: z.enum(['HALF_UP', 'HALF_EVEN', 'UP', 'DOWN']), stepMinor: z.int().min(1) });
const days = z.int().min(1).exactOptional();
const tax = z
  .strictObject({
    ...charge,
    name: code,
    jurisdiction: code,
    hireDays: z.strictObject({ from: days, to: days }).exactOptional(),
    taxed: z.boolean().exactOptional(),
  })
  .refine(isOneAmount, oneAmount);
const fee = z
  .strictObject({
    ...charge,
    kind: z.enum(['ONE_WAY', 'YOUNG_DRIVER', 'OUT_OF_HOURS', 'AIRPORT_SURCHARGE', 'CONCESSION_FEE']),
    journeys: z.enum(['home', 'abroad']).exactOptional(),
  })
  .refine(isOneAmount, oneAmount);

/** A market's file, whole or refused: what is misspelt would be a tax that nobody pays. */
export const marketFile: z.ZodType<Market> = z
  .strictObject({
    country: z.string().regex(/^[A-Z]{2}$/),
    version: code,
    source: z.string().min(1),
    currency: z.string().regex(/^[A-Z]{3}$/),
    inclusive: z.boolean(),
    listFactor: z.number().positive(),
    rounding,
    totalRounding: rounding.exactOptional(),
    euVat: z.strictObject({ outside: z.array(code) }).exactOptional(),
    delivery: z
      .strictObject({ leadHours: z.int().min(0), bands: z.array(z.strictObject({ upToKm: z.int().min(1), minor })).min(1) })
      .exactOptional(),
    hubs: z.array(code),
    taxes: z.array(tax),
    fees: z.array(fee),
  })
  .refine(({ inclusive, taxes }) => !inclusive || taxes.every(({ rate }) => rate), 'where the list holds the taxes, they are shares of it');
