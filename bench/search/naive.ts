import { pathToFileURL } from 'node:url';
import { acrissPattern } from '@ycyw/service/acrissPattern';
import { postgres } from '@ycyw/service/postgres';
import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import { Recommender } from '../../subgraphs/booking/src/actions/recommendation/recommender.ts';
import { PriceTables } from '../../subgraphs/booking/src/actions/priceTable.ts';
import { searchOffers, type SearchInput } from '../../subgraphs/booking/src/actions/search.ts';
import type { Catalogue } from '../../subgraphs/booking/src/actions/world.ts';
import { Agencies, type Site } from '../../subgraphs/booking/src/data/agency.ts';
import { Availability } from '../../subgraphs/booking/src/data/availability.ts';
import { readTariff } from '../../subgraphs/booking/src/data/tariff.ts';
import { journeyOf, priced, spanOf, type Journey } from '../../subgraphs/booking/src/domain/journey.ts';
import { dateIn } from '../../subgraphs/booking/src/domain/period.ts';
import { leadDaysOf, priceOf } from '../../subgraphs/booking/src/domain/price.ts';
import { isOffered } from '../../subgraphs/booking/src/domain/ratePlan.ts';
import { kinds, type Search } from './mix.ts';
import type { System } from './system.ts';

/** One statement for all that is free, however many agencies. */
async function freeClasses(sql: Sql, journeys: readonly { site: Site; journey: Journey }[]) {
  const spans = journeys.map(({ journey }) => spanOf(journey));
  return sql.$queryRaw<{ agency: string; acriss: string }[]>`
    SELECT s.agency, s.acriss::text
    FROM unnest(${journeys.map(({ site }) => site.code)}::text[], ${spans.map(({ from }) => from.toISOString())}::timestamptz[],
      ${spans.map(({ to }) => to?.toISOString() ?? 'infinity')}::timestamptz[]) AS q(agency, from_at, to_at)
    JOIN class_stock s ON s.agency = q.agency
    CROSS JOIN LATERAL (
      SELECT min(l.supply + l.allowance - l.sold) AS free FROM class_ledger l
      WHERE l.agency = s.agency AND l.acriss = s.acriss AND l.from_at < q.to_at
        AND l.from_at >= (SELECT max(p.from_at) FROM class_ledger p WHERE p.agency = s.agency AND p.acriss = s.acriss AND p.from_at <= q.from_at)) f
    WHERE f.free > 0`;
}

/** The way before the catalogue was kept in memory: every free class priced on every plan at every agency, sorted, twenty shown. */
async function naiveSearch(world: Catalogue, sql: Sql, input: SearchInput): Promise<number> {
  const now = world.clock.now();
  const sites = input.pickUpAgency
    ? [await world.agencies.get(input.pickUpAgency)]
    : input.near
      ? await world.agencies.near(input.near, input.radiusKm ?? 50)
      : await world.agencies.inCountry(input.country ?? '');
  const dropOff = input.dropOffAgency ? await world.agencies.get(input.dropOffAgency) : null;
  const journeys = sites.flatMap((site) => {
    const wish = {
      acriss: '',
      ratePlan: '',
      pickUpLocal: input.pickUpAt,
      dropOffLocal: input.dropOffAt,
      driverAge: input.driverAge ?? 30,
      extras: [],
    };
    try {
      return [{ site, journey: journeyOf(wish, site, dropOff ?? site, now) }];
    } catch (error) {
      if (error instanceof Refusal) return [];
      throw error;
    }
  });
  const byCode = new Map(journeys.map((each) => [each.site.code, each]));
  const patterns = input.acriss?.map(acrissPattern);
  const offers = (await freeClasses(sql, journeys)).flatMap(({ agency, acriss }) => {
    const at = byCode.get(agency);
    if (!at) return [];
    const facts = priced({ ...at.journey, acriss }, at.site, dropOff ?? at.site);
    return world.tariff.plans.flatMap((plan) => {
      if (input.ratePlans && !input.ratePlans.includes(plan.code)) return [];
      const price = isOffered(plan, leadDaysOf(facts))
        ? priceOf({ ...facts, ratePlan: plan.code }, world.tariff, dateIn(now, at.site.timeZone))
        : null;
      return price ? [{ acriss, totalMinor: price.totalMinor, key: `${agency} ${acriss} ${plan.code}` }] : [];
    });
  });
  const matching = offers.filter(
    ({ acriss, totalMinor }) => totalMinor <= (input.maxTotalMinor ?? Infinity) && (patterns?.some((matches) => matches(acriss)) ?? true),
  );
  matching.sort((a, b) => a.totalMinor - b.totalMinor || (a.key < b.key ? -1 : 1));
  return matching.slice(0, 20).length > 0 ? matching.length : 0;
}

