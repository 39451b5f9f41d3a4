import { acrissPattern } from '@ycyw/service/acrissPattern';
import { exponentOf } from '@ycyw/service/money';
import { Refusal } from '@ycyw/service/refusal';
import { categories } from '@ycyw/service/acrissLetters';
import type { SearchInput } from '../src/actions/search.ts';
import type { House } from './agency.ts';
import { distanceKm } from '../src/domain/delivery/place.ts';
import { journeyOf, priced, spanOf, type Agency } from '../src/domain/journey.ts';
import { dateIn } from '../src/domain/period.ts';
import { leadDaysOf, priceOf } from '../src/domain/price.ts';
import { isOffered } from '../src/domain/ratePlan.ts';

export interface NaiveOffer {
  agency: string;
  acriss: string;
  ratePlan: string;
  totalMinor: number;
  currency: string;
  left: number;
  outOfHours: boolean;
}

/** What a search must find, the plain way: every agency, class and plan looked at and priced one by one from the rows as they are now. */
export async function naiveSearch(
  { db, world }: Pick<House, 'db' | 'world'>,
  input: SearchInput,
  sort: string,
): Promise<{ all: NaiveOffer[]; matching: NaiveOffer[] }> {
  const now = world.clock.now();
  const rows = await db.agency.findMany({ where: { active: true } });
  const agencies = rows.map((row) => row as unknown as Agency);
  const ledger = await db.classLedger.findMany({ orderBy: { fromAt: 'asc' } });
  const dropOff = agencies.find(({ code }) => code === input.dropOffAgency);
  const all: NaiveOffer[] = [];
  for (const pickUp of agencies) {
    if (input.pickUpAgency && pickUp.code !== input.pickUpAgency) continue;
    if (input.country && pickUp.country !== input.country) continue;
    if (input.near && distanceKm(input.near, pickUp) > (input.radiusKm ?? 50)) continue;
    for (const acriss of new Set(ledger.filter(({ agency }) => agency === pickUp.code).map((row) => row.acriss))) {
      for (const plan of world.tariff.plans) {
        const wish = {
          acriss,
          ratePlan: plan.code,
          pickUpLocal: input.pickUpAt,
          dropOffLocal: input.dropOffAt,
          driverAge: input.driverAge ?? 30,
        };
        let journey;
        try {
          journey = journeyOf(
            { ...wish, currency: input.currency, residence: input.residence, extras: [] },
            pickUp,
            dropOff ?? pickUp,
            now,
          );
        } catch (error) {
          if (error instanceof Refusal) continue;
          throw error;
        }
        const span = spanOf(journey);
        const steps = ledger.filter((row) => row.agency === pickUp.code && row.acriss === acriss);
        const during = steps.filter(
          (row, index) => (!span.to || row.fromAt < span.to) && (steps[index + 1]?.fromAt ?? new Date(8e15)) > span.from,
        );
        const left = Math.min(...during.map((row) => row.supply + row.allowance - row.sold));
        const facts = priced(journey, pickUp, dropOff ?? pickUp);
        const price = left > 0 && isOffered(plan, leadDaysOf(facts)) ? priceOf(facts, world.tariff, dateIn(now, pickUp.timeZone)) : null;
        if (!price) continue;
        const { totalMinor, currency } = price;
        all.push({ agency: pickUp.code, acriss, ratePlan: plan.code, totalMinor, currency, left, outOfHours: journey.dropOff.outOfHours });
      }
    }
  }
  const patterns = input.acriss?.map(acrissPattern);
  const matching = all.filter(
    (offer) =>
      offer.totalMinor <= (input.maxTotalMinor ?? Infinity) &&
      (patterns?.some((matches) => matches(offer.acriss)) ?? true) &&
      (input.ratePlans?.includes(offer.ratePlan) ?? true),
  );
  const mixed = new Set(matching.map(({ currency }) => currency)).size > 1;
  const rank = ({ acriss }: NaiveOffer): number => (sort === 'CATEGORY' ? Object.keys(categories).indexOf(acriss.charAt(0)) : 0);
  const worth = ({ totalMinor, currency }: NaiveOffer): number =>
    mixed
      ? totalMinor / (Number(world.tariff.exchange(currency, dateIn(now, 'UTC'))?.rate ?? '1') * 10 ** (exponentOf(currency) - 2))
      : totalMinor;
  const name = ({ agency, acriss, ratePlan }: NaiveOffer): string => [agency, acriss, ratePlan].join(' ');
  matching.sort((a, b) => rank(a) - rank(b) || worth(a) - worth(b) || (name(a) < name(b) ? -1 : 1));
  return { all, matching };
}
