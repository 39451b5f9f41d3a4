import type { Clock } from '@ycyw/service/clock';
import type { Sql } from '@ycyw/service/sql';
import { ClassNumbers, Stocks } from '../domain/stocks.ts';
import { readSteps } from '../domain/stepFunction.ts';

/** What is read at once: some 6,000 rows. */
const agenciesAtOnce = 250;
/** Numbers kept at most: about 8 MB. */
const mostKept = 1_000_000;
const dayMs = 24 * 3_600_000;

interface Wanted {
  agency: string;
  /** Null: all classes. */
  acriss: string | null;
}

interface Waiting {
  agencies: readonly { code: string }[];
  /** True where a reading is what they wait for, and room for it. */
  reads: boolean;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * The ledger in this process's memory, for searches. Whoever asks sees all that was committed before, by any process: each turn
 * first asks which stocks changed since the turn before, then reads those anew that somebody wants. Turns go one after the other, and what comes
 * meanwhile waits for the next one, so nothing is read that a later turn would not hear of.
 */
export class Availability {
  readonly classes = new ClassNumbers();
  readonly counts = { hits: 0, misses: 0, invalidations: 0, evictions: 0 };
  readonly #sql: Sql;
  readonly #clock: Clock;
  /** An agency whose ledger is empty has an empty row. */
  #stocks = new Stocks();
  /** The turn in which an agency was last asked for, longest ago first. */
  readonly #asked = new Map<string, number>();
  /** Classes whose figures are no longer true, by agency. */
  readonly #spoiled = new Map<string, Set<string>>();
  /** Transactions before this one had ended when we last asked; null: never asked. */
  #since: string | null = null;
  /** What the last asking told, and may tell again while an old transaction runs. */
  #told = new Set<string>();
  /** Steps before it are not kept. */
  #floor = 0;
  #waiting: Waiting[] = [];
  #turn = 0;
  /** The turn in which an agency's change was last heard of. */
  readonly #changed = new Map<string, number>();
  #running = false;

  constructor(sql: Sql, clock: Clock) {
    this.#sql = sql;
    this.#clock = clock;
  }

