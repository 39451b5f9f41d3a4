import type { Sql } from '@ycyw/service/sql';
import { ratingOf, type Histogram, type Rating } from '../../domain/review.ts';

interface Row {
  of: string;
  rating: number;
  count: number;
}

function ratings(rows: readonly Row[]): Map<string, Rating> {
  const found = new Map<string, Rating>();
  for (const [of, stars] of Map.groupBy(rows, (row) => row.of)) {
    const count = (rating: number): number => stars.find((row) => row.rating === rating)?.count ?? 0;
    const histogram: Histogram = [count(1), count(2), count(3), count(4), count(5)];
    found.set(of, Object.freeze({ ...ratingOf(histogram), histogram: Object.freeze(histogram) }));
  }
  return found;
}

export const noRating: Rating = Object.freeze(ratingOf([0, 0, 0, 0, 0]));

/** By code; agencies without any are missing. */
export const ratingsOfAgencies = async (sql: Sql, agencies: readonly string[]): Promise<Map<string, Rating>> =>
  ratings(
    await sql.$queryRaw<Row[]>`
      SELECT agency AS of, rating, sum(count)::int AS count FROM review_tally WHERE agency = ANY(${[...agencies]}::text[]) GROUP BY agency, rating`,
  );

const maxAgeMs = 30_000;

/** What classes are rated, in memory: searches show it beside every offer, and never wait for it. */
export class ClassRatings {
  readonly #sql: Sql;
  #known = new Map<string, Rating>();
  #freshUntil = 0;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** As it was read last, half a minute ago at most where somebody has asked since. */
  of(acriss: string): Rating {
    if (performance.now() >= this.#freshUntil) void this.refresh().catch(() => undefined);
    return this.#known.get(acriss) ?? noRating;
  }

  async refresh(): Promise<void> {
    this.#freshUntil = performance.now() + maxAgeMs;
    const rows = await this.#sql.$queryRaw<
      Row[]
    >`SELECT acriss::text AS of, rating, sum(count)::int AS count FROM review_tally GROUP BY acriss, rating`;
    this.#known = ratings(rows);
  }
}
