import { z } from 'zod';
import {
  chargeKinds,
  cleaningGrades,
  markKinds,
  severities,
  type ChargeTariff,
  type ChargeTariffs,
} from '../domain/charge/chargeTariff.ts';

const minor = z.int().min(1).max(1e7);
const count = z.int().min(1).max(1000);
const byKind = z.record(z.enum(chargeKinds), count);
const sizes = z.record(z.string().regex(/^[A-Z]$/), count);

const shape = {
  disputeHours: count,
  announceDays: byKind,
  caps: z.record(z.enum(chargeKinds), minor),
  forgivenMinor: minor,
  untaxed: z.array(z.enum(chargeKinds)),
  fuel: z.strictObject({ litreMinor: minor, feeMinor: minor, tankLitres: sizes, otherLitres: count }),
  power: z.strictObject({ kwhMinor: minor, feeMinor: minor, batteryKwh: sizes, otherKwh: count }),
  late: z.strictObject({ hourShare: z.string().regex(/^0\.\d{1,6}$/) }),
  cleaning: z.record(z.enum(cleaningGrades), minor),
  damage: z.record(z.enum(markKinds), z.record(z.enum(severities), minor)),
  handling: z.record(z.enum(['FINE', 'TOLL']), minor),
};
const rates = z.strictObject(shape);
/** What a market has otherwise. */
const ownRates = z.strictObject(
  Object.fromEntries(Object.entries(shape).map(([name, value]) => [name, value.exactOptional()])) as {
    [Key in keyof typeof shape]: z.ZodExactOptional<(typeof shape)[Key]>;
  },
);

const chargeFile = z.strictObject({
  versions: z
    .array(
      z.strictObject({
        version: z.string().min(1),
        source: z.string().min(1),
        default: rates,
        markets: z.record(z.string().regex(/^[A-Z]{2}$/), ownRates),
      }),
    )
    .min(1),
});

/** What charges cost, of all versions that a booking may have frozen, oldest first; a market says only what it has otherwise. */
export function chargeTariffs(file: unknown): ChargeTariffs {
  const { versions } = chargeFile.parse(file);
  const [first] = versions;
  const last = versions.at(-1);
  if (!first || !last) throw new Error('charges.json holds no version');
  return {
    version: last.version,
    of: (version, country): ChargeTariff => {
      const found = versions.find((each) => each.version === version) ?? first;
      return { version: found.version, ...found.default, ...found.markets[country] };
    },
  };
}