  get size(): { agencies: number; numbers: number } {
    return { agencies: this.#stocks.agencies, numbers: this.#stocks.size };
  }

  /** Turns begun so far: what is asked for now is read in a later one. */
  get turn(): number {
    return this.#turn;
  }

  /** Whether nothing has changed at these agencies, up to now, since what was read after that turn. */
  unchanged(agencies: readonly { code: string }[], turn: number): Promise<boolean> {
    return this.#wait([], false, () => agencies.every(({ code }) => (this.#changed.get(code) ?? 0) <= turn));
  }

  /** What these agencies have to give, each with a row of its own; good until the next await. */
  of(agencies: readonly { code: string }[]): Promise<Stocks> {
    return this.#wait(agencies, true, () => this.#stocks);
  }

  #wait<Value>(agencies: readonly { code: string }[], reads: boolean, of: () => Value): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        agencies,
        reads,
        resolve: () => {
          resolve(of());
        },
        reject,
      });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const turn = this.#waiting;
      this.#waiting = [];
      try {
        await this.#hear();
        await this.#read(turn);
        for (const { resolve, reads } of turn) {
          resolve();
          // One answer after the other, so that not all of a turn's are half made at the same time.
          if (reads) await new Promise(setImmediate);
        }
      } catch (error) {
        for (const { reject } of turn) reject(error);
      }
    }
    this.#running = false;
  }

  /** Marks what has changed. A transaction that was not over at the last asking is heard of when it is. */
  async #hear(): Promise<void> {
    this.#turn += 1;
    const now = this.#clock.now().getTime();
    if (now - dayMs < this.#floor) this.#forgetAll();
    const [news] = await this.#sql.$queryRaw<{ horizon: string; changed: string[] }[]>`
      SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon, ARRAY(
        SELECT s.agency || ' ' || s.acriss || ' ' || s.changed_in FROM class_stock s
        WHERE s.changed_in >= ${this.#since ?? '9223372036854775807'}::bigint
          AND s.changed_in < pg_snapshot_xmax(pg_current_snapshot())::text::bigint) AS changed`;
    if (!news) return;
    for (const each of news.changed) {
      if (this.#told.has(each)) continue;
      const [agency = '', acriss = ''] = each.split(' ');
      this.#changed.set(agency, this.#turn);
      this.#spoil(agency, acriss);
    }
    this.#told = new Set(news.changed);
    this.#since = news.horizon;
  }

  #spoil(agency: string, acriss: string): void {
    if (this.#stocks.rowOf(agency) === undefined) return;
    const spoiled = this.#spoiled.get(agency) ?? new Set();
    if (!spoiled.has(acriss)) this.counts.invalidations += 1;
    this.#spoiled.set(agency, spoiled.add(acriss));
  }

  async #read(turn: readonly Waiting[]): Promise<void> {
    const missing = new Set<string>();
    for (const { agencies } of turn) {
      this.counts.hits += agencies.length;
      for (const { code } of agencies) {
        if (this.#stocks.rowOf(code) === undefined) missing.add(code);
        this.#asked.set(code, this.#turn);
      }
    }
    const wanted: Wanted[] = [...missing].map((agency) => ({ agency, acriss: null }));
    let missed = missing.size;
    for (const [agency, spoiled] of this.#spoiled) {
      if (this.#asked.get(agency) !== this.#turn) continue;
      missed += 1;
      for (const acriss of spoiled) wanted.push({ agency, acriss });
    }
    this.counts.misses += missed;
    this.counts.hits -= missed;
    if (wanted.length === 0) return;
    this.#makeRoom();
    for (let at = 0; at < wanted.length; at += agenciesAtOnce) await this.#load(wanted.slice(at, at + agenciesAtOnce));
  }

  /** What this turn is about to use must not go; of the rest those that were read first go first. */
  #makeRoom(): void {
    for (const [agency, turn] of this.#asked) {
      if (this.#stocks.size < mostKept) return;
      if (turn === this.#turn) continue;
      this.#asked.delete(agency);
      this.#spoiled.delete(agency);
      this.#stocks.forget(agency);
      this.counts.evictions += 1;
    }
  }

  #forgetAll(): void {
    this.#stocks = new Stocks();
    this.#asked.clear();
    this.#spoiled.clear();
    this.#floor = 0;
  }

  async #load(wanted: readonly Wanted[]): Promise<void> {
    const floor = this.#clock.now().getTime() - dayMs;
    const rows = await this.#sql.$queryRaw<{ agency: string; acriss: string; steps: string }[]>`
      SELECT s.agency, s.acriss::text, l.steps
      FROM unnest(${wanted.map(({ agency }) => agency)}::text[], ${wanted.map(({ acriss }) => acriss)}::bpchar[]) AS q(agency, acriss)
      JOIN class_stock s ON s.agency = q.agency AND (q.acriss IS NULL OR s.acriss = q.acriss)
      CROSS JOIN LATERAL (
        SELECT string_agg((extract(epoch FROM l.from_at) * 1000)::bigint || ':' || l.supply + l.allowance - l.sold, ',' ORDER BY l.from_at) AS steps
        FROM class_ledger l
        WHERE l.agency = s.agency AND l.acriss = s.acriss AND l.from_at >= coalesce(
          (SELECT max(p.from_at) FROM class_ledger p WHERE p.agency = s.agency AND p.acriss = s.acriss AND p.from_at <= ${new Date(floor)}),
          'epoch')) l
      WHERE l.steps IS NOT NULL`;
    this.#floor = Math.max(this.#floor, floor);
    for (const { agency, acriss } of wanted) {
      if (acriss === null) this.#stocks.add(agency);
      else this.#mend(agency, acriss);
    }
    for (const { agency, acriss, steps } of rows) {
      const row = this.#stocks.rowOf(agency);
      if (row !== undefined) this.#stocks.put(row, this.classes.of(acriss), readSteps(steps));
    }
  }

  #mend(agency: string, acriss: string): void {
    const spoiled = this.#spoiled.get(agency);
    spoiled?.delete(acriss);
    if (spoiled?.size === 0) this.#spoiled.delete(agency);
  }
}
