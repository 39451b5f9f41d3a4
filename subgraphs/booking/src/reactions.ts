import type { Clock } from '@ycyw/service/clock';
import type { DomainEvent } from '@ycyw/service/events';
import { z } from 'zod';
import { saveAgency, type Agencies } from './data/agency.ts';
import type { Sql } from '@ycyw/service/sql';
import { saveConsent } from './data/recommendation/consent.ts';
import { takeOver } from './data/supply.ts';
import { saveVehicleClass } from './data/vehicleClass.ts';

const agency = z.object({
  code: z.string(),
  name: z.string(),
  country: z.string().length(2),
  subdivision: z.string().nullish(),
  region: z.enum(['EU', 'UK', 'US']),
  timeZone: z.string(),
  currency: z.string().length(3),
  latitude: z.number(),
  longitude: z.number(),
  openingHours: z.array(z.object({ weekday: z.int(), opens: z.string(), closes: z.string() })),
  exceptions: z.array(z.object({ date: z.iso.date(), opens: z.string().nullable(), closes: z.string().nullable() })).default([]),
  outOfHoursReturn: z.boolean().default(true),
  active: z.boolean(),
  version: z.int(),
});
const vehicleClass = z.object({ acriss: z.string().length(4), name: z.string(), version: z.int() });
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const absence = z.object({ from: instant, to: instant.nullable() });
const vehicle = z.object({
  id: z.uuid(),
  acriss: z.string().length(4),
  agency: z.string(),
  version: z.int(),
  absences: z.array(absence).default([]),
  odometerKm: z.int().min(0).nullable().default(null),
});
const vehicles = z.object({ vehicles: z.array(vehicle) });

const privacy = z.object({ userId: z.uuid(), region: z.enum(['EU', 'UK', 'US']), personalisation: z.boolean(), at: instant });

/** Our copies of what fleet owns (agencies, classes, and the units that make the supply of each class), and of whom identity lets us personalise for. */
export const reactions = (agencies: Agencies, clock: Clock) => ({
  'fleet.agency.changed': async (tx: Sql, { payload }: DomainEvent): Promise<void> => {
    const facts = agency.parse(payload);
    await saveAgency(tx, { ...facts, subdivision: facts.subdivision ?? null });
    agencies.forget();
  },
  'identity.privacy.changed': async (tx: Sql, { payload }: DomainEvent): Promise<void> => {
    const { personalisation: granted, ...chosen } = privacy.parse(payload);
    await saveConsent(tx, { ...chosen, granted });
  },
  'fleet.vehicleClass.changed': async (tx: Sql, { payload }: DomainEvent): Promise<void> => {
    const { acriss, name, version } = vehicleClass.parse(payload);
    await saveVehicleClass(tx, acriss, name, version);
  },
  'fleet.vehicles.changed': {
    all: async (tx: Sql, events: readonly DomainEvent[]): Promise<void> => {
      const told = events.flatMap(({ payload }) => vehicles.parse(payload).vehicles);
      // Of each unit the last word.
      await takeOver(tx, [...new Map(told.map((unit) => [unit.id, unit])).values()], clock.now());
    },
  },
});