const searchesEach = 12;

/** Both ways in this process, one search after the other, GraphQL left out: their counts must agree. */
export async function naive(system: System, draw: () => Search, say: (line: string) => void): Promise<void> {
  const sql = postgres(system.urls.booking, 4, () => undefined);
  const clock = { now: () => new Date() };
  const tariff = readTariff({ folder: pathToFileURL(`${system.data}/`), exchangeMaxAgeDays: 3650, warn: () => undefined });
  const world: Catalogue = {
    ...{ clock, sql, tariff },
    recommender: new Recommender(sql, clock),
    agencies: new Agencies(sql),
    availability: new Availability(sql, clock),
    prices: new PriceTables(tariff),
  };
  const ours = (input: SearchInput): Promise<number> =>
    searchOffers(world, input, { sort: 'PRICE', most: 21, cursor: null, searcher: null }).then(
      ({ totalCount }) => totalCount,
      (error: unknown) => {
        if (error instanceof Refusal) return 0;
        throw error;
      },
    );
  const timed = async (work: () => Promise<number>): Promise<{ count: number; cpu: number; wall: number }> => {
    const [before, since] = [process.cpuUsage(), performance.now()];
    const count = await work();
    const { user, system: kernel } = process.cpuUsage(before);
    return { count, cpu: (user + kernel) / 1000, wall: performance.now() - since };
  };
  say('\nthe same searches in one process, one after the other, GraphQL left out (median; CPU of the process, PostgreSQL’s aside)');
  for (const kind of kinds) {
    const searches: SearchInput[] = [];
    while (searches.length < searchesEach) {
      const { kind: drawn, variables } = draw();
      if (drawn === kind) searches.push(variables.input as unknown as SearchInput);
    }
    for (const input of searches) await ours(input);
    const pairs: { mine: Awaited<ReturnType<typeof timed>>; other: Awaited<ReturnType<typeof timed>> }[] = [];
    for (const input of searches) {
      const mine = await timed(() => ours(input));
      const other = await timed(() => naiveSearch(world, sql, input));
      if (mine.count !== other.count) throw new Error(`${mine.count} offers, the naive way ${other.count}: ${JSON.stringify(input)}`);
      pairs.push({ mine, other });
    }
    const median = (of: (pair: (typeof pairs)[number]) => number): number => pairs.map(of).sort((a, b) => a - b)[searchesEach / 2] ?? NaN;
    const figures = ({ cpu, wall }: { cpu: number; wall: number }): string =>
      `${cpu.toFixed(1).padStart(7)} ms CPU ${wall.toFixed(1).padStart(8)} ms`;
    say(
      `  ${kind.padEnd(8)} ours ${figures({ cpu: median(({ mine }) => mine.cpu), wall: median(({ mine }) => mine.wall) })}   naive ${figures({ cpu: median(({ other }) => other.cpu), wall: median(({ other }) => other.wall) })}   naive/ours ${median(({ mine, other }) => other.wall / mine.wall).toFixed(0)}, counts equal`,
    );
  }
  await sql.end();
}
