import { Refusal } from '@ycyw/service/refusal';
import type { Agency } from '../domain/journey.ts';
import type { OpeningHours } from '../domain/openingHours.ts';
import type { Sql } from '@ycyw/service/sql';
import type { Db } from './database.ts';

export interface AgencyFacts extends Agency {
  active: boolean;
  version: number;
}

const earthRadiusKm = 6371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great-circle distance in kilometres (haversine). */
export function distanceKm(one: { latitude: number; longitude: number }, other: { latitude: number; longitude: number }): number {
  const a =
    Math.sin(radians(other.latitude - one.latitude) / 2) ** 2 +
    Math.cos(radians(one.latitude)) * Math.cos(radians(other.latitude)) * Math.sin(radians(other.longitude - one.longitude) / 2) ** 2;
  return 2 * earthRadiusKm * Math.asin(Math.sqrt(a));
}

interface Known {
  /** Those that are open to new bookings, by code. */
  active: Map<string, Agency>;
  /** The region of each, closed ones too, by code. */
  regions: Map<string, Agency['region']>;
}

/**
 * Our copy of fleet's agencies. There are hundreds and every search asks for them, so the process keeps them in memory for
 * a few seconds; `forget` after a change makes this process see it at once.
 */
export class Agencies {
  #db: Db;
  #known: Promise<Known> | null = null;
  #until = 0;

  constructor(db: Db) {
    this.#db = db;
  }

  forget(): void {
    this.#until = 0;
  }

  async #fresh(): Promise<Known> {
    if (!this.#known || Date.now() > this.#until) {
      this.#until = Date.now() + 5000;
      this.#known = this.#read();
      this.#known.catch(() => {
        this.forget();
      });
    }
    return this.#known;
  }

  async #read(): Promise<Known> {
    const rows = (await this.#db.agency.findMany({ orderBy: { code: 'asc' } })).map((row) => ({
      ...row,
      region: row.region as Agency['region'],
      openingHours: row.openingHours as unknown as OpeningHours[],
    }));
    return {
      active: new Map(rows.filter(({ active }) => active).map((row) => [row.code, row])),
      regions: new Map(rows.map(({ code, region }) => [code, region])),
    };
  }

  async all(): Promise<Map<string, Agency>> {
    return (await this.#fresh()).active;
  }

  async regions(): Promise<Map<string, Agency['region']>> {
    return (await this.#fresh()).regions;
  }

  /** The agency of a code; refuses NOT_FOUND. */
  async get(code: string): Promise<Agency> {
    const agency = (await this.all()).get(code.trim().toUpperCase());
    if (!agency) throw new Refusal('NOT_FOUND');
    return agency;
  }

  async inCountry(country: string): Promise<Agency[]> {
    return [...(await this.all()).values()].filter((agency) => agency.country === country);
  }

  /** Nearest first. */
  async near(point: { latitude: number; longitude: number }, radiusKm: number): Promise<Agency[]> {
    return [...(await this.all()).values()]
      .map((agency) => ({ agency, km: distanceKm(point, agency) }))
      .filter(({ km }) => km <= radiusKm)
      .sort((a, b) => a.km - b.km)
      .map(({ agency }) => agency);
  }
}

/** Takes over a newer version of an agency. */
export async function saveAgency(tx: Sql, agency: AgencyFacts): Promise<void> {
  const { code, name, country, subdivision, region, timeZone, currency, latitude, longitude, active, version } = agency;
  await tx.$executeRaw`
    INSERT INTO agency (code, name, country, subdivision, region, time_zone, currency, latitude, longitude, opening_hours, active, version)
    VALUES (${code}, ${name}, ${country}, ${subdivision}, ${region}, ${timeZone}, ${currency}, ${latitude}, ${longitude},
            ${JSON.stringify(agency.openingHours)}::jsonb, ${active}, ${version})
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, country = excluded.country, subdivision = excluded.subdivision,
      region = excluded.region, time_zone = excluded.time_zone, currency = excluded.currency, latitude = excluded.latitude,
      longitude = excluded.longitude, opening_hours = excluded.opening_hours, active = excluded.active, version = excluded.version
    WHERE agency.version < excluded.version`;
}
