import { Refusal } from '@ycyw/service/refusal';
import { distanceKm, earthRadiusKm } from '../domain/delivery/place.ts';
import type { Agency } from '../domain/journey.ts';
import type { OpeningException, OpeningHours } from '../domain/openingHours.ts';
import type { Sql } from '@ycyw/service/sql';

export interface AgencyFacts extends Agency {
  active: boolean;
  version: number;
}

/** An agency as searches know it; those with the same `twins` differ in name and place alone: country, zone, currency and hours are the same. */
export interface Site extends Agency {
  twins: number;
}

interface Row extends Omit<Agency, 'openingHours' | 'exceptions'> {
  openingHours: string;
  exceptions: string;
  active: boolean;
}

const maxAgeMs = 2000;
const rowsAtOnce = 1000;
const latitudeKm = (Math.PI * earthRadiusKm) / 180;

/** What stands for equal text is one object, however often it comes. */
class Interned<Value> {
  readonly #known = new Map<string, Value>();
  readonly #make: (text: string, count: number) => Value;

  constructor(make: (text: string, count: number) => Value) {
    this.#make = make;
  }

  of(text: string): Value {
    let value = this.#known.get(text);
    if (value === undefined) {
      value = this.#make(text, this.#known.size);
      this.#known.set(text, value);
    }
    return value;
  }
}

/**
 * Our copy of fleet's agencies, thousands of them, in memory: every two seconds at most it is asked which of them changed. `forget`
 * after a change makes this process see it at once.
 */
export class Agencies {
  readonly #sql: Sql;
  /** Those that are open to new bookings, by code. */
  readonly #active = new Map<string, Site>();
  readonly #regions = new Map<string, Agency['region']>();
  /** From south to north. */
  #byLatitude: Site[] = [];
  #byCountry = new Map<string, Site[]>();
  readonly #hours = new Interned((text) => JSON.parse(text) as OpeningHours[]);
  readonly #exceptions = new Interned((text) => JSON.parse(text) as OpeningException[]);
  readonly #twins = new Interned((_, count) => count);
  readonly #words = new Interned((text) => text);
  /** Transactions before this one had ended when we last asked. */
  #since = '0';
  #freshUntil = 0;
  #version = 0;
  #refreshing: Promise<void> | null = null;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Another one after each change that was read. */
  get version(): number {
    return this.#version;
  }

  forget(): void {
    this.#freshUntil = 0;
  }

  async #fresh(): Promise<void> {
    while (this.#refreshing || performance.now() >= this.#freshUntil) {
      this.#refreshing ??= this.#refresh().finally(() => {
        this.#refreshing = null;
      });
      await this.#refreshing;
    }
  }

  async #refresh(): Promise<void> {
    this.#freshUntil = performance.now() + maxAgeMs;
    try {
      const [now] = await this.#sql.$queryRaw<{ horizon: string }[]>`SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon`;
      let changed = 0;
      for (let after = '', rows = rowsAtOnce; rows === rowsAtOnce; changed += rows) {
        const read = await this.#read(after);
        for (const row of read) this.#take(row);
        rows = read.length;
        after = read.at(-1)?.code ?? '';
      }
      this.#since = now?.horizon ?? '0';
      if (changed === 0) return;
      this.#version += 1;
      const sorted = [...this.#active.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
      this.#byCountry = Map.groupBy(sorted, ({ country }) => country);
      this.#byLatitude = sorted.sort((a, b) => a.latitude - b.latitude);
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  #read(after: string): PromiseLike<Row[]> {
    return this.#sql.$queryRaw<Row[]>`
      SELECT code, name, country::text, subdivision, region, time_zone AS "timeZone", currency::text, latitude, longitude,
        opening_hours::text AS "openingHours", exceptions::text, out_of_hours_return AS "outOfHoursReturn", active
      FROM agency WHERE changed_in >= ${this.#since}::bigint AND code > ${after} ORDER BY code LIMIT ${rowsAtOnce}`;
  }

  #take({ active, openingHours, exceptions, ...row }: Row): void {
    this.#regions.set(row.code, row.region);
    if (!active) {
      this.#active.delete(row.code);
      return;
    }
    const { country, subdivision, region, timeZone, currency, outOfHoursReturn } = row;
    const twins = this.#twins.of([country, region, timeZone, currency, outOfHoursReturn, openingHours, exceptions].join('|'));
    this.#active.set(row.code, {
      ...row,
      country: this.#words.of(country),
      subdivision: subdivision === null ? null : this.#words.of(subdivision),
      timeZone: this.#words.of(timeZone),
      currency: this.#words.of(currency),
      openingHours: this.#hours.of(openingHours),
      exceptions: this.#exceptions.of(exceptions),
      twins,
    });
  }

  async all(): Promise<ReadonlyMap<string, Site>> {
    await this.#fresh();
    return this.#active;
  }

  /**
   * The region of each, closed ones too, by code. Asked within transactions, too, so that it never waits for a connection once it
   * is known: a new agency may be missing for as long as a refresh takes.
   */
  async regions(): Promise<ReadonlyMap<string, Agency['region']>> {
    if (this.#regions.size === 0) await this.#fresh();
    else this.#fresh().catch(() => undefined);
    return this.#regions;
  }

  /** The agency of a code; refuses NOT_FOUND. */
  async get(code: string): Promise<Site> {
    const agency = (await this.all()).get(code.trim().toUpperCase());
    if (!agency) throw new Refusal('NOT_FOUND');
    return agency;
  }

  async inCountry(country: string): Promise<readonly Site[]> {
    await this.#fresh();
    return this.#byCountry.get(country) ?? [];
  }

  /** Those within `radiusKm`, in no order. */
  async near(point: { latitude: number; longitude: number }, radiusKm: number): Promise<Site[]> {
    await this.#fresh();
    const found: Site[] = [];
    const reach = (radiusKm + 1) / latitudeKm;
    let [low, high] = [0, this.#byLatitude.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#byLatitude[middle]?.latitude ?? 0) < point.latitude - reach) low = middle + 1;
      else high = middle;
    }
    for (let at = low; at < this.#byLatitude.length; at += 1) {
      const agency = this.#byLatitude[at];
      if (!agency || agency.latitude > point.latitude + reach) break;
      if (distanceKm(point, agency) <= radiusKm) found.push(agency);
    }
    return found;
  }
}

/** Takes over a newer version of an agency. */
export async function saveAgency(tx: Sql, agency: AgencyFacts): Promise<void> {
  const { code, name, country, subdivision, region, timeZone, currency, latitude, longitude, active, version } = agency;
  await tx.$executeRaw`
    INSERT INTO agency (code, name, country, subdivision, region, time_zone, currency, latitude, longitude, opening_hours, exceptions,
      out_of_hours_return, active, version)
    VALUES (${code}, ${name}, ${country}, ${subdivision}, ${region}, ${timeZone}, ${currency}, ${latitude}, ${longitude},
            ${JSON.stringify(agency.openingHours)}::jsonb, ${JSON.stringify(agency.exceptions)}::jsonb, ${agency.outOfHoursReturn}, ${active}, ${version})
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, country = excluded.country, subdivision = excluded.subdivision,
      region = excluded.region, time_zone = excluded.time_zone, currency = excluded.currency, latitude = excluded.latitude,
      longitude = excluded.longitude, opening_hours = excluded.opening_hours, exceptions = excluded.exceptions,
      out_of_hours_return = excluded.out_of_hours_return, active = excluded.active, version = excluded.version
    WHERE agency.version < excluded.version`;
}
